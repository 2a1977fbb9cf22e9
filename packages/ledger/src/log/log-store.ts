import type { TileContent } from "../tree/growth.ts";
import type { TreeHead } from "../tree/merkle-proof.ts";
import type { TileAddress } from "../tree/tile.ts";

/** Entries and tiles of one batch, with the head before and after it. */
export interface LogChange {
  readonly from: TreeHead;
  readonly to: TreeHead;
  /** Each replaces a narrower form of the same tile. */
  readonly tiles: readonly TileContent[];
}

/** Thrown for what a store could not do: disk, network. The one fault type of these ports. */
export class LogStoreFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = "LogStoreFault";
  }
}

/**
 * One log's tiles, bundles, head and published checkpoint. May be shared by processes; at most one of them
 * writes at a time, and compare-and-swap shows the others that they don't.
 *
 * Obligations: `append` and `publish` are atomic, and durable when they return; when they throw, the
 * change happened as a whole or not at all. Reads see what was last committed. Nothing is ever lost or
 * rolled back: restoring a backup is the operator's act, which the writer notices at the witnesses.
 */
export interface LogStore {
  /** The committed head, or `undefined` in a store that never had one. */
  head(): Promise<TreeHead | undefined>;
  /** Writes tiles and head in one transaction if the head is still `from` (size and root). */
  append(change: LogChange): Promise<"committed" | "conflict">;
  /** The widest form of a tile or bundle that was committed. */
  read(tile: TileAddress): Promise<Uint8Array | undefined>;
  /** The last published checkpoint as a signed note. */
  published(): Promise<string | undefined>;
  /** Replaces the published checkpoint if it is still `from`. */
  publish(change: PublishedChange): Promise<"published" | "conflict">;
}

/** Compare-and-swap of the published checkpoint. */
export interface PublishedChange {
  readonly from: string | undefined;
  readonly to: string;
}
