import { useSyncExternalStore } from "react";

const MINUTE_MS = 60_000;

/** The current minute, as a time: what is written about "today" or "since" changes with it. */
export function useMinute(): number {
  return useSyncExternalStore(subscribe, currentMinute);
}

function currentMinute(): number {
  return Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;
}

function subscribe(changed: () => void): () => void {
  let timer = setTimeout(tick, untilNext());
  function tick(): void {
    changed();
    timer = setTimeout(tick, untilNext());
  }
  return () => clearTimeout(timer);
}

function untilNext(): number {
  return MINUTE_MS - (Date.now() % MINUTE_MS) + 1;
}
