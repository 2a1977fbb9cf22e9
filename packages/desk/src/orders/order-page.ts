import { escapeHtml, htmlPage, htmlTable } from "../html.ts";
import { dayText, lastDayText } from "./civil-date.ts";
import { asOf, type NormAsOf, type OrderAsOf } from "./order-as-of.ts";
import type { Order } from "./order-form.ts";
import { type Citation, citationsOf } from "./standing.ts";
import { knownEvents, type Times } from "./status.ts";
import { orderWords } from "./words.ts";

/** The order as a page to print and to file: what it says, where it says so, what holds, what is due, what came, what was breached. */
export function orderPage(order: Order, times: Times): string {
  const held = asOf(order, times);
  const verified = order.source.standing === "verified";
  const body = [
    `<header><p>${escapeHtml(`${order.court.name}, ${order.docket}`)}</p><h1>${escapeHtml(order.title)}</h1>`,
    `<p class="state">On ${dayText(times.validAtMs)}, as far as was known on ${dayText(times.knownAtMs)}: <b>${escapeHtml(orderWords[`order.status.${held.overall}`])}</b>.`,
    verified ? "" : " This record was not compared with the order itself. Nothing is enforced from it.",
    "</p></header><main>",
    section("The document", documentOf(order)),
    section("Whom it binds", peopleOf(order)),
    section("Where it applies", platformsOf(order)),
    section("What it says", normsOf(held.norms)),
    section("Exemptions, which come before the above", carveOutsOf(order)),
    section("Its course", eventsOf(order, times)),
    section("Due and received", dutiesOf(held)),
    section("Money", awardsOf(held)),
    section("Breaches", breachesOf(held)),
    section("What this service may do on its ground", controlsOf(order, held.norms)),
    section("Where each fact was read", referencesOf(order)),
    `<p>An order binds those whom it names, within its terms. It gives this service no power to look at what people say or whom they know. ${escapeHtml(order.id)}</p>`,
    "</main>",
  ];
  return htmlPage(`${order.title}, ${order.docket}`, body.join("\n"));
}

function section(title: string, content: string): string {
  return `<section><h2>${escapeHtml(title)}</h2>\n${content}</section>`;
}

/** Paragraphs as a court cites them. */
export function citationText(cites: readonly Citation[]): string {
  if (cites.length === 0) return "no paragraph cited";
  return cites.map(({ label, page }) => (page === undefined ? label : `${label} (p. ${page})`)).join("; ");
}

interface Part {
  readonly standing: "verified" | "unverified";
  readonly references?: readonly string[];
  readonly note?: string;
}

function standingText({ standing, references = [], note }: Part): string {
  const from = references.length === 0 ? "" : ` [${references.join(", ")}]`;
  return `${standing}${from}${note === undefined ? "" : `. ${note}`}`;
}

function documentOf({ source, court, recordedAt }: Order): string {
  const rows = [
    ["Court", `${court.name}, ${court.jurisdiction}`],
    ["Judge", court.judge ?? "not recorded"],
    ["Pages", source.pages === null ? "not recorded" : String(source.pages)],
    ["SHA-256", source.sha256 ?? "not recorded: the document was not at hand"],
    ["Compared with the document", standingText(source)],
    ["Entered", recordedAt],
  ];
  return `<dl>${rows.map(([name = "", value = ""]) => `<dt>${name}</dt><dd>${escapeHtml(value)}</dd>`).join("")}</dl>`;
}

function peopleOf(order: Order): string {
  const parties = order.parties.map((party) => [party.name, party.role, "", standingText(party)]);
  const classes = order.boundClasses.map((one) => [
    one.name,
    one.reach === "bound" ? `bound${one.requires.length > 0 ? " with actual notice" : ""}` : "undetermined",
    citationText(citationsOf(order, one)),
    standingText(one),
  ]);
  return htmlTable(["Who", "How", "Paragraphs", "Standing"], [...parties, ...classes]);
}

function platformsOf(order: Order): string {
  const rows = order.platforms.map((platform) => [
    platform.name,
    platform.scope === "in" ? "applies" : `doesn't apply${platform.why === null ? "" : `: ${platform.why}`}`,
    citationText(citationsOf(order, platform)),
    standingText(platform),
  ]);
  return htmlTable(["Service", "Scope", "Paragraphs", "Standing"], rows);
}

function normsOf(norms: readonly NormAsOf[]): string {
  const rows = norms.map(({ norm, status, defects, cites }) => [
    norm.id,
    norm.type,
    `${norm.says} (${norm.acts.join(", ")})`,
    citationText(cites),
    [orderWords[`order.status.${status.kind}`], ...defects.map((defect) => orderWords[defect])].join(". "),
    standingText(norm),
  ]);
  return htmlTable(["", "Kind", "What", "Paragraphs", "Now", "Standing"], rows);
}

function carveOutsOf(order: Order): string {
  const rows = order.carveOuts.map((carveOut) => [
    carveOut.name,
    carveOut.overrides.join(", "),
    citationText(citationsOf(order, carveOut)),
    standingText(carveOut),
  ]);
  return htmlTable(["Who", "Comes before", "Paragraphs", "Standing"], rows);
}

function eventsOf(order: Order, { knownAtMs }: Times): string {
  const rows = knownEvents(order, knownAtMs).map((event) => [
    event.date,
    eventText(event),
    event.knownAt,
    standingText(event),
  ]);
  return htmlTable(["Date", "Event", "Entered", "Standing"], rows);
}

/** What an event was, in words. */
export function eventText(event: Order["events"][number]): string {
  switch (event.what) {
    case "stayed": {
      const until = event.until === null ? "" : ` until ${event.until}`;
      return `stayed (${event.kind})${event.days === null ? until : ` for ${event.days} days`}`;
    }
    case "appealNoticed":
      return `appeal noticed${event.number === null ? "" : `, No. ${event.number}`}`;
    case "motionFiled":
      return `motion filed: ${event.for}`;
    case "briefFiled":
      return `brief filed by ${event.by}`;
    case "remitted":
      return `${event.award} reduced to ${amountText(event.amount)}`;
    default:
      return event.what.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  }
}

/** 4002471.00 as 4,002,471.00. */
export function amountText(amount: string): string {
  return amount.replaceAll(/\B(?=(?:\d{3})+\.)/g, ",");
}

function dutiesOf({ compliance }: OrderAsOf): string {
  const rows = compliance.duties.map(({ norm, state, dueMs, received, cites }) => [
    norm.says,
    dueMs === undefined ? "no day known" : lastDayText(dueMs),
    orderWords[`order.duty.${state}`],
    received.map(({ what, date, standing }) => `${what}, ${date}, ${standing}`).join("; ") || "nothing",
    citationText(cites),
  ]);
  return htmlTable(["Duty", "Due at the latest", "State", "Received", "Paragraphs"], rows);
}

function awardsOf({ compliance }: OrderAsOf): string {
  const rows = compliance.awards.map(({ kind, currency, amount, before, verified, payments }) => [
    kind,
    `${currency} ${amountText(amount)}${before === undefined ? "" : ` (before: ${amountText(before)})`}`,
    payments.map(({ date, standing }) => `${date}, ${standing}`).join("; ") || "none recorded",
    verified ? "verified" : "unverified",
  ]);
  return htmlTable(["Award", "Amount", "Payments", "Standing"], rows);
}

function breachesOf({ compliance }: OrderAsOf): string {
  const rows = compliance.breaches.map(({ breach, cites }) => [
    breach.date,
    breach.norm,
    citationText(cites),
    breach.foundBy,
    breach.evidence.join(" ") || "none",
    standingText(breach),
  ]);
  return htmlTable(["Date", "Of", "Paragraphs", "Found by", "Evidence (SHA-256)", "Standing"], rows);
}

function controlsOf(order: Order, norms: readonly NormAsOf[]): string {
  const rows = order.controls.map(({ control, norm }) => {
    const held = norms.find((other) => other.norm.id === norm);
    return [control, norm, citationText(held?.cites ?? []), "two persons, and a finding on who it is"];
  });
  return htmlTable(["Control", "On", "Paragraphs", "Needs"], rows);
}

function referencesOf({ references }: Order): string {
  return htmlTable(
    ["", "Kind", "Where"],
    references.map(({ id, kind, where }) => [id, kind, where]),
  );
}
