import { toHex } from "@bridle/protocol";
import type { Settings } from "../domain/settings.ts";
import type { Clock } from "../ports/clock.ts";
import type { TurnsOfBatch } from "./batch.ts";
import { RateLimiter } from "./rate-limiter.ts";

const MINUTES_OF_DAY = 24 * 60;

/**
 * How often one stranger introduces themselves to one person who takes it at once, so that nothing piles up that
 * would bound it: so many at once, and as many again in a day, evenly. Kept in memory: who wrote to whom is nothing
 * to keep on a disk.
 */
export class StrangerTurns implements TurnsOfBatch {
  readonly #limiter = new RateLimiter();
  readonly #clock: Clock;
  readonly #perDay: number;
  #taken: string[] = [];

  constructor(clock: Clock, { introductionsPerSenderMax }: Settings) {
    this.#clock = clock;
    this.#perDay = introductionsPerSenderMax;
  }

  take(senderTag: Uint8Array): boolean {
    const rate = { key: "account", burst: this.#perDay, perMinute: this.#perDay / MINUTES_OF_DAY } as const;
    const key = toHex(senderTag);
    if (this.#limiter.take(key, rate, this.#clock.monotonicMs()) > 0) return false;
    this.#taken.push(key);
    return true;
  }

  keep(): void {
    this.#taken = [];
  }

  giveBack(): void {
    for (const key of this.#taken.splice(0)) this.#limiter.giveBack(key);
  }

  /** Forgets who has all their turns again: a day after the last at most. */
  sweep(): void {
    this.#limiter.sweep(this.#clock.monotonicMs());
  }
}
