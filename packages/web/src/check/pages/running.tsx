import type { Progress } from "@bridle/check";
import { useEffect, useState, type ReactNode } from "react";
import { Button } from "../../parts/button.tsx";
import { Icon } from "../../parts/icon.tsx";
import type { Chosen } from "../engine/evidence.ts";
import { useWords, type PlainKey } from "../words/words.ts";
import { StageHeading } from "./parts.tsx";
import type { Stage } from "./use-check.ts";

type Phase = Progress["phase"];

const PHASES: readonly (readonly [phase: Phase, title: PlainKey])[] = [
  ["recognise", "phase.recognise"],
  ["derive-key", "phase.deriveKey"],
  ["list", "phase.list"],
  ["read", "phase.read"],
  ["report", "phase.report"],
];

const TICK_MS = 500;

/** A run that goes on: its phases, how much went through, the time that is left where it can be known, and a way to end it. */
export function Running(props: {
  readonly stage: Extract<Stage, { readonly at: "running" }>;
  readonly chosen: Chosen | undefined;
  readonly onCancel: () => void;
}): ReactNode {
  const { t, size, report } = useWords();
  const { progress, ending } = props.stage;
  const now = PHASES.findIndex(([phase]) => phase === progress.phase);
  return (
    <>
      <StageHeading>{t("run.title")}</StageHeading>
      <p className="check-lead">
        <bdi>{props.chosen?.name}</bdi>
      </p>
      <ol className="check-phases">
        {PHASES.map(([phase, title], index) => (
          <li key={phase} data-state={index < now ? "done" : index === now ? "now" : "later"}>
            <Icon name={index < now ? "check" : "waiting"} />
            <span>
              {t(title)}
              <span className="only-read-aloud">
                {` ${t(index < now ? "phase.done" : index === now ? "phase.now" : "phase.later")}`}
              </span>
            </span>
          </li>
        ))}
      </ol>
      <output className="check-progress">
        {progress.phase === "derive-key" ? (
          <TimeLeft stage={props.stage} />
        ) : progress.what === undefined ? (
          t("run.working")
        ) : (
          t("run.reading", { what: report.module(progress.what) })
        )}
      </output>
      <p className="soft">{t("run.bytes", { size: size(progress.bytesRead) })}</p>
      <p className="soft small">{t("run.stay")}</p>
      <div className="actions">
        <Button busy={ending} onPress={props.onCancel}>
          {ending ? t("run.ending") : t("run.cancel")}
        </Button>
      </div>
    </>
  );
}

/** By a short derivation before the long one; when that was too hopeful it says so. */
function TimeLeft(props: { readonly stage: Extract<Stage, { readonly at: "running" }> }): ReactNode {
  const { t } = useWords();
  const { progress, derivingSinceMs } = props.stage;
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const ticking = setInterval(() => setNowMs(Date.now()), TICK_MS);
    return () => clearInterval(ticking);
  }, []);
  if (progress.expectedMs === undefined || derivingSinceMs === undefined) return t("run.deriving");
  const leftMs = progress.expectedMs - (nowMs - derivingSinceMs);
  if (leftMs <= 0) return t("run.longer");
  return t("run.left", { count: Math.ceil(leftMs / 1000) });
}
