import { equalBytes } from "@bridle/protocol";
import type { TreeHead } from "../tree/merkle-proof.ts";
import type { TileAddress } from "../tree/tile.ts";
import type { LogChange, LogStore, PublishedChange } from "./log-store.ts";

/** A log that lives as long as the process: for tests, simulations and reading a small log at once. */
export class MemoryLogStore implements LogStore {
  readonly #tiles = new Map<string, Uint8Array>();
  #head: TreeHead | undefined;
  #published: string | undefined;

  async head(): Promise<TreeHead | undefined> {
    return this.#head;
  }

  async append(change: LogChange): Promise<"committed" | "conflict"> {
    if (!sameHead(this.#head, change.from)) return "conflict";
    for (const tile of change.tiles) this.#tiles.set(keyOf(tile), tile.bytes.slice());
    this.#head = change.to;
    return "committed";
  }

  async read(tile: TileAddress): Promise<Uint8Array | undefined> {
    return this.#tiles.get(keyOf(tile))?.slice();
  }

  async published(): Promise<string | undefined> {
    return this.#published;
  }

  async publish(change: PublishedChange): Promise<"published" | "conflict"> {
    if (this.#published !== change.from) return "conflict";
    this.#published = change.to;
    return "published";
  }

  /** A copy as a backup would have it. */
  snapshot(): MemoryLogStore {
    const copy = new MemoryLogStore();
    for (const [key, bytes] of this.#tiles) copy.#tiles.set(key, bytes);
    copy.#head = this.#head;
    copy.#published = this.#published;
    return copy;
  }
}

/** A store without a head is one with the empty tree, whatever root the caller computed for that. */
export function sameHead(stored: TreeHead | undefined, expected: TreeHead): boolean {
  if (stored === undefined) return expected.size === 0;
  return stored.size === expected.size && equalBytes(stored.root, expected.root);
}

function keyOf(tile: TileAddress): string {
  return `${tile.level}/${tile.index}`;
}
