import { assembled } from "./brand.ts";
import { type Malformed, Reader, Refused } from "./reader.ts";
import { assert, err, ok, type Result } from "./result.ts";
import { declared, lengthSize, type Shape, type TaggedShape } from "./shape.ts";
import { utf8Decode, utf8Encode } from "./utf8.ts";
import { Writer } from "./writer.ts";

/**
 * One declaration of a wire value: its type, bounds, encoder and decoder.
 *
 * Decoding is total [P1], bounded [P2] and canonical [P3], and refuses what it doesn't know [P4].
 * Encoding a value outside the bounds is the caller's bug and throws [P5].
 */
export interface Codec<T> {
  readonly shape: Shape;
  /** The longest encoding in bytes. */
  readonly maxBytes: number;
  write(out: Writer, value: T): void;
  /** Reads one value, or throws `Refused`, which `decode` turns into a result. */
  read(input: Reader): T;
}

export type Infer<C> = C extends Codec<infer T> ? T : never;

export function encode<T>(codec: Codec<T>, value: T): Uint8Array {
  const out = new Writer();
  try {
    codec.write(out, value);
    return out.finish();
  } finally {
    out.release();
  }
}

/** The whole input is one value in its only encoding, or it is refused ([P1]–[P4]). */
export function decode<T>(codec: Codec<T>, bytes: Uint8Array): Result<T, Malformed> {
  const input = new Reader(bytes);
  try {
    if (bytes.length > codec.maxBytes) input.refuse("too_long", codec.maxBytes);
    const value = codec.read(input);
    if (!input.atEnd) input.refuse("trailing_bytes");
    return ok(value);
  } catch (fault) {
    if (fault instanceof Refused) return err(fault.malformed);
    throw fault;
  }
}

function uint(size: number, max: number): Codec<number> {
  return {
    shape: { kind: "uint", bytes: size, max },
    maxBytes: size,
    write(out, value) {
      if (!Number.isInteger(value) || value < 0 || value > max) throw new RangeError("uint");
      out.uint(value, size);
    },
    read(input) {
      const from = input.offset;
      const value = input.uint(size);
      return value > max ? input.refuse("out_of_range", from) : value;
    },
  };
}

export const u8: Codec<number> = uint(1, 0xff);
export const u16: Codec<number> = uint(2, 0xffff);
export const u32: Codec<number> = uint(4, 0xffff_ffff);
/** An integer that JavaScript holds exactly, in eight bytes. */
export const u53: Codec<number> = uint(8, Number.MAX_SAFE_INTEGER);

export const bool: Codec<boolean> = {
  shape: { kind: "bool" },
  maxBytes: 1,
  write: (out, value) => out.uint(value ? 1 : 0, 1),
  read(input) {
    const from = input.offset;
    const byte = input.uint(1);
    return byte > 1 ? input.refuse("not_canonical", from) : byte === 1;
  },
};

/** Bytes of one length, without a prefix. */
export function fixedBytes(size: number): Codec<Uint8Array> {
  return {
    shape: declared({ kind: "bytes", min: size, max: size }),
    maxBytes: size,
    write(out, value) {
      if (value.length !== size) throw new RangeError(`expected ${size} bytes, got ${value.length}`);
      out.raw(value);
    },
    read: (input) => input.raw(size),
  };
}

/** Bytes behind their length. */
export function bytes(bounds: { readonly min?: number; readonly max: number }): Codec<Uint8Array> {
  const { min = 0, max } = bounds;
  assert(min !== max, "bytes of one length are fixedBytes");
  const prefix = lengthSize(max);
  return {
    shape: declared({ kind: "bytes", min, max }),
    maxBytes: prefix + max,
    write(out, value) {
      if (value.length < min || value.length > max) throw new RangeError(`bytes: ${value.length}`);
      out.uint(value.length, prefix);
      out.raw(value);
    },
    read(input) {
      const from = input.offset;
      const size = input.uint(prefix);
      if (size > max) return input.refuse("too_long", from);
      return size < min ? input.refuse("out_of_range", from) : input.raw(size);
    },
  };
}

/** Well-formed Unicode, counted in code points; the byte bound is four times that. */
export function text(bounds: { readonly maxCodePoints: number }): Codec<string> {
  const { maxCodePoints } = bounds;
  const carrier = bytes({ max: 4 * maxCodePoints });
  return {
    shape: declared({ kind: "text", maxCodePoints, maxBytes: 4 * maxCodePoints }),
    maxBytes: carrier.maxBytes,
    write(out, value) {
      if (!value.isWellFormed() || codePoints(value) > maxCodePoints) throw new RangeError("text");
      carrier.write(out, utf8Encode(value));
    },
    read(input) {
      const from = input.offset;
      const value = utf8Decode(carrier.read(input));
      if (value === undefined) return input.refuse("not_utf8", from);
      return codePoints(value) > maxCodePoints ? input.refuse("too_long", from) : value;
    },
  };
}

/** The number of Unicode code points (not UTF-16 units) in a string. */
export function codePoints(value: string): number {
  let count = 0;
  for (const _ of value) count++;
  return count;
}

/** One of a closed list of names, as its index in one byte. New names go to the end. */
export function closed<const Name extends string>(...names: readonly Name[]): Codec<Name> {
  return {
    shape: declared({ kind: "closed", values: names }),
    maxBytes: 1,
    write(out, value) {
      const index = names.indexOf(value);
      if (index < 0) throw new RangeError("closed");
      out.uint(index, 1);
    },
    read(input) {
      const from = input.offset;
      return names[input.uint(1)] ?? input.refuse("unknown_tag", from);
    },
  };
}

/** A flag byte, then the value if there is one. */
export function optional<T>(of: Codec<T>): Codec<T | undefined> {
  return {
    shape: declared({ kind: "optional", of: of.shape }),
    maxBytes: 1 + of.maxBytes,
    write(out, value) {
      bool.write(out, value !== undefined);
      if (value !== undefined) of.write(out, value);
    },
    read: (input) => (bool.read(input) ? of.read(input) : undefined),
  };
}

/** The count, then the items. */
export function list<T>(of: Codec<T>, bounds: { readonly max: number }): Codec<readonly T[]> {
  const { max } = bounds;
  const prefix = lengthSize(max);
  return {
    shape: declared({ kind: "list", of: of.shape, max }),
    maxBytes: prefix + max * of.maxBytes,
    write(out, value) {
      if (value.length > max) throw new RangeError(`list: ${value.length}`);
      out.uint(value.length, prefix);
      for (const item of value) of.write(out, item);
    },
    read(input) {
      const from = input.offset;
      const size = input.uint(prefix);
      if (size > max) return input.refuse("too_long", from);
      // Grows with the bytes that are there: room for `size` items is never set aside on its word.
      const items: T[] = [];
      while (items.length < size) items.push(of.read(input));
      return items;
    },
  };
}

type Fields = Readonly<Record<string, Codec<unknown>>>;
type StructOf<F extends Fields> = { readonly [K in keyof F]: Infer<F[K]> };

/** Fields in the order in which they are declared, nothing between them. */
export function struct<F extends Fields>(fields: F): Codec<StructOf<F>> {
  const entries = Object.entries(fields);
  return {
    shape: declared({ kind: "struct", fields: shapesOf(fields) }),
    maxBytes: entries.reduce((size, [, field]) => size + field.maxBytes, 0),
    write(out, value) {
      for (const [name, field] of entries) field.write(out, value[name]);
    },
    read(input) {
      const value: Record<string, unknown> = {};
      for (const [name, field] of entries) value[name] = field.read(input);
      return assembled<StructOf<F>>(value);
    },
  };
}

function shapesOf(fields: Fields): Record<string, Shape> {
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.shape]));
}

type Cases = Readonly<Record<string, readonly [tag: number, of: Codec<object>]>>;
type UnionOf<C extends Cases> = {
  [K in keyof C]: { readonly kind: K } & Infer<C[K][1]>;
}[keyof C];

/** A tag byte, then the struct of that case; in TypeScript a union discriminated by `kind`. */
export function union<C extends Cases>(cases: C): Codec<UnionOf<C>> {
  const byName = new Map(Object.entries(cases));
  const byTag = new Map(Object.entries(cases).map(([name, [tag, of]]) => [tag, { name, of }]));
  return {
    shape: declared({ kind: "union", cases: taggedShapesOf(cases) }),
    maxBytes: 1 + Math.max(...Object.values(cases).map(([, of]) => of.maxBytes)),
    write(out, value) {
      const found = byName.get(String(value.kind));
      if (found === undefined) throw new RangeError("union");
      out.uint(found[0], 1);
      found[1].write(out, value);
    },
    read(input) {
      const from = input.offset;
      const found = byTag.get(input.uint(1));
      if (found === undefined) return input.refuse("unknown_tag", from);
      return assembled<UnionOf<C>>({ kind: found.name, ...found.of.read(input) });
    },
  };
}

function taggedShapesOf(cases: Cases): Record<string, TaggedShape> {
  return Object.fromEntries(Object.entries(cases).map(([name, [tag, of]]) => [name, { tag, of: of.shape }]));
}

/**
 * A codec over another one: `parse` gives `undefined` for what the narrower type doesn't allow.
 * `print` must give back exactly what was parsed, or the encoding wouldn't be the only one.
 */
export function mapped<T, U>(
  of: Codec<T>,
  name: string,
  map: { readonly parse: (raw: T) => U | undefined; readonly print: (value: U) => T },
): Codec<U> {
  return {
    shape: { kind: "mapped", name, of: of.shape },
    maxBytes: of.maxBytes,
    write: (out, value) => of.write(out, map.print(value)),
    read(input) {
      const from = input.offset;
      const value = map.parse(of.read(input));
      return value === undefined ? input.refuse("out_of_range", from) : value;
    },
  };
}
