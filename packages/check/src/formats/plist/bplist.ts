import { asciiText, decodeUtf16 } from "../../text.ts";
import { fromMacTime } from "../../time.ts";
import type { PlistValue } from "./value.ts";

/** What an object is, before its content is read. */
export interface Marker {
  readonly kind: number;
  /** Bytes of a number, else items or characters. */
  readonly count: number;
  /** Where the content begins. */
  readonly at: number;
}

/**
 * A binary property list (`bplist00`) as it lies in memory: objects are read when asked for. All offsets are checked;
 * nothing is believed beyond the bytes that are there.
 */
export class BinaryPlist {
  readonly top: number;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #count: number;
  readonly #offsetBytes: number;
  readonly #refBytes: number;
  readonly #table: number;

  private constructor(bytes: Uint8Array, view: DataView) {
    const end = bytes.length - 32;
    this.#bytes = bytes;
    this.#view = view;
    this.#offsetBytes = bytes[end + 6] ?? 0;
    this.#refBytes = bytes[end + 7] ?? 0;
    this.#count = view.getUint32(end + 12);
    this.top = view.getUint32(end + 20);
    this.#table = view.getUint32(end + 28);
  }

  /** `undefined` for what isn't one or contradicts itself. */
  static open(bytes: Uint8Array): BinaryPlist | undefined {
    if (bytes.length < 41 || asciiText(bytes, 0, 6) !== "bplist") return undefined;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const end = bytes.length - 32;
    // The upper halves of the three 64-bit numbers.
    if (view.getUint32(end + 8) + view.getUint32(end + 16) + view.getUint32(end + 24) !== 0) return undefined;
    const plist = new BinaryPlist(bytes, view);
    const sizesFit =
      [1, 2, 3, 4, 8].includes(plist.#offsetBytes) && [1, 2, 3, 4, 8].includes(plist.#refBytes);
    const tableFits = plist.#table >= 8 && plist.#table + plist.#count * plist.#offsetBytes <= end;
    return sizesFit && tableFits && plist.top < plist.#count ? plist : undefined;
  }

  get count(): number {
    return this.#count;
  }

  /** Reads the head of an object; `undefined` for one that isn't there. */
  marker(object: number): Marker | undefined {
    if (object < 0 || object >= this.#count) return undefined;
    const offset = this.#number(this.#table + object * this.#offsetBytes, this.#offsetBytes);
    const first = offset < this.#table ? this.#bytes[offset] : undefined;
    if (first === undefined) return undefined;
    const kind = first >> 4;
    const low = first & 15;
    if (kind === 0) return { kind, count: low, at: offset };
    if (kind <= 2) return { kind, count: 1 << low, at: offset + 1 };
    if (kind === 8) return { kind, count: low + 1, at: offset + 1 };
    if (kind === 3 || low !== 15) return { kind, count: kind === 3 ? 8 : low, at: offset + 1 };
    const size = this.#bytes[offset + 1] ?? 0;
    const bytes = 1 << (size & 15);
    if (size >> 4 !== 1 || bytes > 8) return undefined;
    return { kind, count: this.#number(offset + 2, bytes), at: offset + 2 + bytes };
  }

  /** The object that position `index` of a collection's references points to. */
  reference(at: number, index: number): number {
    return this.#number(at + index * this.#refBytes, this.#refBytes);
  }

  /** Whether a marker's content lies within the objects. */
  fits({ kind, count, at }: Marker): boolean {
    const size =
      kind === 6
        ? 2 * count
        : kind === 0xd
          ? 2 * count * this.#refBytes
          : kind >= 0xa
            ? count * this.#refBytes
            : count;
    return at + size <= this.#table;
  }

  /** A scalar; `undefined` for collections and damage. */
  scalar(marker: Marker): PlistValue | undefined {
    const { kind, count, at } = marker;
    if (kind === 0) return count === 8 ? false : count === 9 ? true : null;
    if (!this.fits(marker)) return undefined;
    switch (kind) {
      case 1:
        return this.#integer(at, count);
      case 2:
        return count === 4 ? this.#view.getFloat32(at) : count === 8 ? this.#view.getFloat64(at) : undefined;
      case 3:
        return { kind: "date", ms: fromMacTime(this.#view.getFloat64(at)) };
      case 4:
        return this.#bytes.subarray(at, at + count);
      case 5:
        return asciiText(this.#bytes, at, at + count);
      case 6:
        return decodeUtf16(this.#bytes.subarray(at, at + 2 * count), false);
      case 8:
        return { kind: "uid", index: this.#number(at, count) };
      default:
        return undefined;
    }
  }

  /** In a dictionary, the object under an ASCII key; -1 when there is none. */
  find(dictionary: Marker, key: string): number {
    if (dictionary.kind !== 0xd || !this.fits(dictionary)) return -1;
    for (let index = 0; index < dictionary.count; index++) {
      const found = this.marker(this.reference(dictionary.at, index));
      if (
        found !== undefined &&
        found.kind === 5 &&
        found.count === key.length &&
        this.#isText(found.at, key)
      ) {
        return this.reference(dictionary.at, dictionary.count + index);
      }
    }
    return -1;
  }

  #isText(at: number, text: string): boolean {
    for (let index = 0; index < text.length; index++) {
      if (this.#bytes[at + index] !== text.charCodeAt(index)) return false;
    }
    return true;
  }

  #integer(at: number, bytes: number): number | undefined {
    if (bytes === 8) {
      return this.#view.getInt32(at) * 2 ** 32 + this.#view.getUint32(at + 4);
    }
    return bytes > 8 ? this.#number(at + bytes - 8, 8) : this.#number(at, bytes);
  }

  #number(at: number, bytes: number): number {
    if (at + bytes > this.#bytes.length) return Number.MAX_SAFE_INTEGER;
    let value = 0;
    for (let index = 0; index < bytes; index++) value = value * 256 + (this.#bytes[at + index] ?? 0);
    return value;
  }
}

const DEPTH_MAX = 200;

/** The whole tree. Objects that are shared stay shared; one that contains itself makes it `undefined`. */
export function parseBinaryPlist(bytes: Uint8Array): PlistValue | undefined {
  const plist = BinaryPlist.open(bytes);
  return plist === undefined ? undefined : new Tree(plist).value(plist.top, 0);
}

class Tree {
  readonly #plist: BinaryPlist;
  readonly #done = new Map<number, PlistValue | undefined>();
  // References cost a byte each, so honest files stay far below their size.
  #budget: number;

  constructor(plist: BinaryPlist) {
    this.#plist = plist;
    this.#budget = 4_000_000;
  }

  value(object: number, depth: number): PlistValue | undefined {
    if (this.#done.has(object)) return this.#done.get(object);
    const marker = this.#plist.marker(object);
    if (marker === undefined || depth > DEPTH_MAX) return undefined;
    this.#done.set(object, undefined);
    const value = this.#read(marker, depth);
    this.#done.set(object, value);
    return value;
  }

  #read(marker: Marker, depth: number): PlistValue | undefined {
    const { kind, count, at } = marker;
    if (kind < 0xa) return this.#plist.scalar(marker);
    this.#budget -= count;
    if (!this.#plist.fits(marker) || this.#budget < 0) return undefined;
    if (kind === 0xd) return this.#dictionary(marker, depth);
    const items: PlistValue[] = [];
    for (let index = 0; index < count; index++) {
      const item = this.value(this.#plist.reference(at, index), depth + 1);
      if (item === undefined) return undefined;
      items.push(item);
    }
    return items;
  }

  #dictionary({ count, at }: Marker, depth: number): PlistValue | undefined {
    const fields = new Map<string, PlistValue>();
    for (let index = 0; index < count; index++) {
      const key = this.value(this.#plist.reference(at, index), depth + 1);
      const value = this.value(this.#plist.reference(at, count + index), depth + 1);
      if (typeof key !== "string" || value === undefined) return undefined;
      fields.set(key, value);
    }
    return fields;
  }
}
