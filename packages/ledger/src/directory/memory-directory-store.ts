import { equalBytes, toHex } from "@bridle/protocol";
import type {
  DirectoryRecord,
  DirectoryState,
  DirectoryStore,
  EpochChange,
  StoredEpoch,
} from "./directory-store.ts";
import { emptySubtree, type PrefixNode } from "./prefix-tree.ts";

/** A directory that lives as long as the process: for tests, simulations and measurements. */
export class MemoryDirectoryStore implements DirectoryStore {
  #state: DirectoryState = { epochs: 0, root: emptySubtree };
  readonly #nodes = new Map<string, PrefixNode>();
  readonly #records = new Map<string, readonly DirectoryRecord[]>();
  readonly #epochs: StoredEpoch[] = [];
  #replaced: readonly Uint8Array[] = [];

  async state(): Promise<DirectoryState> {
    return this.#state;
  }

  async node(hash: Uint8Array): Promise<PrefixNode | undefined> {
    return this.#nodes.get(toHex(hash));
  }

  async newest(label: Uint8Array, epoch: number): Promise<DirectoryRecord | undefined> {
    return this.#records.get(toHex(label))?.findLast((record) => record.epoch <= epoch);
  }

  async epoch(epoch: number): Promise<StoredEpoch | undefined> {
    return this.#epochs[epoch];
  }

  async commit(change: EpochChange): Promise<"committed" | "conflict"> {
    const { from, to, records, made, replaced } = change;
    if (from.epochs !== this.#state.epochs || !equalBytes(from.root, this.#state.root)) return "conflict";
    for (const { hash, node } of made) this.#nodes.set(toHex(hash), node);
    for (const hash of this.#replaced) this.#nodes.delete(toHex(hash));
    this.#replaced = replaced;
    for (const record of records) {
      const key = toHex(record.label);
      this.#records.set(key, [...(this.#records.get(key) ?? []), record]);
    }
    this.#epochs.push(change.stored);
    this.#state = to;
    return "committed";
  }
}
