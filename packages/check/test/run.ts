import { memorySource, stixBundle, webPlatform } from "@bridle/testkit";
import {
  type Evidence,
  examine,
  type Outcome,
  readFeeds,
  type Report,
  type ReportFinding,
} from "../src/index.ts";

/** Feeds with one bundle of the given patterns, of the campaign "Testware". */
export function feedsOf(...patterns: readonly string[]) {
  return readFeeds([{ name: "test/test.stix2", bytes: stixBundle("Testware", patterns) }], webPlatform);
}

export interface RunOptions {
  readonly patterns?: readonly string[];
  readonly password?: string;
}

/** Examines files in memory as a folder; throws when the password isn't right. */
export async function examined(
  given: ReadonlyMap<string, Uint8Array> | Evidence,
  { patterns = ["[domain-name:value='never.example']"], password }: RunOptions = {},
): Promise<Outcome> {
  const outcome = await examine({
    evidence: "kind" in given ? given : { kind: "folder", source: memorySource(given) },
    feeds: feedsOf(...patterns),
    platform: webPlatform,
    timeline: true,
    password,
    version: "test",
  });
  if (!outcome.ok) throw new Error(outcome.error);
  return outcome.value;
}

/** A finding in a few words: module, severity, what. */
export function brief({ module, severity, indicator, heuristic }: ReportFinding): string {
  return `${module} ${severity} ${indicator === undefined ? (heuristic ?? "") : `${indicator.type} ${indicator.value}`}`;
}

/** The modules with something else than what is usual. */
export function statusOf(report: Report, module: string): string {
  const found = report.coverage.find((coverage) => coverage.module === module);
  return found === undefined
    ? "unknown"
    : `${found.status} ${found.records}${found.why === undefined ? "" : `: ${found.why}`}`;
}
