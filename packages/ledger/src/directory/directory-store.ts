import type { PrefixNode } from "./prefix-tree.ts";

/** One published version of a label. */
export interface DirectoryRecord {
  readonly label: Uint8Array;
  readonly version: number;
  readonly value: Uint8Array;
  /** The epoch that added it. */
  readonly epoch: number;
}

/** How far a directory's store is. */
export interface DirectoryState {
  /** Committed epochs; the next one has this number. */
  readonly epochs: number;
  /** The newest prefix root. */
  readonly root: Uint8Array;
}

/** An epoch as it was committed: its log entry and its audit blob. */
export interface StoredEpoch {
  readonly entry: Uint8Array;
  readonly audit: Uint8Array;
}

/** All of one epoch. */
export interface EpochChange {
  readonly from: DirectoryState;
  readonly to: DirectoryState;
  readonly stored: StoredEpoch;
  readonly records: readonly DirectoryRecord[];
  readonly made: readonly { readonly hash: Uint8Array; readonly node: PrefixNode }[];
  /** Nodes of the tree before that the new one doesn't have. */
  readonly replaced: readonly Uint8Array[];
}

/**
 * The key directory's tree, records and epochs. One writer.
 *
 * Obligations: `commit` is atomic and durable when it returns; when it throws, the epoch happened as a whole or
 * not at all. Nodes are kept under their hash. What epoch n replaced is still read while epoch n waits for its
 * witnesses; a store may drop it when epoch n + 1 is committed, and a later tree never needs it again.
 */
export interface DirectoryStore {
  /** `epochs: 0` and the empty tree's root in a new store. */
  state(): Promise<DirectoryState>;
  node(hash: Uint8Array): Promise<PrefixNode | undefined>;
  /** The newest version of a label that was added in `epoch` or before. */
  newest(label: Uint8Array, epoch: number): Promise<DirectoryRecord | undefined>;
  epoch(epoch: number): Promise<StoredEpoch | undefined>;
  /** Stores an epoch if the state is still `from`. */
  commit(change: EpochChange): Promise<"committed" | "conflict">;
}
