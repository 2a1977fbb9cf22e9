import type { DirectoryQuestion, DirectoryUpdate, InclusionPromise, SubmitRefusal } from "@bridle/ledger";
import type { DirectoryIdentity, Result } from "@bridle/protocol";

/** The two logs: epochs of the key directory, and safety decisions. */
export type LedgerLog = "directory" | "decisions";

/** What a client is told of the directory. */
export interface DirectoryTerms {
  readonly identity: DirectoryIdentity;
  /** tlog-policy: both logs' keys, the witnesses and the quorum. */
  readonly policy: string;
}

/**
 * How the logs are: `opening` until the witnesses answered; `no_quorum`: too few of them do, tried again;
 * `restored`: from a backup, and nobody could say whether something newer was published; the others are
 * final: witnesses saw a longer or another log, or the files can't be used. Only `open` answers.
 */
export type LedgerState =
  | "opening"
  | "open"
  | "no_quorum"
  | "restored"
  | "rolled_back"
  | "forked"
  | "diverged"
  | "damaged"
  | "closed";

export type EpochOutcome =
  /** Durable and public: what was given is in it. */
  | "published"
  /** Give the same again later; it may be in already, and isn't published twice. */
  | "later";

/**
 * The key directory and the log of safety decisions (DESIGN §9). Nothing of it is on the path of a
 * message, and nothing here throws: what can't be answered now is `undefined`.
 */
export interface Ledger {
  readonly state: LedgerState;
  /** Epochs of the directory, when it was opened. */
  readonly epochs: number;
  /** Under what policy the logs publish, with their keys; a witness needs it before they are open. */
  policy(): string | undefined;
  /** `undefined` unless the logs are open. */
  terms(): DirectoryTerms | undefined;
  /** The encoded answer to a client. */
  lookup(question: DirectoryQuestion): Promise<Uint8Array | undefined>;
  /** The way between two sizes of the directory's log; `undefined` beyond the newest checkpoint. */
  consistency(step: {
    readonly from: number;
    readonly to: number;
  }): Promise<readonly Uint8Array[] | undefined>;
  /** Publishes the directory's next epoch. One call at a time. */
  publishEpoch(updates: readonly DirectoryUpdate[], atMs: number): Promise<EpochOutcome>;
  /** Appends a safety decision: at most 65,535 bytes, hashes rather than content. */
  append(entry: Uint8Array): Promise<Result<InclusionPromise, SubmitRefusal>>;
  /** A log's static resource (C2SP tlog-tiles), or of the directory `audit/<epoch>`. */
  resource(log: LedgerLog, path: string): Promise<Uint8Array | undefined>;
  close(): Promise<void>;
}
