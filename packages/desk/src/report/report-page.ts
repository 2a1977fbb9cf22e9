import { escapeHtml, htmlPage, htmlTable } from "../html.ts";
import { bandRange } from "./band.ts";
import type { TransparencyReport } from "./report-form.ts";
import { arabicReport } from "./words-ar.ts";
import { englishReport, type ReportLanguage, type ReportWords } from "./words.ts";

/** A table of a report, in the words that the public reads. */
export interface ReportTable {
  readonly title: string;
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The report as one page for the public. It says what the report says, in words. */
export function transparencyPage(report: TransparencyReport, language: ReportLanguage = "en"): string {
  const words = reportWords(language);
  const title = words.title(periodText(report.period, language));
  const body = [
    `<header><p>${escapeHtml(report.service)}</p><h1>${escapeHtml(title)}</h1>`,
    `<p>${escapeHtml(words.lead)}</p></header><main>`,
    ...reportTables(report, language).map(
      (table) =>
        `<section><h2>${escapeHtml(table.title)}</h2>\n${htmlTable(table.heads, table.rows, words.none)}</section>`,
    ),
    `<p>${escapeHtml(words.previous)} ${report.previous ?? escapeHtml(words.none)}</p></main>`,
  ];
  const { direction } = words;
  return htmlPage(`${report.service}: ${title}`, body.join("\n"), { language, direction });
}

export function reportWords(language: ReportLanguage): ReportWords {
  return language === "ar" ? arabicReport : englishReport;
}

/** `January to June 2026`. */
export function periodText(period: string, language: ReportLanguage): string {
  const [year, half] = period.split("-H");
  return `${reportWords(language).halves[half === "1" ? 0 : 1]} ${year ?? ""}`;
}

/** A band in words: `fewer than 10`, `10 to 19`, `1,000,000 or more`. */
export function bandText(band: string, language: ReportLanguage = "en"): string {
  const words = reportWords(language);
  const { least, most } = bandRange(band);
  if (most === undefined) return words.orMore(grouped(least));
  return least === 0 ? words.fewer(grouped(most + 1)) : words.between(grouped(least), grouped(most));
}

/** All that a report says, as tables of plain text. */
export function reportTables(report: TransparencyReport, language: ReportLanguage): readonly ReportTable[] {
  const words = reportWords(language);
  const rows = rowsOf(report, language);
  return (["counts", "orders", "switches", "retention", "feeds"] as const).map((part) => ({
    title: words.sections[part],
    heads: words.heads[part],
    rows: rows[part],
  }));
}

function rowsOf(
  { counts, orders, killSwitches, retention, feeds }: TransparencyReport,
  language: ReportLanguage,
): Readonly<Record<keyof ReportWords["sections"], ReportTable["rows"]>> {
  const words = reportWords(language);
  return {
    counts: counts.map(({ cell, band }) => [words.cells[cell], bandText(band, language)]),
    orders: orders.map(({ title, docket, status, verified }) => [
      title,
      docket,
      words.statuses[status],
      verified ? words.verified : words.unverified,
    ]),
    switches: killSwitches.map(({ refused, reason, basis, from, until }) => [
      words.switched[refused],
      words.reasons[reason],
      words.bases[basis],
      from,
      until ?? words.stillInForce,
    ]),
    retention: retention.map(({ what, days }) => [
      (Object.hasOwn(words.kept, what) ? words.kept[what] : undefined) ?? what,
      String(days),
    ]),
    feeds: feeds.map(({ name, publishers, licence, sha256 }) => [
      name,
      publishers.join(", "),
      licence,
      sha256,
    ]),
  };
}

function grouped(count: number): string {
  return String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, ",");
}
