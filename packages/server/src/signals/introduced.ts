import type { KeyedSignal } from "@bridle/desk";

const PAIRS_MAX = 100_000;

/**
 * Which introductions wait for an answer, as pairs of sender and pseudonym. Only they make an acceptance a
 * signal; a conversation that came about otherwise is none.
 */
export class Introduced {
  /** In the order in which they came. */
  readonly #pairs = new Set<string>();

  /** Whether a signal is to be kept. An acceptance uses its introduction up. */
  admits(signal: KeyedSignal): boolean {
    const { kind, source, target } = signal;
    if (source === undefined || target === undefined) return true;
    const pair = `${source} ${target}`;
    if (kind === "introductionAccepted") return this.#pairs.delete(pair);
    if (kind !== "introduction") return true;
    this.#pairs.delete(pair);
    this.#pairs.add(pair);
    for (const oldest of this.#pairs) {
      if (this.#pairs.size <= PAIRS_MAX) break;
      this.#pairs.delete(oldest);
    }
    return true;
  }
}
