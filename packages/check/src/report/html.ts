import type { TimelineEvent } from "../examination/timeline.ts";
import type { Platform } from "../ports/platform.ts";
import { isoLocalTime, isoTime, parseTime } from "../time.ts";
import { reportCss } from "./html-style.ts";
import type { Report, ReportFeed, ReportFinding, State } from "./report.ts";

/** What each state says to a person, first in a few words, then in full. */
export const stateWords: Readonly<Record<State, readonly [short: string, full: string]>> = {
  match: [
    "Traces of known spyware were found",
    "At least one record meets what researchers have published about spyware. Below is each record, where it lies, and what else it could be. This is a reason to ask for help, not yet proof.",
  ],
  "needs-expert": [
    "Something here needs an expert",
    "No record meets a published trace of spyware, but some look unusual enough that somebody with experience should see them.",
  ],
  incomplete: [
    "The examination is incomplete",
    "Nothing known was found in what could be read, but some of it could not be read. What is missing, and why, stands under “What was examined”.",
  ],
  "nothing-known-found": [
    "Nothing known was found in what was examined",
    "No record that could be read meets a published trace of spyware. That is no proof of absence: spyware that nobody has described, or that removed its traces, would not show.",
  ],
};

const EVENTS_MAX = 5000;
const INPUTS_MAX = 500;
const DAY_MS = 86_400_000;

export interface HtmlOf {
  readonly report: Report;
  readonly timeline: Iterable<TimelineEvent>;
  readonly platform: Pick<Platform, "utcOffsetMinutes">;
}

/** The report as one HTML file: no script, nothing loaded from anywhere, fit for print. */
export function* reportHtml({ report, timeline, platform }: HtmlOf): Generator<string> {
  const [short, full] = stateWords[report.state];
  yield `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Device check: ${escape(short)}</title><style>${reportCss}</style></head><body>
<header class="${report.state}"><p>Device check of ${escape(report.evidence.name)} (${report.evidence.kind}), ${report.examinedAt}</p>
<h1>${escape(short)}</h1><p>${escape(full)}</p></header><main>`;
  if (report.advice.length > 0) {
    yield `<section><h2>What to do now</h2><ol>${report.advice.map((step) => `<li>${escape(step)}</li>`).join("")}</ol></section>`;
  }
  yield `<section><h2>Findings (${report.findings.length})</h2>`;
  if (report.findings.length === 0) yield "<p>None.</p>";
  for (const finding of report.findings) yield findingHtml(finding);
  yield "</section>";
  yield* coverageHtml(report);
  yield* timelineHtml({ report, timeline, platform });
  yield* provenanceHtml(report);
  yield "</main></body></html>\n";
}

function findingHtml(finding: ReportFinding): string {
  const { indicator, evidence, explanation } = finding;
  const rows = [
    ["When", finding.time ?? "not recorded"],
    ["Where", place(evidence)],
    ["Check", finding.module],
    ...(indicator === undefined
      ? []
      : [
          ["Indicator", `${indicator.type}: ${indicator.value} (${indicator.matched})`],
          ["Campaign", indicator.campaigns.join(", ")],
          ["Published by", [...indicator.publishers, ...indicator.references].join(", ") || indicator.feed],
        ]),
    ["Hash of the file", evidence.sha256],
  ];
  const details = rows.map(([name = "", value = ""]) => `<dt>${name}</dt><dd>${escape(value)}</dd>`);
  return `<article class="${finding.severity}"><h3><span>${finding.severity}</span> ${escape(finding.message)}</h3>
<p>${escape(explanation.what)}</p><p><b>What else it could be:</b> ${escape(explanation.otherwise)}</p>
<p><b>Weight:</b> ${explanation.weight}</p><dl>${details.join("")}</dl></article>`;
}

function place({ path, name, table, row, offset }: ReportFinding["evidence"]): string {
  const parts = [name ?? path];
  if (name !== undefined && name !== path) parts.push(`in ${path}`);
  if (table !== undefined) parts.push(`table ${table}`);
  if (row !== undefined) parts.push(`row ${row}`);
  if (offset !== undefined) parts.push(`at ${offset}`);
  return parts.join(", ");
}

function* coverageHtml({ coverage }: Report): Generator<string> {
  yield `<section><h2>What was examined</h2><table><thead><tr><th>Check</th><th>State</th><th>Records</th><th>Remarks</th></tr></thead><tbody>`;
  for (const { module, status, records, why } of coverage) {
    yield `<tr class="${status}"><td>${escape(module)}</td><td>${status}</td><td>${records}</td><td>${escape(why ?? "")}</td></tr>`;
  }
  yield "</tbody></table></section>";
}

/** The events around findings first of all; the whole timeline is a file of its own. */
function* timelineHtml({ report, timeline, platform }: HtmlOf): Generator<string> {
  const around = report.findings.flatMap(({ time }) => parseTime(time ?? "") ?? []);
  const near = new Set(around.flatMap((ms) => [-1, 0, 1].map((days) => Math.floor(ms / DAY_MS) + days)));
  let shown = 0;
  let left = 0;
  yield `<section><h2>Timeline</h2><table><thead><tr><th>UTC</th><th>Local</th><th>Check</th><th>Event</th><th></th></tr></thead><tbody>`;
  for (const { timeMs, module, event, text } of timeline) {
    if ((near.size > 0 && !near.has(Math.floor(timeMs / DAY_MS))) || shown >= EVENTS_MAX) {
      left++;
      continue;
    }
    shown++;
    const offset = platform.utcOffsetMinutes(timeMs);
    const local = offset === undefined ? "" : isoLocalTime(timeMs, offset);
    yield `<tr><td>${isoTime(timeMs)}</td><td>${local}</td><td>${escape(module)}</td><td>${escape(event)}</td><td>${escape(text)}</td></tr>`;
  }
  yield `</tbody></table><p>${shown} events${near.size > 0 ? " within a day of a finding" : ""}; ${left} more are in the timeline file.</p></section>`;
}

function* provenanceHtml({ feeds, inputs, tool, refusedFeeds }: Report): Generator<string> {
  yield `<section><h2>Indicators</h2><table><thead><tr><th>File</th><th>Publisher</th><th>Licence</th><th>Age</th><th>Indicators</th><th>Not usable</th><th>SHA-256</th></tr></thead><tbody>`;
  for (const feed of feeds) yield feedHtml(feed);
  for (const { what, why } of refusedFeeds) {
    yield `<tr class="failed"><td>${escape(what)}</td><td colspan="6">${escape(why)}</td></tr>`;
  }
  yield `</tbody></table></section><section><h2>Files read</h2><table><thead><tr><th>File</th><th>Bytes</th><th>SHA-256</th></tr></thead><tbody>`;
  for (const { path, bytes, sha256 } of inputs.slice(0, INPUTS_MAX)) {
    yield `<tr><td>${escape(path)}</td><td>${bytes}</td><td><code>${sha256}</code></td></tr>`;
  }
  const left = inputs.length - INPUTS_MAX;
  yield `</tbody></table>${left > 0 ? `<p>${left} more are in the JSON report.</p>` : ""}<p>${tool.name} ${escape(tool.version)}. Nothing was sent anywhere.</p></section>`;
}

function feedHtml(feed: ReportFeed): string {
  const age = feed.ageDays === undefined ? "unknown" : `${feed.ageDays} days`;
  const unusable = Object.entries(feed.unusable).map(([why, count]) => `${count} (${why})`);
  const cells = [
    feed.name,
    [...feed.publishers, ...feed.references].join(", "),
    feed.licence ?? "not stated",
    age,
    String(feed.indicators),
    unusable.join("; ") || "0",
  ];
  return `<tr>${cells.map((text) => `<td>${escape(text)}</td>`).join("")}<td><code>${feed.sha256}</code> ${feed.trust}</td></tr>`;
}

/** Evidence is hostile text. */
function escape(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll(/(?![\t\n])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, "\ufffd");
}
