import type { TreeHead } from "../tree/merkle-proof.ts";

/** Where a witness last saw a log. */
export interface WitnessedHead extends TreeHead {
  readonly origin: string;
}

/**
 * A witness's memory: one head per log. It must never go back; whoever restores it from a backup has a new
 * witness and takes a new key.
 *
 * Obligations: `swap` is atomic against every other `swap`, also of other processes, and durable when it
 * returns; when it throws, nothing may be signed.
 */
export interface WitnessStore {
  /** The latest head cosigned for this origin, or `undefined`. */
  latest(origin: string): Promise<WitnessedHead | undefined>;
  /** Stores `to` if the latest head is still `from` (size and root). */
  swap(from: WitnessedHead | undefined, to: WitnessedHead): Promise<"stored" | "conflict">;
}
