import type { DeskCallName, DeskParams, DeskReply } from "@bridle/desk";
import { useCallback, useEffect, useState } from "react";
import { callDesk, type DeskFailure } from "./desk-client.ts";

const AGAIN_MS = 4_000;

/** What a page shows: the last answer stays while a newer one is fetched, and when that fails. */
interface Asked<N extends DeskCallName> {
  readonly value: DeskReply<N> | undefined;
  readonly failure: DeskFailure | undefined;
  /** Asks at once, after something was done. */
  readonly again: () => Promise<void>;
}

/** For calls that take nothing. */
export const nothing = {} as const;

/**
 * Asks now and every few seconds while the page is in sight: two people work here together. `params` must
 * be the same object for as long as they mean the same.
 */
export function useCall<N extends DeskCallName>(name: N, params: DeskParams<N>): Asked<N> {
  const [value, setValue] = useState<DeskReply<N>>();
  const [failure, setFailure] = useState<DeskFailure>();
  const again = useCallback(async (): Promise<void> => {
    const answer = await callDesk(name, params);
    if (answer.ok) setValue(answer.value);
    setFailure(answer.ok ? undefined : answer.error);
  }, [name, params]);
  useEffect(() => {
    let timer = 0;
    let gone = false;
    const turn = async (): Promise<void> => {
      if (document.visibilityState === "visible") await again();
      if (!gone) timer = window.setTimeout(() => void turn(), AGAIN_MS);
    };
    void turn();
    return () => {
      gone = true;
      window.clearTimeout(timer);
    };
  }, [again]);
  return { value, failure, again };
}
