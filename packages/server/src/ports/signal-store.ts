import type { KeyedSignal } from "@bridle/desk";

/** An account id that only the desk's key opens. */
export interface SealedTarget {
  /** Which batch key sealed it: a row number that `openBatch` gave. */
  readonly batch: number;
  /** Counts the targets under that key; the nonce is made of it. */
  readonly number: number;
  readonly box: Uint8Array;
}

/** A signal as it is written: its facts, and the pseudonym that it is found by. */
export interface SignalRow {
  readonly facts: Uint8Array;
  readonly target: Uint8Array | null;
}

export interface NewSignal {
  /** Its time is coarse already. */
  readonly signal: KeyedSignal;
  /** The same, encoded. */
  readonly row: SignalRow;
  readonly sealed: SealedTarget | undefined;
}

export interface StoredSignal extends NewSignal {
  /** Grows in the order of arrival. */
  readonly id: number;
}

export interface SignalArrivals {
  readonly counts: ReadonlyMap<KeyedSignal["kind"], number>;
  /** `after` itself, when nothing came. */
  readonly newest: number;
}

/** What a piece of expiry came to. */
export interface Expired {
  /** Signals that went before their time because there were too many. */
  readonly crowdedOut: number;
  /** Nothing is left to remove. */
  readonly isDone: boolean;
}

/**
 * Signals of the last days. What was added survives the death of the process; a power cut may take it.
 * What was removed is overwritten on return. Every method may throw `StoreFault`; then nothing of that
 * call was done.
 */
export interface SignalStore {
  /** Keeps a batch's key, sealed to the desk. */
  openBatch(sealedKey: Uint8Array): number;
  batchKey(batch: number): Uint8Array | undefined;
  /** All of them or none. */
  add(signals: readonly NewSignal[]): void;
  /** In the order of arrival, behind `after`. */
  read(after: number, max: number): readonly StoredSignal[];
  /** The newest signal with a sealed target for each of these pseudonyms that has one. */
  sealedFor(pseudonyms: readonly string[]): readonly StoredSignal[];
  /** Of how many accounts there are leads, by the name of the feed that made them. */
  hits(): ReadonlyMap<string, number>;
  /**
   * Removes signals from before then, the oldest beyond `rowsMax`, and batches that seal nothing any more: a
   * bounded piece of it, whatever there is to remove.
   */
  expire(beforeMs: number, rowsMax: number): Expired;
  /**
   * How many of each kind arrived behind `after`, and the number of the newest of them: of `max` signals at most,
   * for counts that outlive them.
   */
  arrivals(after: number, max: number): SignalArrivals;
  /** Another one when the signals began anew, whose numbers mean something else. */
  readonly identity: string;
  size(): number;
  close(): void;
}
