import { assert } from "@bridle/protocol";

/** What one signal leaves behind: small numbers, no text. */
export interface SignalRow {
  readonly atMs: number;
  readonly kind: number;
  /** The subject that it counts for. */
  readonly source: number;
  /** -1: nobody, or nobody who exists. */
  readonly target: number;
  /** Build and fault as the tally of builds numbers them. */
  readonly build: number;
  readonly fault: number;
  /** Which selectors of the rules it answers to, one bit each. */
  readonly marks: number;
}

const ROWS_MIN = 4096;

/**
 * The signals of the last fourteen days, oldest first, in columns of plain numbers: 38 bytes each. From each
 * one leads a way to the one before it of the same source and of the same target. Rows are named by a number
 * that counts up from 1.
 */
export class SignalLog {
  readonly #rowsMax: number;
  #columns = columnsOf(ROWS_MIN);
  #first = 1;
  #next = 1;

  constructor(rowsMax: number) {
    this.#rowsMax = Math.max(ROWS_MIN, 2 ** Math.ceil(Math.log2(rowsMax)));
  }

  get size(): number {
    return this.#next - this.#first;
  }

  get isFull(): boolean {
    return this.size === this.#rowsMax;
  }

  get bytes(): number {
    return Object.values(this.#columns).reduce((sum, column) => sum + column.byteLength, 0);
  }

  /** The oldest row, 0 when there is none. */
  get oldest(): number {
    return this.size === 0 ? 0 : this.#first;
  }

  /** Appends behind what came before from the same source and to the same target (0: nothing did). */
  append(row: SignalRow, before: { readonly ofSource: number; readonly ofTarget: number }): number {
    assert(!this.isFull, "a full log");
    if (this.size === this.#columns.atMs.length) this.#grow();
    const at = this.#at(this.#next);
    const { atMs, kind, source, target, build, fault, marks, times, ofSource, ofTarget } = this.#columns;
    atMs[at] = row.atMs;
    kind[at] = row.kind;
    source[at] = row.source;
    target[at] = row.target;
    build[at] = row.build;
    fault[at] = row.fault;
    marks[at] = row.marks;
    times[at] = 1;
    ofSource[at] = before.ofSource;
    ofTarget[at] = before.ofTarget;
    return this.#next++;
  }

  /** The same thing happened once more. */
  repeat(row: number): void {
    const at = this.#at(row);
    this.#columns.times[at] = Math.min(0xffff, (this.#columns.times[at] ?? 0) + 1);
  }

  dropOldest(): void {
    assert(this.size > 0, "an empty log");
    this.#first++;
  }

  /** Whether this row is still there. */
  has(row: number): boolean {
    return row >= this.#first && row < this.#next;
  }

  atMs(row: number): number {
    return this.#columns.atMs[this.#at(row)] ?? 0;
  }

  kind(row: number): number {
    return this.#columns.kind[this.#at(row)] ?? 0;
  }

  source(row: number): number {
    return this.#columns.source[this.#at(row)] ?? -1;
  }

  target(row: number): number {
    return this.#columns.target[this.#at(row)] ?? -1;
  }

  build(row: number): number {
    return this.#columns.build[this.#at(row)] ?? 0;
  }

  fault(row: number): number {
    return this.#columns.fault[this.#at(row)] ?? 0;
  }

  /** How often it happened, repetitions included. */
  times(row: number): number {
    return this.#columns.times[this.#at(row)] ?? 0;
  }

  marks(row: number): number {
    return this.#columns.marks[this.#at(row)] ?? 0;
  }

  /** The one before of the same source; 0 or a row that is gone at the end. */
  beforeOfSource(row: number): number {
    return this.#columns.ofSource[this.#at(row)] ?? 0;
  }

  beforeOfTarget(row: number): number {
    return this.#columns.ofTarget[this.#at(row)] ?? 0;
  }

  // Lengths are powers of two.
  #at(row: number): number {
    return row & (this.#columns.atMs.length - 1);
  }

  #grow(): void {
    const from = this.#columns;
    const to = columnsOf(2 * from.atMs.length);
    for (let row = this.#first; row < this.#next; row++) {
      const [old, young] = [row & (from.atMs.length - 1), row & (to.atMs.length - 1)];
      to.atMs[young] = from.atMs[old] ?? 0;
      to.kind[young] = from.kind[old] ?? 0;
      to.source[young] = from.source[old] ?? 0;
      to.target[young] = from.target[old] ?? 0;
      to.build[young] = from.build[old] ?? 0;
      to.fault[young] = from.fault[old] ?? 0;
      to.marks[young] = from.marks[old] ?? 0;
      to.times[young] = from.times[old] ?? 0;
      to.ofSource[young] = from.ofSource[old] ?? 0;
      to.ofTarget[young] = from.ofTarget[old] ?? 0;
    }
    this.#columns = to;
  }
}

function columnsOf(length: number) {
  return {
    atMs: new Float64Array(length),
    kind: new Uint8Array(length),
    source: new Int32Array(length),
    target: new Int32Array(length),
    build: new Uint16Array(length),
    fault: new Uint8Array(length),
    marks: new Uint32Array(length),
    times: new Uint16Array(length),
    ofSource: new Uint32Array(length),
    ofTarget: new Uint32Array(length),
  };
}
