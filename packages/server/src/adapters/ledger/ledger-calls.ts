import type { DirectoryQuestion, DirectoryUpdate } from "@bridle/ledger";
import type { LedgerLog, LedgerState } from "../../ports/ledger.ts";
import type { LedgerFolder } from "./ledger-folder.ts";

// What goes between the server's thread and the ledger's. Both ends are this program; nothing of it is
// read from outside.

/** What the ledger's thread can be asked, with the arguments. */
export interface LedgerCalls {
  begin(): ReturnType<LedgerFolder["begin"]>;
  lookup(question: DirectoryQuestion): ReturnType<LedgerFolder["lookup"]>;
  consistency(step: { readonly from: number; readonly to: number }): ReturnType<LedgerFolder["consistency"]>;
  publishEpoch(updates: readonly DirectoryUpdate[], atMs: number): ReturnType<LedgerFolder["publishEpoch"]>;
  append(entry: Uint8Array): ReturnType<LedgerFolder["append"]>;
  resource(log: LedgerLog, path: string): ReturnType<LedgerFolder["resource"]>;
  close(): Promise<void>;
}

export type Asking = {
  [N in keyof LedgerCalls]: {
    readonly id: number;
    readonly name: N;
    readonly args: Parameters<LedgerCalls[N]>;
  };
}[keyof LedgerCalls];

export interface Answering {
  readonly id: number;
  /** Absent when it failed. */
  readonly value?: unknown;
  readonly failed: boolean;
  readonly state: LedgerState;
  readonly epochs: number;
  readonly policy: string;
  readonly terms: ReturnType<LedgerFolder["terms"]>;
}
