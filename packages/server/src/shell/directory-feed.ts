import { chainValue, type DirectoryUpdate } from "@bridle/ledger";
import { AccountId } from "@bridle/protocol";
import type { Clock } from "../ports/clock.ts";
import type { ServerCrypto } from "../ports/crypto.ts";
import type { DirectoryDue } from "../ports/directory-dues.ts";
import type { Ledger } from "../ports/ledger.ts";
import type { Log } from "../ports/log.ts";
import { inTransaction, StoreFault, type Store } from "../ports/store.ts";

/** Each costs the directory some 4 ms; a backlog is published in epochs that follow one another. */
const UPDATES_PER_EPOCH = 256;
const BACKLOG_MS = 500;
const OPENING_MS = 200;
/** While the ledger can't publish. */
const RETRY_MS = 5_000;

interface DirectoryFeedOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly crypto: ServerCrypto;
  readonly log: Log;
  readonly ledger: Ledger;
  readonly epochMs: number;
  /** Runs what may find the store broken. */
  guard(work: () => void): void;
}

/**
 * Publishes what is due at a fixed pace [S90]. An account stays due until an epoch with its chain is
 * public; a crash in between publishes nothing twice, because the directory knows its newest value.
 */
export class DirectoryFeed {
  readonly #options: DirectoryFeedOptions;
  #state: Ledger["state"] = "opening";
  #begun = false;

  constructor(options: DirectoryFeedOptions) {
    this.#options = options;
  }

  start(): void {
    this.#after(0);
  }

  #after(delayMs: number): void {
    this.#options.clock.after(delayMs, () => {
      this.#step().then(
        (nextMs) => nextMs !== undefined && this.#after(nextMs),
        (fault: unknown) => this.#failed(fault),
      );
    });
  }

  #failed(fault: unknown): void {
    // Nothing was settled: it is tried again when there is room.
    if (fault instanceof StoreFault && fault.kind === "full") return this.#after(RETRY_MS);
    this.#options.guard(() => {
      throw fault;
    });
  }

  /** Ms until the next step; `undefined` when there will be none. */
  async #step(): Promise<number | undefined> {
    const { ledger, epochMs, clock } = this.#options;
    this.#tell(ledger.state);
    if (ledger.state === "closed") return undefined;
    if (ledger.state === "opening") return Math.min(epochMs, OPENING_MS);
    if (ledger.state !== "open") return Math.min(epochMs, RETRY_MS);
    this.#begin();
    const dues = this.#options.store.directoryDues.first(UPDATES_PER_EPOCH);
    const outcome = await ledger.publishEpoch(
      dues.flatMap((due) => this.#updateOf(due)),
      clock.nowMs(),
    );
    this.#tell(ledger.state);
    if (outcome === "later") return Math.min(epochMs, RETRY_MS);
    if (this.#state === "closed") return undefined;
    this.#settle(dues);
    return dues.length < UPDATES_PER_EPOCH ? epochMs : Math.min(epochMs, BACKLOG_MS);
  }

  /** A directory that begins owes everybody: it is new, or was begun anew. */
  #begin(): void {
    const { store, ledger } = this.#options;
    if (this.#begun) return;
    if (ledger.epochs === 0) inTransaction(store, () => store.directoryDues.addAll());
    // Only now: a disk that was full is tried again.
    this.#begun = true;
  }

  #updateOf({ accountId }: DirectoryDue): readonly DirectoryUpdate[] {
    const { store, crypto } = this.#options;
    const account = store.accounts.find(accountId);
    // Gone since: its label keeps the value that it had.
    if (account === undefined) return [];
    const value = chainValue((data) => crypto.sha256(data), store.accounts.chain(account.row));
    return [{ label: AccountId.toBytes(accountId), value }];
  }

  #settle(dues: readonly DirectoryDue[]): void {
    const { store } = this.#options;
    if (dues.length === 0) return;
    inTransaction(store, () => {
      for (const { turn } of dues) store.directoryDues.settle(turn);
    });
  }

  #tell(state: Ledger["state"]): void {
    if (state === this.#state) return;
    this.#state = state;
    if (state !== "closed") this.#options.log.write({ event: "ledger", state });
  }
}
