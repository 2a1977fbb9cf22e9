import type { Examination } from "../examination/examination.ts";
import type { Coverage, Finding, HeuristicCode, HitKind, Severity } from "../examination/finding.ts";
import type { TimelineEvent } from "../examination/timeline.ts";
import type { FeedSet } from "../indicators/feeds.ts";
import type { MatchLevel } from "../indicators/indicator-set.ts";
import type { Feed, IndicatorType } from "../indicators/indicator.ts";
import { isoTime } from "../time.ts";
import { inEnglish, type Said, saidOf } from "../words/said.ts";
import { advice, explain, type Explanation } from "./explanations.ts";

/** The first that applies. There is no state that calls a phone free of spyware: nobody could know. */
export type State = "match" | "needs-expert" | "incomplete" | "nothing-known-found";

/** What was examined. */
export type EvidenceKind =
  | "ios-backup"
  | "ios-filesystem"
  | "sysdiagnose"
  | "android-bugreport"
  | "androidqf"
  | "android-backup"
  | "android-intrusion-logs"
  | "unknown";

export interface ReportFinding {
  readonly module: string;
  readonly severity: Severity;
  readonly message: string;
  /** `message` as a sentence, for other languages. */
  readonly said: Said;
  /** ISO 8601, UTC. */
  readonly time?: string;
  /** Names the heuristic, where no indicator matched. */
  readonly heuristic?: HeuristicCode;
  readonly indicator?: {
    readonly type: IndicatorType;
    readonly value: string;
    readonly campaigns: readonly string[];
    readonly feed: string;
    readonly feeds: readonly string[];
    readonly publishers: readonly string[];
    readonly references: readonly string[];
    readonly matched: MatchLevel;
    /** What meeting it says about the device. */
    readonly met: HitKind;
  };
  readonly evidence: {
    readonly path: string;
    readonly name?: string;
    readonly table?: string;
    readonly row?: number;
    readonly offset?: number;
    readonly sha256: string;
  };
  readonly explanation: Explanation;
}

export interface ReportFeed {
  readonly name: string;
  readonly sha256: string;
  readonly publishers: readonly string[];
  readonly licence?: string;
  readonly references: readonly string[];
  /** ISO 8601: when its newest entry was written. */
  readonly newest?: string;
  /** Whole days between that and the examination. */
  readonly ageDays?: number;
  readonly trust: Feed["trust"];
  readonly indicators: number;
  /** Entries that no check can use, by reason. */
  readonly unusable: Readonly<Record<string, number>>;
}

export interface Report {
  readonly state: State;
  readonly findings: readonly ReportFinding[];
  readonly coverage: readonly Coverage[];
  readonly inputs: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[];
  readonly tool: { readonly name: "bridle check"; readonly version: string };
  readonly feeds: readonly ReportFeed[];
  readonly refusedFeeds: readonly { readonly what: string; readonly why: string }[];
  readonly evidence: { readonly name: string; readonly kind: EvidenceKind };
  /** ISO 8601, UTC. */
  readonly examinedAt: string;
  readonly advice: readonly string[];
}

/** A run's whole outcome. The timeline is apart: it can be long. */
export interface Outcome {
  readonly report: Report;
  readonly timeline: Iterable<TimelineEvent>;
}

const order: readonly Severity[] = ["critical", "high", "medium", "low", "info"];

export interface ReportOf {
  readonly examination: Examination;
  readonly feeds: FeedSet;
  readonly evidence: Report["evidence"];
  readonly version: string;
}

/** Sums a run up. */
export function reportOf({ examination, feeds, evidence, version }: ReportOf): Report {
  const nowMs = examination.platform.nowMs();
  const findings = examination.findings.toSorted(
    (a, b) =>
      order.indexOf(a.severity) - order.indexOf(b.severity) ||
      (a.timeMs ?? Infinity) - (b.timeMs ?? Infinity) ||
      0,
  );
  const coverage = examination.coverage();
  const state = stateOf(findings, coverage);
  return {
    state,
    findings: findings.map((finding) => reportFinding(finding, feeds)),
    coverage,
    inputs: examination.inputs.map(({ path, sizeBytes, sha256 }) => ({ path, bytes: sizeBytes, sha256 })),
    tool: { name: "bridle check", version },
    feeds: feeds.feeds.map((feed) => feedSummary(feed, nowMs)),
    refusedFeeds: feeds.refused,
    evidence,
    examinedAt: isoTime(nowMs),
    // What is usual on healthy phones is no reason to alarm anybody.
    advice: state === "match" || state === "needs-expert" ? advice : [],
  };
}

function stateOf(findings: readonly Finding[], coverage: readonly Coverage[]): State {
  if (findings.some(({ because }) => because.kind !== "heuristic")) return "match";
  if (findings.some(({ because }) => because.kind === "heuristic" && !because.usual)) return "needs-expert";
  const unread = coverage.some(({ status }) => status === "partial" || status === "failed");
  return unread || !looksExamined(coverage) ? "incomplete" : "nothing-known-found";
}

/** Modules that say what was there, and look for nothing in it. */
const counting = new Set(["Indicators", "Source", "BackupFiles", "BugReportTimestamps", "AQFLogTimestamps"]);

/** Whether any check had something to look through: a folder that only has the names of evidence proves nothing. */
export function looksExamined(coverage: readonly Coverage[]): boolean {
  return coverage.some(({ status, module }) => status !== "absent" && !counting.has(module));
}

function reportFinding(finding: Finding, { feeds }: FeedSet): ReportFinding {
  const { module, severity, timeMs, because, place } = finding;
  const said = saidOf(finding.message);
  const message = inEnglish(said);
  const { input, name, table, row, offset } = place;
  const evidence = {
    path: input.path,
    ...(name === undefined ? {} : { name }),
    ...(table === undefined ? {} : { table }),
    ...(row === undefined ? {} : { row }),
    ...(offset === undefined ? {} : { offset }),
    sha256: input.sha256,
  };
  const rest = { evidence, explanation: explain(finding) };
  const time = timeMs === undefined ? {} : { time: isoTime(timeMs) };
  if (because.kind === "heuristic")
    return { module, severity, message, said, ...time, heuristic: because.code, ...rest };
  const known = feeds.filter((feed) => because.feeds.includes(feed.name));
  const indicator = {
    type: because.type,
    value: because.value,
    campaigns: because.campaigns,
    feed: because.feeds[0] ?? "",
    feeds: because.feeds,
    publishers: [...new Set(known.flatMap(({ publishers }) => publishers))],
    references: [...new Set(known.flatMap(({ references }) => references))],
    matched: because.level,
    met: because.kind,
  };
  return { module, severity, message, said, ...time, indicator, ...rest };
}

const DAY_MS = 86_400_000;

/** One indicator file in a few facts. */
export function feedSummary(feed: Feed, nowMs: number): ReportFeed {
  const unusable: Record<string, number> = {};
  for (const { why } of feed.unusable) unusable[why] = (unusable[why] ?? 0) + 1;
  const { newestMs } = feed;
  return {
    name: feed.name,
    sha256: feed.sha256,
    publishers: feed.publishers,
    ...(feed.licence === undefined ? {} : { licence: feed.licence }),
    references: feed.references,
    ...(newestMs === undefined
      ? {}
      : { newest: isoTime(newestMs), ageDays: Math.max(0, Math.floor((nowMs - newestMs) / DAY_MS)) }),
    trust: feed.trust,
    indicators: feed.indicators.length,
    unusable,
  };
}
