import { useCallback, useEffect, useState } from "react";
import type { MethodName, ParamsOfMethod, ResultOf } from "../engine/engine.ts";
import { useApp } from "./app-context.ts";
import type { RefusalKind } from "./refusal.ts";

/** What a screen asks the client when it opens; `again` asks once more. The old answer stays until the new one. */
export interface Query<M extends MethodName> {
  readonly value: ResultOf<M> | undefined;
  readonly refused: RefusalKind | undefined;
  readonly again: () => Promise<void>;
}

/** `params` must be the same object in each render. */
export function useQuery<M extends MethodName>(name: M, params: ParamsOfMethod<M>): Query<M> {
  const { engine } = useApp();
  const [answer, setAnswer] = useState<Pick<Query<M>, "value" | "refused">>({
    value: undefined,
    refused: undefined,
  });
  const again = useCallback(
    () =>
      engine
        .call(name, params)
        .then((found) =>
          setAnswer((before) =>
            found.ok
              ? { value: found.value, refused: undefined }
              : { value: before.value, refused: found.error.kind },
          ),
        ),
    [engine, name, params],
  );
  useEffect(() => void again(), [again]);
  return { ...answer, again };
}

/** For methods that take nothing. */
export const noParams = {};
