import { escapeHtml, htmlPage, htmlTable } from "../html.ts";
import { orderWords } from "../orders/words.ts";
import { bandRange } from "./band.ts";
import type { TransparencyReport } from "./report-form.ts";
import { basisWords, cellWords, reasonWords, switchWords } from "./words.ts";

/** The report as one page for the public. It says what the report says, in words. */
export function transparencyPage(report: TransparencyReport): string {
  const [year, half] = report.period.split("-H");
  const when = `${half === "1" ? "January to June" : "July to December"} ${year ?? ""}`;
  const body = [
    `<header><p>${escapeHtml(report.service)}</p><h1>Transparency report, ${when}</h1>`,
    "<p>Counts are given as ranges, and anything below ten, nothing included, as “fewer than 10”, so that no small group of people shows. Each thing is counted once, in the half-year in which the service came to know of it. A half-year is reported once.</p></header><main>",
    section("Counts", countsOf(report)),
    section("Court orders on record", ordersOf(report)),
    section("What was refused to everybody", switchesOf(report)),
    section(
      "What is kept, and how long",
      htmlTable(
        ["What", "Days"],
        report.retention.map(({ what, days }) => [what, String(days)]),
      ),
    ),
    section("Researchers' feeds in use", feedsOf(report)),
    `<p>Report before this one (SHA-256): ${report.previous ?? "none"}</p></main>`,
  ];
  return htmlPage(`${report.service}: transparency report, ${when}`, body.join("\n"));
}

function section(title: string, content: string): string {
  return `<section><h2>${escapeHtml(title)}</h2>\n${content}</section>`;
}

/** A band in words: `fewer than 10`, `10 to 19`, `1,000,000 or more`. */
export function bandText(band: string): string {
  const { least, most } = bandRange(band);
  if (most === undefined) return `${grouped(least)} or more`;
  return least === 0 ? `fewer than ${most + 1}` : `${grouped(least)} to ${grouped(most)}`;
}

function grouped(count: number): string {
  return String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, ",");
}

function countsOf({ counts }: TransparencyReport): string {
  return htmlTable(
    ["What", "How many"],
    counts.map(({ cell, band }) => [cellWords[cell], bandText(band)]),
  );
}

function ordersOf({ orders }: TransparencyReport): string {
  const rows = orders.map(({ title, docket, status, verified }) => [
    title,
    docket,
    orderWords[`order.status.${status}`],
    verified ? "compared with the order" : "not verified; nothing is enforced from it",
  ]);
  return htmlTable(["Order", "Docket", "At the end of the period", "Record"], rows);
}

function switchesOf({ killSwitches }: TransparencyReport): string {
  const rows = killSwitches.map(({ refused, reason, basis, from, until }) => [
    switchWords[refused],
    reasonWords[reason],
    basisWords[basis],
    from,
    until ?? "still in force",
  ]);
  return htmlTable(["What", "Why", "On which ground", "From", "Until"], rows);
}

function feedsOf({ feeds }: TransparencyReport): string {
  const rows = feeds.map(({ name, publishers, licence, sha256 }) => [
    name,
    publishers.join(", "),
    licence,
    sha256,
  ]);
  return htmlTable(["Feed", "Published by", "Licence", "SHA-256"], rows);
}
