import { Worker } from "node:worker_threads";
import type { DirectoryQuestion, DirectoryUpdate, InclusionPromise, SubmitRefusal } from "@bridle/ledger";
import { err, type Result } from "@bridle/protocol";
import type { DirectoryTerms, EpochOutcome, Ledger, LedgerLog, LedgerState } from "../../ports/ledger.ts";
import type { Answering, LedgerCalls } from "./ledger-calls.ts";
import type { LedgerOptions } from "./ledger-parts.ts";

/** How long until witnesses that didn't answer, or a disk that failed, are tried again. */
const BEGIN_AGAIN_MS = 15_000;
const AGAIN: ReadonlySet<LedgerState> = new Set<LedgerState>(["no_quorum", "damaged"]);

type Answer<N extends keyof LedgerCalls> = Awaited<ReturnType<LedgerCalls[N]>>;

/** The logs in a folder, kept by a thread of their own. */
export class LedgerThread implements Ledger {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, (answer: Answering | undefined) => void>();
  #nextId = 1;
  #state: LedgerState = "opening";
  #epochs = 0;
  #policy: string | undefined;
  #terms: DirectoryTerms | undefined;
  #again: NodeJS.Timeout | undefined;
  #gone = false;

  constructor(options: LedgerOptions) {
    this.#worker = new Worker(new URL("ledger-worker.ts", import.meta.url), { workerData: options });
    this.#worker.on("message", (answer: Answering) => this.#take(answer));
    // It can't be used: the messenger goes on without it, and clients say "not checked".
    this.#worker.on("error", () => this.#lost());
    this.#worker.on("exit", () => this.#lost());
    // It never keeps the process alive by itself.
    this.#worker.unref();
    void this.#begin();
  }

  get state(): LedgerState {
    return this.#state;
  }

  get epochs(): number {
    return this.#epochs;
  }

  policy(): string | undefined {
    return this.#policy;
  }

  terms(): DirectoryTerms | undefined {
    return this.#state === "open" ? this.#terms : undefined;
  }

  lookup(question: DirectoryQuestion): Promise<Uint8Array | undefined> {
    return this.#ask("lookup", question);
  }

  consistency(step: {
    readonly from: number;
    readonly to: number;
  }): Promise<readonly Uint8Array[] | undefined> {
    return this.#ask("consistency", step);
  }

  async publishEpoch(updates: readonly DirectoryUpdate[], atMs: number): Promise<EpochOutcome> {
    return (await this.#ask("publishEpoch", updates, atMs)) ?? "later";
  }

  async append(entry: Uint8Array): Promise<Result<InclusionPromise, SubmitRefusal>> {
    return (await this.#ask("append", entry)) ?? err({ kind: "stopped", why: { kind: "store_failed" } });
  }

  resource(log: LedgerLog, path: string): Promise<Uint8Array | undefined> {
    return this.#ask("resource", log, path);
  }

  async close(): Promise<void> {
    if (this.#state === "closed") return;
    this.#state = "closed";
    clearTimeout(this.#again);
    this.#worker.ref();
    await this.#ask("close");
    // Resolves when the thread has ended, also when it had before.
    await this.#worker.terminate();
  }

  async #begin(): Promise<void> {
    await this.#ask("begin");
    if (this.#gone || !AGAIN.has(this.#state)) return;
    this.#again = setTimeout(() => void this.#begin(), BEGIN_AGAIN_MS);
    this.#again.unref();
  }

  /** `undefined` when it failed, or when the thread is gone. */
  #ask<N extends keyof LedgerCalls>(
    name: N,
    ...args: Parameters<LedgerCalls[N]>
  ): Promise<Answer<N> | undefined> {
    if (this.#gone) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const id = this.#nextId++;
      // The value is what the call of that name gave, at the other end of the same table.
      this.#waiting.set(id, (answer) => resolve(answer?.value as Answer<N> | undefined));
      this.#worker.postMessage({ id, name, args }, []);
    });
  }

  #take(answer: Answering): void {
    const wasOpen = this.#state === "open";
    if (this.#state !== "closed") this.#state = answer.state;
    this.#epochs = answer.epochs;
    this.#policy = answer.policy;
    this.#terms = answer.terms;
    const settle = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    settle?.(answer.failed ? undefined : answer);
    if (wasOpen && AGAIN.has(this.#state)) void this.#begin();
  }

  #lost(): void {
    this.#gone = true;
    if (this.#state !== "closed") this.#state = "damaged";
    this.#terms = undefined;
    for (const settle of this.#waiting.values()) settle(undefined);
    this.#waiting.clear();
  }
}
