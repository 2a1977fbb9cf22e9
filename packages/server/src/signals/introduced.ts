import type { KeyedSignal } from "@bridle/desk";

/** Held are between so many pairs and twice as many: five days at least of a million people's. */
const PAIRS_MAX = 100_000;
/** Of each of the two: 64 bits of a hash are enough to tell them apart. */
const DIGITS = 16;

/**
 * Which introductions wait for an answer, as pairs of sender and pseudonym. Only they make an acceptance a
 * signal; a conversation that came about otherwise is none.
 */
export class Introduced {
  #young = new Set<string>();
  #old = new Set<string>();

  /** Whether a signal is to be kept. An acceptance uses its introduction up. */
  admits(signal: KeyedSignal): boolean {
    const { kind, source, target } = signal;
    if (kind !== "introduction" && kind !== "introductionAccepted") return true;
    if (source === undefined || target === undefined) return true;
    const pair = source.slice(0, DIGITS) + target.slice(0, DIGITS);
    const wasYoung = this.#young.delete(pair);
    const wasThere = this.#old.delete(pair) || wasYoung;
    if (kind === "introductionAccepted") return wasThere;
    this.#young.add(pair);
    if (this.#young.size < PAIRS_MAX) return true;
    this.#old = this.#young;
    this.#young = new Set();
    return true;
  }
}
