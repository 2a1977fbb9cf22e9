import type { Unlock } from "../signals/desk-key.ts";

/** So long one person's share waits in memory for a second one. */
const UNLOCK_MS = 10 * 60 * 1000;

interface Offered {
  readonly personId: string;
  readonly unlock: Unlock;
}

interface Waiting extends Offered {
  readonly untilMs: number;
}

/** Shares that wait for a second person: in memory only, each for one case and a few minutes. */
export class Unlocking {
  readonly #waiting = new Map<string, Waiting>();

  /**
   * Two different persons' shares of two different holders, once both are there. The first one goes on waiting
   * until `done`, so that a mistyped second one costs nothing; nobody but its own person replaces it.
   */
  offer(
    caseId: string,
    offered: Offered,
    env: { readonly nowMs: number; isHere(personId: string): boolean },
  ): readonly [Unlock, Unlock] | undefined {
    const first = this.#current(caseId, env.nowMs);
    if (first === undefined || first.personId === offered.personId || !env.isHere(first.personId)) {
      this.#waiting.set(caseId, { ...offered, untilMs: env.nowMs + UNLOCK_MS });
      return undefined;
    }
    return first.unlock.name === offered.unlock.name ? undefined : [first.unlock, offered.unlock];
  }

  /** The targets are open: the share is forgotten. */
  done(caseId: string): void {
    this.#waiting.delete(caseId);
  }

  names(caseId: string, nowMs: number): readonly string[] {
    const waiting = this.#current(caseId, nowMs);
    return waiting === undefined ? [] : [waiting.unlock.name];
  }

  #current(caseId: string, nowMs: number): Waiting | undefined {
    for (const [id, { untilMs }] of this.#waiting) if (untilMs <= nowMs) this.#waiting.delete(id);
    return this.#waiting.get(caseId);
  }
}
