/**
 * A bounded cache of what a transaction changes over and over. Changes collect here and reach the
 * database once per commit, in the same transaction; a rollback forgets everything.
 */
export class WriteBehind<Key, Value> {
  readonly #values = new Map<Key, Value>();
  readonly #changed = new Set<Key>();
  readonly #entriesMax: number;

  constructor(entriesMax: number) {
    this.#entriesMax = entriesMax;
  }

  get(key: Key): Value | undefined {
    return this.#values.get(key);
  }

  /** Keeps what the database says. */
  load(key: Key, value: Value): Value {
    this.#values.set(key, value);
    return value;
  }

  /** Keeps a change, to be written by the next `flush`. */
  change(key: Key, value: Value): void {
    this.#values.set(key, value);
    this.#changed.add(key);
  }

  /** Writes what changed, then drops the entries that came first, if there are too many. */
  flush(write: (key: Key, value: Value) => void): void {
    for (const key of this.#changed) {
      const value = this.#values.get(key);
      if (value !== undefined) write(key, value);
    }
    this.#changed.clear();
    for (const key of this.#values.keys()) {
      if (this.#values.size <= this.#entriesMax) break;
      this.#values.delete(key);
    }
  }

  forget(): void {
    this.#values.clear();
    this.#changed.clear();
  }

  /** Drops one entry, after writing it if it changed. */
  evict(key: Key, write: (key: Key, value: Value) => void): void {
    const value = this.#values.get(key);
    if (value !== undefined && this.#changed.has(key)) write(key, value);
    this.#values.delete(key);
    this.#changed.delete(key);
  }
}
