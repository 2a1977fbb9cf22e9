import type { Report } from "@bridle/check";
import { useCallback, useEffect, useRef, useState } from "react";
import { askedEvidence, type Chosen } from "../engine/evidence.ts";
import { type Examiner, WorkerGone } from "../engine/examiner.ts";
import type { Examined, RunProgress, Shelf, TimelineSummary } from "../protocol.ts";

/** Where the page is. */
export type Stage =
  | { readonly at: "choose"; readonly failure?: Failure }
  | {
      readonly at: "running";
      readonly progress: RunProgress;
      readonly ending: boolean;
      /** When the key derivation began, while it goes on. */
      readonly derivingSinceMs?: number | undefined;
    }
  | { readonly at: "password"; readonly wrong: boolean }
  | { readonly at: "result"; readonly report: Report; readonly timeline: TimelineSummary };

/** Why there is no answer although nobody ended the run. */
export type Failure = "gone" | "fault" | "cancelled";

export interface Check {
  readonly stage: Stage;
  readonly shelf: Shelf | "loading" | "failed";
  readonly chosen: Chosen | undefined;
  readonly setChosen: (chosen: Chosen | undefined) => void;
  /** Names of feeds that are left out of the next run. */
  readonly leftOut: ReadonlySet<string>;
  readonly leaveOut: (name: string, out: boolean) => void;
  readonly addFeeds: (files: readonly File[], signer: string) => Promise<void>;
  readonly start: (password?: string) => void;
  readonly cancel: () => void;
  /** Back to the beginning; what was found is let go. */
  readonly again: () => void;
}

const nothing: RunProgress = { phase: "recognise", bytesRead: 0 };

/** The lists of indicators, and which of them are left out. */
function useShelf(examiner: Examiner) {
  const [shelf, setShelf] = useState<Check["shelf"]>("loading");
  const [leftOut, setLeftOut] = useState<ReadonlySet<string>>(new Set());
  const open = useCallback(
    (): Promise<void> => examiner.call("shelf.open", {}).then(setShelf, () => setShelf("failed")),
    [examiner],
  );
  useEffect(() => void open(), [open]);
  const leaveOut = (name: string, out: boolean): void =>
    setLeftOut((before) => {
      const after = new Set(before);
      if (out) after.add(name);
      else after.delete(name);
      return after;
    });
  const addFeeds = async (files: readonly File[], signer: string): Promise<void> =>
    setShelf(await examiner.call("shelf.add", { files, signer }));
  const chosenFeeds =
    typeof shelf === "string"
      ? undefined
      : shelf.feeds.map(({ name }) => name).filter((name) => !leftOut.has(name));
  return { shelf, leftOut, leaveOut, addFeeds, chosenFeeds, open };
}

/** One check after another: what was chosen, how far it is, what came out. The password is handed on and not kept. */
export function useCheck(examiner: Examiner): Check {
  const [stage, setStage] = useState<Stage>({ at: "choose" });
  const [chosen, choose] = useState<Chosen>();
  const { shelf, leftOut, leaveOut, addFeeds, chosenFeeds, open } = useShelf(examiner);
  const running = useRef<Promise<unknown>>(Promise.resolve());

  const run = async (wanted: Chosen, feeds: readonly string[], password?: string): Promise<void> => {
    setStage({ at: "running", progress: nothing, ending: false });
    const { evidence, transfer } = askedEvidence(wanted);
    const asked = examiner.examine(
      { evidence, besides: wanted.besides, feeds, password },
      transfer,
      (progress) => setStage((stage) => further(stage, progress)),
    );
    running.current = asked;
    try {
      setStage(stageAfter(await asked));
    } catch (thrown) {
      const gone = thrown instanceof WorkerGone;
      setStage({ at: "choose", failure: gone ? "gone" : "fault" });
      if (gone) void open();
    }
  };
  const end = async (): Promise<void> => {
    const how = await examiner.cancel(running.current);
    if (how === "replaced") setStage({ at: "choose", failure: "cancelled" });
  };

  return {
    stage,
    shelf,
    chosen,
    leftOut,
    leaveOut,
    addFeeds,
    setChosen(next) {
      choose(next);
      setStage({ at: "choose" });
    },
    start(password) {
      if (chosen !== undefined && chosenFeeds !== undefined) void run(chosen, chosenFeeds, password);
    },
    cancel() {
      setStage((stage) => (stage.at === "running" ? { ...stage, ending: true } : { at: "choose" }));
      void end();
    },
    again() {
      choose(undefined);
      setStage({ at: "choose" });
    },
  };
}

/** A run that went on; the moment at which the key derivation began is remembered. */
function further(stage: Stage, progress: RunProgress): Stage {
  if (stage.at !== "running") return stage;
  const derivingSinceMs = progress.phase === "derive-key" ? (stage.derivingSinceMs ?? Date.now()) : undefined;
  return { ...stage, progress, derivingSinceMs };
}

function stageAfter(done: Examined): Stage {
  if (done.ok) return { at: "result", report: done.report, timeline: done.timeline };
  if (done.why === "cancelled") return { at: "choose", failure: "cancelled" };
  return { at: "password", wrong: done.why === "wrong password" };
}
