import type { Signal } from "@bridle/desk";
import { COARSE_TIME_MS } from "../domain/detection-profile.ts";

/** What one account may make of it until the next look: attempts beyond it teach nothing new. */
const SAME_PER_WINDOW_MAX = 16;
const PER_SOURCE_PER_DAY_MAX = 20_000;
/** In fourteen days a fifth of what the store keeps: nobody without an account washes out the others. */
const WITHOUT_SOURCE_PER_WINDOW_MAX = 200;
const REMEMBERED_MAX = 100_000;
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Bounds what a flood can write. The same thing between the same two counts a few times in five minutes;
 * an account has a share of each day, so that nobody washes out what others did. A new target is never a
 * repetition: whoever tries everybody is seen trying everybody, up to that share.
 */
export class Repeats {
  #window = Number.NEGATIVE_INFINITY;
  #day = Number.NEGATIVE_INFINITY;
  readonly #same = new Map<string, number>();
  readonly #bySource = new Map<string, number>();
  #withoutSource = 0;

  /** Whether this signal still says something; if so, it is counted. */
  admits(signal: Signal): boolean {
    this.#turn(signal.atMs);
    const { kind, source, target = "", detail = "" } = signal;
    if (source === undefined && this.#withoutSource >= WITHOUT_SOURCE_PER_WINDOW_MAX) return false;
    const same = `${kind} ${source ?? ""} ${target} ${detail}`;
    if (!counted(this.#same, same, SAME_PER_WINDOW_MAX)) return false;
    if (source === undefined) {
      this.#withoutSource++;
      return true;
    }
    return counted(this.#bySource, source, PER_SOURCE_PER_DAY_MAX);
  }

  #turn(atMs: number): void {
    const window = Math.floor(atMs / COARSE_TIME_MS);
    if (window !== this.#window) {
      this.#window = window;
      this.#same.clear();
      this.#withoutSource = 0;
    }
    const day = Math.floor(atMs / DAY_MS);
    if (day === this.#day) return;
    this.#day = day;
    this.#bySource.clear();
  }
}

/** Counts up to `max`. When too much would have to be remembered, nothing is held back. */
function counted(counts: Map<string, number>, key: string, max: number): boolean {
  const before = counts.get(key) ?? 0;
  if (before >= max) return false;
  if (before > 0 || counts.size < REMEMBERED_MAX) counts.set(key, before + 1);
  return true;
}
