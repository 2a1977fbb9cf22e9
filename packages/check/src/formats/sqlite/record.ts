import { decodeText, decodeUtf16 } from "../../text.ts";

/** What a column can hold. Integers beyond 2^53 lose their last digits. */
export type SqlValue = number | string | Uint8Array | null;

export type TextEncoding = "utf8" | "utf16le" | "utf16be";

/** A varint's value and the offset behind it; values beyond 2^53 are approximate. */
export interface Varint {
  readonly value: number;
  readonly next: number;
}

/** Big-endian base 128, at most nine bytes (https://sqlite.org/fileformat2.html#varint); `undefined` when cut. */
export function varintAt(bytes: Uint8Array, at: number): Varint | undefined {
  const first = bytes[at];
  if (first === undefined) return undefined;
  if (first < 0x80) return { value: first, next: at + 1 };
  let value = first & 0x7f;
  for (let index = 1; index < 9; index++) {
    const byte = bytes[at + index];
    if (byte === undefined) return undefined;
    if (index === 8) return { value: signed(value * 256 + byte), next: at + 9 };
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, next: at + index + 1 };
  }
  return undefined;
}

function signed(value: number): number {
  return value >= 2 ** 63 ? value - 2 ** 64 : value;
}

/** Bytes of content that a serial type announces; `undefined` for the two reserved ones. */
export function contentBytes(serial: number): number | undefined {
  if (serial >= 12) return Math.floor((serial - 12) / 2);
  return [0, 1, 2, 3, 4, 6, 8, 8, 0, 0][serial];
}

/** How to read a record. */
export interface RecordShape {
  /** Indexes of the wanted columns. */
  readonly wanted: readonly number[];
  readonly encoding: TextEncoding;
}

/**
 * The wanted columns of a record (https://sqlite.org/fileformat2.html#record_format). Columns that were added after the row was
 * written are null. Blobs share memory with `payload`. `undefined` when the record contradicts itself.
 */
export function readRecord(payload: Uint8Array, { wanted, encoding }: RecordShape): SqlValue[] | undefined {
  const header = varintAt(payload, 0);
  if (header === undefined || header.value > payload.length) return undefined;
  const values: SqlValue[] = wanted.map(() => null);
  const last = Math.max(-1, ...wanted);
  let at = header.next;
  let content = header.value;
  for (let column = 0; at < header.value && column <= last; column++) {
    const serial = varintAt(payload, at);
    if (serial === undefined) return undefined;
    at = serial.next;
    const size = contentBytes(serial.value);
    if (size === undefined || content + size > payload.length) return undefined;
    const index = wanted.indexOf(column);
    if (index !== -1)
      values[index] = valueAt(payload.subarray(content, content + size), serial.value, encoding);
    content += size;
  }
  return values;
}

function valueAt(bytes: Uint8Array, serial: number, encoding: TextEncoding): SqlValue {
  if (serial === 0) return null;
  if (serial === 8) return 0;
  if (serial === 9) return 1;
  if (serial === 7) return new DataView(bytes.buffer, bytes.byteOffset, 8).getFloat64(0);
  if (serial < 7) return integer(bytes);
  if (serial % 2 === 0) return bytes;
  return encoding === "utf8" ? decodeText(bytes) : decodeUtf16(bytes, encoding === "utf16le");
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
