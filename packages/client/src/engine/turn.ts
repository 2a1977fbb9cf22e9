import type { CallRefusal } from "../wire/connection.ts";

/**
 * How a conversation's thread stands before something is sealed for it. `waits`: what it waits for wakes the
 * outbox (a connection, the mailbox, a person).
 */
export type Turn = "ready" | "waits" | Pause;

export interface Pause {
  readonly againMs: number;
}

const RETRY_MS = 1_000;
const OPERATOR_RETRY_MS = 60_000;

/** What a refusal that passes by itself asks for: the same request again, later. `undefined` for any other. */
export function passing({ kind, retryAfterMs }: CallRefusal<string>): Turn | undefined {
  switch (kind) {
    case "disconnected":
      return "waits"; // Coming online wakes the outbox.
    case "rate_limited":
    case "overloaded":
    case "storage_full":
    case "internal":
    case "unauthenticated":
      return { againMs: Math.max(RETRY_MS, retryAfterMs) };
    case "refused_by_operator":
      // It may be lifted before its end, which may be weeks away.
      return { againMs: Math.min(OPERATOR_RETRY_MS, Math.max(RETRY_MS, retryAfterMs)) };
    default:
      return undefined;
  }
}
