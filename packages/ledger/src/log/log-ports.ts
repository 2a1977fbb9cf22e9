import type { Ed25519Signer, LedgerCrypto } from "../crypto.ts";
import type { Quorum } from "../note/policy.ts";
import type { VerifierKey } from "../note/verifier-key.ts";
import type { AddCheckpoint, WitnessAnswer } from "../witness/add-checkpoint.ts";
import type { LogStore } from "./log-store.ts";

/** A witness as the log reaches it. Never throws: what goes wrong is "unreachable". */
export interface WitnessPort {
  readonly key: VerifierKey;
  addCheckpoint(request: AddCheckpoint): Promise<WitnessAnswer>;
}

/** Time, as the writer needs it. */
export interface LogClock {
  /** Resolves after this many milliseconds. */
  wait(ms: number): Promise<void>;
}

/** All that a log is written with. */
export interface LogPorts {
  readonly crypto: LedgerCrypto;
  readonly store: LogStore;
  /** Of kind "ed25519"; its name is the origin. */
  readonly key: VerifierKey;
  readonly signer: Ed25519Signer;
  readonly witnesses: readonly WitnessPort[];
  /** Which witnesses are enough to publish. */
  readonly quorum: Quorum;
  readonly clock: LogClock;
}
