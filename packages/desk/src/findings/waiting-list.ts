/** Numbers that wait for their time, each once; the one that is due first comes first. */
export class WaitingList {
  readonly #dueMs = new Map<number, number>();
  /** A binary heap of numbers and times. Who was put forward leaves an entry behind that says nothing any more. */
  readonly #heap: { readonly number: number; readonly dueMs: number }[] = [];

  get size(): number {
    return this.#dueMs.size;
  }

  has(number: number): boolean {
    return this.#dueMs.has(number);
  }

  /** A time later than the one that it waits for already changes nothing. */
  put(number: number, dueMs: number): void {
    if (dueMs >= (this.#dueMs.get(number) ?? Number.POSITIVE_INFINITY)) return;
    this.#dueMs.set(number, dueMs);
    this.#heap.push({ number, dueMs });
    this.#rise(this.#heap.length - 1);
  }

  /** Takes the first one out if its time has come. */
  takeDue(nowMs: number): number | undefined {
    for (let first = this.#heap[0]; first !== undefined && first.dueMs <= nowMs; first = this.#heap[0]) {
      this.#dropFirst();
      if (this.#dueMs.get(first.number) !== first.dueMs) continue;
      this.#dueMs.delete(first.number);
      return first.number;
    }
    return undefined;
  }

  #dropFirst(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#sink(0);
  }

  #rise(from: number): void {
    let at = from;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (this.#dueAt(above) <= this.#dueAt(at)) return;
      this.#swap(at, above);
      at = above;
    }
  }

  #sink(from: number): void {
    let at = from;
    for (;;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      const below = this.#dueAt(right) < this.#dueAt(left) ? right : left;
      if (this.#dueAt(at) <= this.#dueAt(below)) return;
      this.#swap(at, below);
      at = below;
    }
  }

  #dueAt(at: number): number {
    return this.#heap[at]?.dueMs ?? Number.POSITIVE_INFINITY;
  }

  #swap(one: number, other: number): void {
    const [first, second] = [this.#heap[one], this.#heap[other]];
    if (first === undefined || second === undefined) return;
    this.#heap[one] = second;
    this.#heap[other] = first;
  }
}
