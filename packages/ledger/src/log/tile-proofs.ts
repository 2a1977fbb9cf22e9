import type { Sha256 } from "@bridle/protocol";
import { consistencyRanges, type EntryRange, inclusionRanges } from "../tree/ranges.ts";
import { hashInside, tileInterior, type TileInterior } from "../tree/tile-interior.ts";
import { hashRanges, isPath, subtreeRootIn, tileIn, tilesFor } from "../tree/tile-proof.ts";
import { type Tile, tilePath } from "../tree/tile.ts";
import { LogStoreFault } from "./log-store.ts";
import type { ReadTile } from "./stored-tiles.ts";

/** Tiles whose inner hashes are kept, 16 KiB each. */
const interiorsMax = 256;

/**
 * Makes proofs for a server that makes many. A tile of one width never changes, and above the leaves most
 * proofs go through the same few, so their inner hashes are kept, the longest unused dropped first: memory
 * is bounded.
 */
export class TileProofs {
  readonly #sha256: Sha256;
  readonly #read: ReadTile;
  readonly #interiors = new Map<string, TileInterior>();

  constructor(sha256: Sha256, read: ReadTile) {
    this.#sha256 = sha256;
    this.#read = read;
  }

  /**
   * The inclusion path of entry `index` in the tree of `size` entries. Throws `LogStoreFault` when tiles
   * are missing.
   */
  inclusion(entry: { readonly index: number; readonly size: number }): Promise<readonly Uint8Array[]> {
    return this.#prove(inclusionRanges(entry.index, entry.size), entry.size);
  }

  /** The consistency path between two sizes; empty from zero. Throws `LogStoreFault` when tiles are missing. */
  consistency(step: { readonly from: number; readonly to: number }): Promise<readonly Uint8Array[]> {
    return this.#prove(step.from === 0 ? [] : consistencyRanges(step.from, step.to), step.to);
  }

  async #prove(ranges: readonly EntryRange[], size: number): Promise<readonly Uint8Array[]> {
    const interiors = new Map<string, TileInterior>();
    const contents = new Map<string, Uint8Array>();
    for (const tile of tilesFor(ranges, size)) {
      const path = tilePath(tile);
      const known = this.#interiors.get(path);
      const bytes = known === undefined ? await this.#read(tile) : undefined;
      const interior = known ?? this.#interiorOf(tile, bytes);
      if (interior !== undefined) interiors.set(path, this.#keep(path, interior));
      else if (bytes !== undefined) contents.set(path, bytes);
    }
    const hashes = hashRanges(
      this.#sha256,
      (node, inSize) => {
        const tile = tileIn(node, inSize);
        const interior = interiors.get(tilePath(tile));
        if (interior !== undefined) return hashInside(interior, node);
        const bytes = contents.get(tilePath(tile));
        return bytes === undefined ? tile : subtreeRootIn(this.#sha256, bytes, node);
      },
      { ranges, size },
    );
    if (isPath(hashes)) return hashes;
    throw new LogStoreFault(`no whole ${tilePath(hashes)}`);
  }

  // A leaf tile is rarely asked for twice.
  #interiorOf(tile: Tile, bytes: Uint8Array | undefined): TileInterior | undefined {
    return tile.level !== 0 && bytes !== undefined ? tileInterior(this.#sha256, bytes) : undefined;
  }

  #keep(path: string, interior: TileInterior): TileInterior {
    this.#interiors.delete(path);
    this.#interiors.set(path, interior);
    const [oldest] = this.#interiors.keys();
    if (this.#interiors.size > interiorsMax && oldest !== undefined) this.#interiors.delete(oldest);
    return interior;
  }
}
