import type { TimelineEvent } from "../examination/timeline.ts";
import type { Outcome, Report, ReportFinding } from "./report.ts";

const LEFT_OUT = "[left out]";

/**
 * The same outcome without what the phone's owner wrote, whom they know and where they browse: messages of findings keep only what
 * a publisher printed, the timeline only when and what kind. Hashes, indicators and places stay, so that an analyst can ask for the rest.
 */
export function redacted({ report, timeline }: Outcome): Outcome {
  return {
    report: {
      ...report,
      findings: report.findings.map(redactedFinding),
      coverage: report.coverage.map((coverage) => ({
        ...coverage,
        ...(coverage.why === undefined ? {} : { why: withoutNames(coverage.why) }),
      })),
      inputs: report.inputs.map((input) => ({ ...input, path: withoutNames(input.path) })),
      evidence: { ...report.evidence, name: LEFT_OUT },
    } satisfies Report,
    timeline: { [Symbol.iterator]: () => redactedEvents(timeline) },
  };
}

function redactedFinding(finding: ReportFinding): ReportFinding {
  const { indicator, heuristic = "", evidence } = finding;
  const { name, ...place } = evidence;
  return {
    ...finding,
    message:
      indicator === undefined
        ? heuristic
        : `A record meets the published ${indicator.type} ${indicator.value}`,
    evidence: {
      ...place,
      path: withoutNames(place.path),
      ...(name === undefined ? {} : { name: withoutNames(name) }),
    },
  };
}

// Digits of a length that numbers and accounts have, and anything with an @.
function withoutNames(text: string): string {
  return text.replaceAll(/\S*@\S*/g, LEFT_OUT).replaceAll(/(?<![0-9a-f/])\+?\d{7,15}(?![0-9a-f])/g, LEFT_OUT);
}

function* redactedEvents(timeline: Iterable<TimelineEvent>): Generator<TimelineEvent> {
  for (const event of timeline) yield { ...event, text: LEFT_OUT };
}
