import { useCallback, useState } from "react";
import type { MethodName, ParamsOfMethod, ResultOf } from "../engine/engine.ts";
import { useApp } from "./app-context.ts";
import type { RefusalKind } from "./refusal.ts";

/** A thing that a screen asks the client to do, with what the screen shows about it meanwhile. */
export interface Task {
  readonly busy: boolean;
  readonly refused: RefusalKind | undefined;
  /** The value, or undefined when it was refused; then `refused` says why. */
  readonly run: <M extends MethodName>(
    name: M,
    params: ParamsOfMethod<M>,
  ) => Promise<ResultOf<M> | undefined>;
  readonly forget: () => void;
}

export function useTask(): Task {
  const { engine } = useApp();
  const [running, setRunning] = useState(0);
  const [refused, setRefused] = useState<RefusalKind>();
  const run = useCallback(
    async <M extends MethodName>(name: M, params: ParamsOfMethod<M>): Promise<ResultOf<M> | undefined> => {
      setRunning((count) => count + 1);
      setRefused(undefined);
      const answer = await engine.call(name, params);
      setRunning((count) => count - 1);
      if (answer.ok) return answer.value;
      setRefused(answer.error.kind);
      return undefined;
    },
    [engine],
  );
  const forget = useCallback(() => setRefused(undefined), []);
  return { busy: running > 0, refused, run, forget };
}
