/** What it takes to forget a transaction: for each change, how to take it back. */
export class Journal {
  #undo: (() => void)[] | undefined;

  begin(): void {
    if (this.#undo !== undefined) throw new Error("assertion failed: a transaction inside a transaction");
    this.#undo = [];
  }

  commit(): void {
    if (this.#undo === undefined) throw new Error("assertion failed: commit without begin");
    this.#undo = undefined;
  }

  rollback(): void {
    for (const takeBack of (this.#undo ?? []).toReversed()) takeBack();
    this.#undo = undefined;
  }

  /** Changes are made only inside a transaction. */
  note(takeBack: () => void): void {
    if (this.#undo === undefined) throw new Error("assertion failed: a change outside a transaction");
    this.#undo.push(takeBack);
  }
}

/** A map whose changes a rollback takes back. Values are never changed in place. */
export class Table<Key, Value> {
  readonly #rows = new Map<Key, Value>();
  readonly #journal: Journal;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  get size(): number {
    return this.#rows.size;
  }

  get(key: Key): Value | undefined {
    return this.#rows.get(key);
  }

  has(key: Key): boolean {
    return this.#rows.has(key);
  }

  entries(): readonly (readonly [Key, Value])[] {
    return [...this.#rows];
  }

  values(): readonly Value[] {
    return [...this.#rows.values()];
  }

  set(key: Key, value: Value): void {
    const had = this.#rows.has(key);
    const before = this.#rows.get(key);
    this.#journal.note(() => {
      if (had && before !== undefined) this.#rows.set(key, before);
      else this.#rows.delete(key);
    });
    this.#rows.set(key, value);
  }

  delete(key: Key): void {
    const before = this.#rows.get(key);
    if (before === undefined) return;
    this.#journal.note(() => this.#rows.set(key, before));
    this.#rows.delete(key);
  }

  /** Removes every row of which this holds. */
  deleteWhere(isGone: (value: Value, key: Key) => boolean): void {
    for (const [key, value] of this.entries()) if (isGone(value, key)) this.delete(key);
  }
}
