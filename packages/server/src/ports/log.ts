import type { CallName } from "@bridle/protocol";
import type { LedgerState } from "./ledger.ts";

/**
 * All that the server ever writes down about its life. Closed on purpose: there is no field that could
 * hold a name, an id, an address or a message (promise 6).
 */
export type LogEvent =
  | { readonly event: "listening"; readonly port: number; readonly registration: "open" | "code" }
  | { readonly event: "store_opened"; readonly version: number }
  | { readonly event: "stopping" }
  | { readonly event: "stopped" }
  | { readonly event: "store_full" }
  | { readonly event: "store_broken"; readonly code: string }
  | { readonly event: "call_failed"; readonly reason: CallName; readonly code: string }
  | { readonly event: "commit_slow"; readonly durationMs: number; readonly count: number }
  | { readonly event: "controls_enforced"; readonly count: number }
  | { readonly event: "controls_unreadable" }
  | { readonly event: "feeds_in_use"; readonly count: number }
  | { readonly event: "feeds_unreadable" }
  | { readonly event: "signals_store_failed" }
  | { readonly event: "signals_store_reset" }
  | { readonly event: "desk_without_key" }
  | { readonly event: "detector_failed"; readonly code: string }
  | { readonly event: "ledger"; readonly state: LedgerState }
  | { readonly event: "clock_jumped"; readonly durationMs: number }
  | { readonly event: "socket_refused"; readonly reason: "origin" | "host" | "too_many" | "path" };

export interface Log {
  write(event: LogEvent): void;
}
