import type { TimelineEvent } from "../examination/timeline.ts";
import type { Platform } from "../ports/platform.ts";
import { isoLocalTime, isoTime, parseTime } from "../time.ts";
import { type Labels, reportWords, type ReportWords } from "../words/report-words.ts";
import { reportCss } from "./html-style.ts";
import type { Report, ReportFeed, ReportFinding } from "./report.ts";

const EVENTS_MAX = 5000;
const INPUTS_MAX = 500;
const DAY_MS = 86_400_000;

export interface HtmlOf {
  readonly report: Report;
  readonly timeline: Iterable<TimelineEvent>;
  readonly platform: Pick<Platform, "utcOffsetMinutes">;
  /** English unless told. */
  readonly words?: ReportWords;
}

/** The report as one HTML file: no script, nothing loaded from anywhere, fit for print. */
export function* reportHtml(of: HtmlOf): Generator<string> {
  const { report, words = reportWords("en") } = of;
  const { labels } = words;
  const [short, full] = words.state(report.state);
  yield `<!doctype html>
<html lang="${words.language}" dir="${words.language === "ar" ? "rtl" : "ltr"}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${labels.title}: ${escape(short)}</title><style>${reportCss}</style></head><body>
<header class="${report.state}"><p>${labels.title}: <bdi>${escape(report.evidence.name)}</bdi> (${words.kind(report.evidence.kind)}), <bdi>${report.examinedAt}</bdi></p>
<h1>${escape(short)}</h1><p>${escape(full)}</p></header><main>`;
  if (report.advice.length > 0) {
    yield `<section><h2>${labels.steps}</h2><ol>${words.advice.map((step) => `<li>${escape(step)}</li>`).join("")}</ol></section>`;
  }
  yield `<section><h2>${labels.findings} (${report.findings.length})</h2>`;
  if (report.findings.length === 0) yield `<p>${labels.none}</p>`;
  for (const finding of report.findings) yield findingHtml(finding, words);
  yield "</section>";
  yield* coverageHtml(report, words);
  yield* timelineHtml(of, words);
  yield* provenanceHtml(report, words);
  yield "</main></body></html>\n";
}

function findingHtml(finding: ReportFinding, words: ReportWords): string {
  const { indicator, evidence } = finding;
  const { labels } = words;
  const { what, otherwise } = words.explanation(finding);
  const rows = [
    [labels.when, finding.time ?? labels.notRecorded],
    [labels.where, place(evidence)],
    [labels.check, finding.module],
    ...(indicator === undefined
      ? []
      : [
          [labels.indicator, `${indicator.type}: ${indicator.value} (${indicator.matched})`],
          [labels.campaign, indicator.campaigns.join(", ")],
          [labels.publisher, [...indicator.publishers, ...indicator.references].join(", ") || indicator.feed],
        ]),
    [labels.fileHash, evidence.sha256],
  ];
  const details = rows.map(
    ([name = "", value = ""]) => `<dt>${name}</dt><dd><bdi>${escape(value)}</bdi></dd>`,
  );
  return `<article class="${finding.severity}"><h3><span>${words.severity(finding.severity)}</span> ${escaped(words.message(finding))}</h3>
<p>${escape(what)}</p><p><b>${labels.otherwise}</b> ${escape(otherwise)}</p>
<p><b>${labels.weight}</b> ${words.weight(finding.explanation.weight)}</p><dl>${details.join("")}</dl></article>`;
}

function place({ path, name, table, row, offset }: ReportFinding["evidence"]): string {
  const parts = [name ?? path];
  if (name !== undefined && name !== path) parts.push(`in ${path}`);
  if (table !== undefined) parts.push(`table ${table}`);
  if (row !== undefined) parts.push(`row ${row}`);
  if (offset !== undefined) parts.push(`at ${offset}`);
  return parts.join(", ");
}

function* coverageHtml({ coverage }: Report, words: ReportWords): Generator<string> {
  const { labels } = words;
  yield `<section><h2>${labels.examined}</h2><table><thead><tr>${headings([labels.check, labels.state, labels.records, labels.remarks])}</tr></thead><tbody>`;
  for (const each of coverage) {
    const remarks = words.reasons(each).map(escaped).join("<br>");
    yield `<tr class="${each.status}"><td>${escape(words.module(each.module))} <bdi>(${escape(each.module)})</bdi></td><td>${words.status(each.status)}</td><td>${each.records}</td><td>${remarks}</td></tr>`;
  }
  yield "</tbody></table></section>";
}

function headings(titles: readonly string[]): string {
  return titles.map((title) => `<th>${title}</th>`).join("");
}

/** The events around findings first of all; the whole timeline is a file of its own. */
function* timelineHtml({ report, timeline, platform }: HtmlOf, words: ReportWords): Generator<string> {
  const { labels } = words;
  const around = report.findings.flatMap(({ time }) => parseTime(time ?? "") ?? []);
  const near = new Set(around.flatMap((ms) => [-1, 0, 1].map((days) => Math.floor(ms / DAY_MS) + days)));
  let shown = 0;
  let left = 0;
  yield `<section><h2>${labels.timeline}</h2><table><thead><tr>${headings([labels.utc, labels.local, labels.check, labels.event, ""])}</tr></thead><tbody>`;
  for (const told of timeline) {
    const { timeMs, module, text } = told;
    if ((near.size > 0 && !near.has(Math.floor(timeMs / DAY_MS))) || shown >= EVENTS_MAX) {
      left++;
      continue;
    }
    shown++;
    const offset = platform.utcOffsetMinutes(timeMs);
    const local = offset === undefined ? "" : isoLocalTime(timeMs, offset);
    yield `<tr><td><bdi>${isoTime(timeMs)}</bdi></td><td><bdi>${local}</bdi></td><td>${escape(words.module(module))}</td><td>${escaped(words.event(told))}</td><td><bdi>${escape(text)}</bdi></td></tr>`;
  }
  yield `</tbody></table><p>${near.size > 0 ? labels.eventsNear : labels.events} ${shown}. ${labels.eventsLeft} ${left}.</p></section>`;
}

function* provenanceHtml(
  { feeds, inputs, tool, refusedFeeds }: Report,
  words: ReportWords,
): Generator<string> {
  const { labels } = words;
  yield `<section><h2>${labels.indicators}</h2><table><thead><tr>${headings([labels.file, labels.publisher, labels.licence, labels.age, labels.indicators, labels.unusable, "SHA-256"])}</tr></thead><tbody>`;
  for (const feed of feeds) yield feedHtml(feed, labels);
  for (const { what, why } of refusedFeeds) {
    yield `<tr class="failed"><td>${escape(what)}</td><td colspan="6">${escaped(words.reason(why))}</td></tr>`;
  }
  yield `</tbody></table></section><section><h2>${labels.files}</h2><table><thead><tr>${headings([labels.file, labels.bytes, "SHA-256"])}</tr></thead><tbody>`;
  for (const { path, bytes, sha256 } of inputs.slice(0, INPUTS_MAX)) {
    yield `<tr><td><bdi>${escape(path)}</bdi></td><td>${bytes}</td><td><code>${sha256}</code></td></tr>`;
  }
  const left = inputs.length - INPUTS_MAX;
  yield `</tbody></table>${left > 0 ? `<p>${labels.filesLeft} ${left}.</p>` : ""}<p>${tool.name} ${escape(tool.version)}. ${labels.nothingSent}</p></section>`;
}

function feedHtml(feed: ReportFeed, labels: Labels): string {
  const age = feed.ageDays === undefined ? labels.unknown : `${feed.ageDays} ${labels.days}`;
  const unusable = Object.entries(feed.unusable).map(([why, count]) => `${count} (${why})`);
  const cells = [
    feed.name,
    [...feed.publishers, ...feed.references].join(", "),
    feed.licence ?? labels.unknown,
    age,
    String(feed.indicators),
    unusable.join("; ") || "0",
  ];
  return `<tr>${cells.map((text) => `<td><bdi>${escape(text)}</bdi></td>`).join("")}<td><code>${feed.sha256}</code> ${feed.trust}</td></tr>`;
}

/** Evidence is hostile text. */
function escape(text: string): string {
  return marked(text).replaceAll(/(?![\t\n])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, "\ufffd");
}

/** A sentence of `ReportWords` made with `inert`: what is left of isolates is its own. */
function escaped(text: string): string {
  return marked(text).replaceAll(/(?![\t\n])[\p{Cc}\u202a-\u202e]/gu, "\ufffd");
}

function marked(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
