import type { Pages } from "./pages.ts";
import { varintAt } from "./varint.ts";

/** One row's bytes, from `from` to `to`. `offset` says where in the database it begins. */
export interface Cell {
  readonly rowid: number;
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
  readonly offset: number;
}

/** What a walk could not read. */
export interface Damage {
  pages: number;
  cells: number;
}

const LEAF_TABLE = 0x0d;
const INTERIOR_TABLE = 0x05;
const LEAF_INDEX = 0x0a;
const INTERIOR_INDEX = 0x02;
const DEPTH_MAX = 24;
const PAYLOAD_BYTES_MAX = 64 * 1024 * 1024;

/** Walks one b-tree from its root, leaves in order; damaged pages and cells are counted and left out. */
export class TreeWalk {
  readonly damage: Damage = { pages: 0, cells: 0 };
  readonly #pages: Pages;
  readonly #usable: number;
  readonly #seen = new Set<number>();
  /** A page is chained to one row only, so no walk needs more than there are; twice as many leave room for what damaged rows take. */
  #overflowLeft: number;
  /** Called with each leaf of a table, before its rows. */
  onLeaf: ((page: Uint8Array, number: number) => void) | undefined;

  constructor(pages: Pages, reservedBytes: number) {
    this.#pages = pages;
    this.#usable = pages.pageBytes - reservedBytes;
    this.#overflowLeft = 2 * pages.count;
  }

  /** Calls `visit` for each row. `false` from it ends the walk. */
  async walk(root: number, visit: (cell: Cell) => boolean | void): Promise<void> {
    await this.#page({ number: root, depth: 0 }, visit);
  }

  async #page(
    { number, depth }: { readonly number: number; readonly depth: number },
    visit: (cell: Cell) => boolean | void,
  ): Promise<boolean> {
    const bytes = this.#seen.has(number) || depth > DEPTH_MAX ? undefined : await this.#load(number);
    this.#seen.add(number);
    const start = number === 1 ? 100 : 0;
    const kind = bytes?.[start];
    if (
      bytes === undefined ||
      (kind !== LEAF_TABLE && kind !== INTERIOR_TABLE && kind !== LEAF_INDEX && kind !== INTERIOR_INDEX)
    ) {
      this.damage.pages++;
      return true;
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const cells = view.getUint16(start + 3);
    const interior = kind === INTERIOR_TABLE || kind === INTERIOR_INDEX;
    const pointers = start + (interior ? 12 : 8);
    if (pointers + 2 * cells > bytes.length) {
      this.damage.pages++;
      return true;
    }
    if (kind === LEAF_TABLE) this.onLeaf?.(bytes, number);
    for (let index = 0; index < cells; index++) {
      const at = view.getUint16(pointers + 2 * index);
      if (at < pointers || at + 4 > bytes.length) {
        this.damage.cells++;
        continue;
      }
      if (interior && !(await this.#page({ number: view.getUint32(at), depth: depth + 1 }, visit)))
        return false;
      if (kind === INTERIOR_TABLE) continue;
      const place = { kind, at: interior ? at + 4 : at, offset: (number - 1) * bytes.length + at };
      const found = this.#cell(bytes, place);
      const cell = found instanceof Promise ? await found : found;
      if (cell === undefined) this.damage.cells++;
      else if (visit(cell) === false) return false;
    }
    return interior ? this.#page({ number: view.getUint32(start + 8), depth: depth + 1 }, visit) : true;
  }

  async #load(number: number): Promise<Uint8Array | undefined> {
    return this.#pages.cached(number) ?? this.#pages.page(number);
  }

  #cell(
    bytes: Uint8Array,
    { kind, at, offset }: { readonly kind: number; readonly at: number; readonly offset: number },
  ): Cell | undefined | Promise<Cell | undefined> {
    const size = varintAt(bytes, at);
    if (size === undefined || size.value < 0 || size.value > PAYLOAD_BYTES_MAX) return undefined;
    const key = kind === LEAF_TABLE ? varintAt(bytes, size.next) : { value: 0, next: size.next };
    if (key === undefined) return undefined;
    const usable = this.#usable;
    const most = kind === LEAF_TABLE ? usable - 35 : Math.floor(((usable - 12) * 64) / 255) - 23;
    if (size.value <= most) {
      const end = key.next + size.value;
      return end > bytes.length ? undefined : { rowid: key.value, bytes, from: key.next, to: end, offset };
    }
    const least = Math.floor(((usable - 12) * 32) / 255) - 23;
    const fitting = least + ((size.value - least) % (usable - 4));
    const local = fitting <= most ? fitting : least;
    if (key.next + local + 4 > bytes.length) return undefined;
    const head = bytes.subarray(key.next, key.next + local);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return this.#overflowing(head, { size: size.value, first: view.getUint32(key.next + local) }).then(
      (payload) =>
        payload === undefined
          ? undefined
          : { rowid: key.value, bytes: payload, from: 0, to: payload.length, offset },
    );
  }

  async #overflowing(
    head: Uint8Array,
    { size, first }: { readonly size: number; readonly first: number },
  ): Promise<Uint8Array | undefined> {
    // A claimed size is believed only as far as there are pages for it.
    if (size > head.length + this.#pages.count * this.#usable) return undefined;
    const parts = [head];
    let filled = head.length;
    for (let next = first; filled < size;) {
      const page = next === 0 || this.#overflowLeft-- <= 0 ? undefined : await this.#load(next);
      if (page === undefined) return undefined;
      next = new DataView(page.buffer, page.byteOffset, 4).getUint32(0);
      const part = page.subarray(4, Math.min(this.#usable, 4 + size - filled));
      parts.push(part);
      filled += part.length;
    }
    const payload = new Uint8Array(size);
    let at = 0;
    for (const part of parts) {
      payload.set(part, at);
      at += part.length;
    }
    return payload;
  }
}
