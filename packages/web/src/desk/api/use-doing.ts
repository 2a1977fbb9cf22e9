import type { DeskCallName, DeskParams, DeskReply } from "@bridle/desk";
import { useState } from "react";
import { callDesk, type DeskFailure } from "./desk-client.ts";

/** Something that a person does: whether it runs, and why the last one was refused. */
export interface Doing {
  readonly busy: boolean;
  readonly failure: DeskFailure | undefined;
  readonly run: <N extends DeskCallName>(name: N, params: DeskParams<N>) => Promise<DeskReply<N> | undefined>;
  readonly fail: (failure: DeskFailure | undefined) => void;
}

export function useDoing(): Doing {
  const [busy, setBusy] = useState(false);
  const [failure, fail] = useState<DeskFailure>();
  const run = async <N extends DeskCallName>(
    name: N,
    params: DeskParams<N>,
  ): Promise<DeskReply<N> | undefined> => {
    setBusy(true);
    const answer = await callDesk(name, params);
    setBusy(false);
    fail(answer.ok ? undefined : answer.error);
    return answer.ok ? answer.value : undefined;
  };
  return { busy, failure, run, fail };
}
