import type { Unlock } from "./desk-host.ts";

/** So long one person's share waits in memory for a second one. */
const UNLOCK_MS = 10 * 60 * 1000;

interface Waiting {
  readonly personId: string;
  readonly unlock: Unlock;
  readonly untilMs: number;
}

/** Shares that wait for a second person: in memory only, each for one case and a few minutes. */
export class Unlocking {
  readonly #waiting = new Map<string, Waiting>();

  /** Two different persons' shares of two different holders, once both are there. */
  offer(
    caseId: string,
    offered: { readonly personId: string; readonly unlock: Unlock },
    nowMs: number,
  ): readonly [Unlock, Unlock] | undefined {
    this.#forget(nowMs);
    const first = this.#waiting.get(caseId);
    const { personId, unlock } = offered;
    if (first === undefined || first.personId === personId || first.unlock.name === unlock.name) {
      this.#waiting.set(caseId, { ...offered, untilMs: nowMs + UNLOCK_MS });
      return undefined;
    }
    this.#waiting.delete(caseId);
    return [first.unlock, unlock];
  }

  names(caseId: string, nowMs: number): readonly string[] {
    this.#forget(nowMs);
    const waiting = this.#waiting.get(caseId);
    return waiting === undefined ? [] : [waiting.unlock.name];
  }

  #forget(nowMs: number): void {
    for (const [caseId, { untilMs }] of this.#waiting) if (untilMs <= nowMs) this.#waiting.delete(caseId);
  }
}
