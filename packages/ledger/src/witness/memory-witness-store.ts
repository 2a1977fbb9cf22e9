import { equalBytes } from "@bridle/protocol";
import type { WitnessedHead, WitnessStore } from "./witness-store.ts";

/** A witness's memory that ends with the process: for tests and simulations only. */
export class MemoryWitnessStore implements WitnessStore {
  readonly #heads = new Map<string, WitnessedHead>();

  async latest(origin: string): Promise<WitnessedHead | undefined> {
    return this.#heads.get(origin);
  }

  async swap(from: WitnessedHead | undefined, to: WitnessedHead): Promise<"stored" | "conflict"> {
    if (!sameWitnessed(this.#heads.get(to.origin), from)) return "conflict";
    this.#heads.set(to.origin, to);
    return "stored";
  }
}

/** Whether two memories of one log agree. */
export function sameWitnessed(a: WitnessedHead | undefined, b: WitnessedHead | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.size === b.size && equalBytes(a.root, b.root);
}
