import type { SealedTarget, SignalStore } from "../ports/signal-store.ts";
import type { SealingBatch, TargetSealer } from "../ports/target-sealer.ts";

/** How long one key seals, and how much: what a look into this process's memory could open afterwards. */
const BATCH_LIFETIME_MS = 60_000;
const BATCH_TARGETS_MAX = 4_096;

interface Open {
  readonly batch: SealingBatch;
  readonly row: number;
  readonly untilMs: number;
  sealed: number;
}

/** Seals targets under one batch key after another, with the next one made ahead. */
export class Sealing {
  readonly #sealer: TargetSealer;
  readonly #store: Pick<SignalStore, "openBatch">;
  #open: Open | undefined;
  #next: SealingBatch | undefined;
  #making = false;
  #failed = false;

  constructor(sealer: TargetSealer, store: Pick<SignalStore, "openBatch">) {
    this.#sealer = sealer;
    this.#store = store;
    this.#prepare();
  }

  /** Whether a target can be sealed now; if not, a key is being made. Throws `StoreFault`. */
  ready(nowMs: number): boolean {
    this.turn(nowMs);
    if (this.#open !== undefined) return true;
    if (this.#next === undefined) {
      this.#prepare();
      return this.#failed;
    }
    const row = this.#store.openBatch(this.#next.sealedKey);
    this.#open = { batch: this.#next, row, untilMs: nowMs + BATCH_LIFETIME_MS, sealed: 0 };
    this.#next = undefined;
    this.#prepare();
    return true;
  }

  /** `undefined` where no key could be made: the signal is worth more than its target. */
  seal(account: Uint8Array, context: Uint8Array): SealedTarget | undefined {
    if (this.#open === undefined) return undefined;
    this.#open.sealed++;
    return { batch: this.#open.row, ...this.#open.batch.seal(account, context) };
  }

  /** Forgets a key that has had its time, also when nothing happens any more. */
  turn(nowMs: number): void {
    if (this.#open === undefined) return;
    if (nowMs < this.#open.untilMs && this.#open.sealed < BATCH_TARGETS_MAX) return;
    this.#open.batch.end();
    this.#open = undefined;
  }

  end(): void {
    this.#open?.batch.end();
    this.#next?.end();
    this.#open = undefined;
    this.#next = undefined;
  }

  #prepare(): void {
    if (this.#making || this.#next !== undefined) return;
    this.#making = true;
    void this.#make();
  }

  async #make(): Promise<void> {
    try {
      this.#next = await this.#sealer.openBatch();
      this.#failed = false;
    } catch {
      this.#failed = true;
    }
    this.#making = false;
  }
}
