import type { TimelineEvent } from "../examination/timeline.ts";
import { inEnglish, say, saidOf } from "../words/said.ts";
import { redactedPath } from "./redacted-path.ts";
import type { Outcome, Report, ReportFinding } from "./report.ts";

const LEFT_OUT = "[left out]";

/**
 * The same outcome without what the phone's owner wrote, whom they know, where they browse, which apps they have and how they name files: messages of
 * findings keep only what a publisher printed, places only names that every phone has, remarks only this program's words, the timeline only
 * when and what kind. Hashes, indicators and rows stay, so that an analyst can ask for the rest.
 */
export function redacted({ report, timeline }: Outcome): Outcome {
  return {
    report: {
      ...report,
      findings: report.findings.map(redactedFinding),
      coverage: report.coverage.map((coverage) => ({
        ...coverage,
        ...(coverage.why === undefined ? {} : { why: withoutQuotes(coverage.why) }),
      })),
      inputs: report.inputs.map((input) => ({ ...input, path: redactedPath(input.path) })),
      refusedFeeds: report.refusedFeeds.map(({ why }) => ({ what: LEFT_OUT, why })),
      evidence: { ...report.evidence, name: LEFT_OUT },
    } satisfies Report,
    timeline: { [Symbol.iterator]: () => redactedEvents(timeline) },
  };
}

function redactedFinding(finding: ReportFinding): ReportFinding {
  const { indicator, heuristic = "", evidence } = finding;
  const { name, ...place } = evidence;
  const said =
    indicator === undefined
      ? saidOf(heuristic)
      : say`A record meets the published ${indicator.type} ${indicator.value}`;
  return {
    ...finding,
    message: inEnglish(said),
    said,
    evidence: {
      ...place,
      path: redactedPath(place.path),
      ...(name === undefined ? {} : { name: redactedPath(name) }),
    },
  };
}

/** Whatever a remark takes from the evidence stands in quotation marks (`quoted`). */
function withoutQuotes(text: string): string {
  return text.replaceAll(/“[^”]*”?/g, LEFT_OUT);
}

function* redactedEvents(timeline: Iterable<TimelineEvent>): Generator<TimelineEvent> {
  for (const event of timeline) yield { ...event, text: LEFT_OUT };
}
