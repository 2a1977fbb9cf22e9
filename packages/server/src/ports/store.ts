import type { Accounts } from "./accounts.ts";
import type { Answers } from "./answers.ts";
import type { Builds } from "./builds.ts";
import type { Consents } from "./consents.ts";
import type { Conversations } from "./conversations.ts";
import type { Devices } from "./devices.ts";
import type { DirectoryDues } from "./directory-dues.ts";
import type { Handles } from "./handles.ts";
import type { Introductions } from "./introductions.ts";
import type { KeyPackages } from "./key-packages.ts";
import type { Mailboxes } from "./mailboxes.ts";
import type { Notices } from "./notices.ts";
import type { Refusals } from "./refusals.ts";
import type { RegistrationCodes } from "./registration-codes.ts";

/** All that the server keeps. Each port says what it owes; all of them change only inside a transaction. */
export interface Tables {
  readonly accounts: Accounts;
  readonly answers: Answers;
  readonly builds: Builds;
  readonly consents: Consents;
  readonly conversations: Conversations;
  readonly devices: Devices;
  readonly directoryDues: DirectoryDues;
  readonly handles: Handles;
  readonly introductions: Introductions;
  readonly keyPackages: KeyPackages;
  readonly mailboxes: Mailboxes;
  readonly notices: Notices;
  readonly refusals: Refusals;
  readonly registrationCodes: RegistrationCodes;
}

/**
 * One writer, one transaction at a time. Reads are allowed outside a transaction and then see what is
 * committed; inside they see its own changes. Any method may throw `StoreFault`.
 */
export interface Store extends Tables {
  begin(): void;
  /**
   * Durable on return: survives kill -9 and power loss. Throws `StoreFault`: with `full` nothing of the
   * transaction is kept and the store goes on; with `broken` nobody knows, and the process must stop.
   */
  commit(): void;
  /** Forgets all changes since `begin`. Does nothing outside a transaction. */
  rollback(): void;
  /** The disk has too little room to accept more. Acks and deletions still find enough. */
  spaceLow(nowMs: number): boolean;
  close(): void;
}

/** The only thing that a store throws on purpose. Carries no stored data. */
export class StoreFault extends Error {
  readonly kind: "full" | "broken";

  constructor(kind: "full" | "broken", cause: unknown) {
    super(kind === "full" ? "the disk is full" : "the store failed", { cause });
    this.name = "StoreFault";
    this.kind = kind;
  }
}

type NotAPromise<T> = T extends PromiseLike<unknown> ? never : T;

/** Runs work in a transaction of its own: all of it is durable on return, or none of it when it throws. */
export function inTransaction<T>(store: Store, work: () => NotAPromise<T>): NotAPromise<T> {
  store.begin();
  try {
    const result = work();
    store.commit();
    return result;
  } catch (fault) {
    store.rollback();
    throw fault;
  }
}
