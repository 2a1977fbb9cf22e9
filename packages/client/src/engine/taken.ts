import type { ClientEvent } from "../api/shapes.ts";

/** What taking an entry comes to: what is written, and what follows once that is durable. */
export interface Taken {
  /** Runs inside the transaction that also moves the cursor. */
  write(): void;
  /** Runs after it: memory that mirrors the store, events, work to wake. */
  follow?(): void;
  readonly events?: readonly ClientEvent[];
}

export const NOTHING: Taken = { write: () => {} };

/** An entry that can't be judged now: it stays in the mailbox, and everything behind it waits with it. */
export const LATER = "later";
export type Later = typeof LATER;

/** Two steps taken as one: written together, followed by both. */
export function after(first: Taken, second: Taken): Taken {
  return {
    write() {
      first.write();
      second.write();
    },
    follow() {
      first.follow?.();
      second.follow?.();
    },
    events: [...(first.events ?? []), ...(second.events ?? [])],
  };
}
