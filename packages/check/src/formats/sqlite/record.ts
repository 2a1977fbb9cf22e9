import { decodeText, decodeUtf16 } from "../../text.ts";
import type { Cell } from "./btree.ts";
import { varintAt } from "./varint.ts";

/** What a column can hold. Integers beyond 2^53 lose their last digits. */
export type SqlValue = number | string | Uint8Array | null;

export type TextEncoding = "utf8" | "utf16le" | "utf16be";

const sizes: readonly (number | undefined)[] = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0];

/** Bytes of content that a serial type announces; `undefined` for the two reserved ones. */
export function contentBytes(serial: number): number | undefined {
  if (serial >= 12) return Math.floor((serial - 12) / 2);
  return sizes[serial];
}

/**
 * One record at a time (https://sqlite.org/fileformat2.html#record_format): its header is read at once, a column when it is asked for. Tables have
 * hundreds of thousands of rows, of which most columns interest nobody.
 */
export class RecordView {
  readonly #encoding: TextEncoding;
  readonly #columns: number;
  readonly #serials: Float64Array;
  readonly #offsets: Uint32Array;
  readonly #lastTexts: (string | undefined)[] = [];
  #payload: Uint8Array = new Uint8Array();
  #present = 0;

  /** `columns`: how many of a table's columns anybody may ask for. */
  constructor(columns: number, encoding: TextEncoding) {
    this.#columns = columns;
    this.#encoding = encoding;
    this.#serials = new Float64Array(columns);
    this.#offsets = new Uint32Array(columns);
  }

  /** `false` when the record contradicts itself. */
  open({ bytes: payload, from, to }: Pick<Cell, "bytes" | "from" | "to">): boolean {
    this.#payload = payload;
    this.#present = 0;
    const header = varintAt(payload, from);
    if (header === undefined || from + header.value > to) return false;
    const end = from + header.value;
    let content = end;
    let at = header.next;
    let column = 0;
    for (; at < end && column < this.#columns; column++) {
      let serial = payload[at] ?? 0;
      if (serial < 0x80) at++;
      else {
        const long = varintAt(payload, at);
        if (long === undefined) return false;
        serial = long.value;
        at = long.next;
      }
      const size = contentBytes(serial);
      if (size === undefined || content + size > to) return false;
      this.#serials[column] = serial;
      this.#offsets[column] = content;
      content += size;
    }
    this.#present = column;
    return true;
  }

  /** Columns that were added after the row was written are null. Blobs share memory with the record. */
  value(column: number): SqlValue {
    if (column < 0 || column >= this.#present) return null;
    const serial = this.#serials[column] ?? 0;
    if (serial === 0) return null;
    if (serial === 8) return 0;
    if (serial === 9) return 1;
    const offset = this.#offsets[column] ?? 0;
    const size = contentBytes(serial) ?? 0;
    if (serial >= 13 && serial % 2 === 1) return this.#text(column, offset, size);
    const bytes = this.#payload.subarray(offset, offset + size);
    if (serial === 7) return new DataView(bytes.buffer, bytes.byteOffset, 8).getFloat64(0);
    return serial < 7 ? integer(bytes) : bytes;
  }

  /** Neighbouring rows often say the same, such as the domain of files. */
  #text(column: number, offset: number, size: number): string {
    const payload = this.#payload;
    const last = this.#lastTexts[column];
    if (last !== undefined && last.length === size && isSame(last, payload, offset)) return last;
    const text =
      this.#encoding === "utf8"
        ? decodeText(payload, offset, offset + size)
        : decodeUtf16(payload.subarray(offset, offset + size), this.#encoding === "utf16le");
    this.#lastTexts[column] = text;
    return text;
  }
}

/** Whether a text of one byte a character is these bytes. */
function isSame(text: string, bytes: Uint8Array, offset: number): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code > 0x7f || code !== bytes[offset + index]) return false;
  }
  return true;
}

function integer(bytes: Uint8Array): number {
  let value = (bytes[0] ?? 0) >= 0x80 ? -1 : 0;
  for (const byte of bytes) value = value * 256 + byte;
  return value;
}

/** A text column; empty for anything else. */
export function textOf(value: SqlValue): string {
  return typeof value === "string" ? value : "";
}

/** A column that holds text, or the same as bytes. */
export function looseText(value: SqlValue): string {
  return value instanceof Uint8Array ? decodeText(value) : value === null ? "" : String(value);
}
