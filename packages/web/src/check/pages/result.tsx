import type { Report, State } from "@bridle/check";
import { useMemo, type ReactNode } from "react";
import { Button } from "../../parts/button.tsx";
import type { IconName } from "../../parts/icon-paths.ts";
import { Icon } from "../../parts/icon.tsx";
import { oneLine } from "../../text/plain-text.ts";
import type { Examiner } from "../engine/examiner.ts";
import { TimelinePart } from "../timeline/timeline-part.tsx";
import { useWords, type PlainKey } from "../words/words.ts";
import { CoveragePart } from "./coverage.tsx";
import { FilesPart } from "./files.tsx";
import { FindingsPart } from "./findings.tsx";
import { ListsPart } from "./lists.tsx";
import { StageHeading } from "./parts.tsx";
import { SavePart } from "./save.tsx";
import type { Stage } from "./use-check.ts";

const ICONS: Readonly<Record<State, IconName>> = {
  match: "warning",
  "needs-expert": "eye",
  incomplete: "info",
  "nothing-known-found": "info",
};

/** What to do when the report itself has no advice: in the two states that give no reason to act at once. */
const CALM_STEPS: Readonly<Record<State, readonly PlainKey[]>> = {
  match: [],
  "needs-expert": [],
  incomplete: ["calm.seeMissing", "calm.again", "calm.warned", "calm.update"],
  "nothing-known-found": ["calm.noProof", "calm.warned", "calm.update"],
};

const PARTS: readonly (readonly [id: string, title: PlainKey])[] = [
  ["findings", "findings.title"],
  ["coverage", "coverage.title"],
  ["timeline", "timeline.title"],
  ["lists", "lists.title"],
  ["files", "files.title"],
  ["save", "save.title"],
];

/** The answer first, then what to do, then what it rests on. */
export function Result(props: {
  readonly stage: Extract<Stage, { readonly at: "result" }>;
  readonly examiner: Examiner;
  readonly onAgain: () => void;
}): ReactNode {
  const { t } = useWords();
  const { report, timeline } = props.stage;
  const findingTimes = useMemo(
    () => report.findings.flatMap(({ time }) => (time === undefined ? [] : [Date.parse(time)])),
    [report],
  );
  return (
    <>
      <Answer report={report} />
      <Steps report={report} />
      <nav className="check-parts" aria-label={t("result.parts")}>
        <ul>
          {PARTS.map(([id, title]) => (
            <li key={id}>
              <a href={`#${id}`}>{t(title)}</a>
            </li>
          ))}
        </ul>
      </nav>
      <FindingsPart report={report} />
      <CoveragePart report={report} />
      <TimelinePart examiner={props.examiner} summary={timeline} findingTimes={findingTimes} />
      <ListsPart report={report} />
      <FilesPart report={report} />
      <SavePart examiner={props.examiner} report={report} />
      <div className="actions">
        <Button onPress={props.onAgain}>{t("result.again")}</Button>
      </div>
      <p className="soft small">{t("result.againHint")}</p>
    </>
  );
}

function Answer(props: { readonly report: Report }): ReactNode {
  const { t, dateAndTime, report: words } = useWords();
  const { report } = props;
  const [short, full] = words.state(report.state);
  const read = report.coverage.filter(({ status }) => status === "read").length;
  const indicators = report.feeds.reduce((sum, feed) => sum + feed.indicators, 0);
  return (
    <section className="check-answer" data-state={report.state}>
      <Icon name={ICONS[report.state]} />
      <div className="stack-tight">
        <StageHeading>{short}</StageHeading>
        <p>{full}</p>
        <p className="small soft">
          {t("result.examined", {
            name: oneLine(report.evidence.name),
            kind: words.kind(report.evidence.kind),
            time: dateAndTime(Date.parse(report.examinedAt)),
          })}{" "}
          {t("result.extent", {
            files: report.inputs.length,
            checks: read,
            indicators,
          })}
        </p>
      </div>
    </section>
  );
}

function Steps(props: { readonly report: Report }): ReactNode {
  const { t, number, report: words } = useWords();
  const { state } = props.report;
  const steps = props.report.advice.length > 0 ? words.advice : CALM_STEPS[state].map((key) => t(key));
  return (
    <section className="check-part" aria-labelledby="steps-title">
      <h2 id="steps-title">{t("result.steps")}</h2>
      <ol className="check-steps">
        {steps.map((step, index) => (
          <li key={step} data-step={number(index + 1)}>
            {step}
          </li>
        ))}
      </ol>
    </section>
  );
}
