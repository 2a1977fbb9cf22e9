import type { Codec, Shape } from "@bridle/protocol";
import * as fc from "fast-check";

/** Arbitraries of `mapped` values, by the name in their shape; `raw` is the arbitrary of what they map. */
export type Narrower = Readonly<Record<string, (raw: Shape) => fc.Arbitrary<unknown>>>;

/** Long byte strings and lists differ from short ones in nothing but time; tests of bounds use `largestOf`. */
const BYTES_MAX = 40;
const ITEMS_MAX = 3;
const CODE_POINTS_MAX = 24;

/** Values that a codec encodes, made from nothing but its shape. */
export function arbitraryOf<T>(codec: Codec<T>, narrower: Narrower = {}): fc.Arbitrary<T> {
  return arbitraryOfShape(codec.shape, { ...protocolNarrower, ...narrower }) as fc.Arbitrary<T>;
}

function arbitraryOfShape(shape: Shape, narrower: Narrower): fc.Arbitrary<unknown> {
  switch (shape.kind) {
    case "uint":
      return uint(shape.max);
    case "bool":
      return fc.boolean();
    case "bytes":
      return bytes(shape);
    case "text":
      return fc.string({ unit: "binary", maxLength: Math.min(shape.maxCodePoints, CODE_POINTS_MAX) });
    case "closed":
      return fc.constantFrom(...shape.values);
    case "optional":
      return fc.option(arbitraryOfShape(shape.of, narrower), { nil: undefined });
    case "list":
      return fc.array(arbitraryOfShape(shape.of, narrower), { maxLength: Math.min(shape.max, ITEMS_MAX) });
    case "struct":
      return fc.record(fieldsOf(shape.fields, narrower));
    case "union":
      return fc.oneof(...Object.entries(shape.cases).map(([kind, { of }]) => taggedCase(kind, of, narrower)));
    case "mapped": {
      const narrow = narrower[shape.name];
      if (narrow === undefined) throw new Error(`no arbitrary for the mapped value ${shape.name}`);
      return narrow(shape.of);
    }
    default:
      return shape satisfies never;
  }
}

function fieldsOf(
  fields: Readonly<Record<string, Shape>>,
  narrower: Narrower,
): Record<string, fc.Arbitrary<unknown>> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, arbitraryOfShape(field, narrower)]),
  );
}

function taggedCase(kind: string, of: Shape, narrower: Narrower): fc.Arbitrary<unknown> {
  return arbitraryOfShape(of, narrower).map((fields) => ({ kind, ...(fields as object) }));
}

/** Mostly small numbers and the bound itself, where mistakes are. */
function uint(max: number): fc.Arbitrary<number> {
  return fc.oneof(
    fc.maxSafeNat().map((value) => value % (max + 1)),
    fc.constantFrom(0, 1, max),
  );
}

function bytes({ min, max }: { readonly min: number; readonly max: number }): fc.Arbitrary<Uint8Array> {
  // A key of 1,216 bytes shrinks no better than its seed.
  if (min === max && min > 64) return fc.nat(0xff).map((first) => pattern(min, first));
  return fc.uint8Array({ minLength: min, maxLength: Math.min(max, Math.max(min, BYTES_MAX)) });
}

function pattern(size: number, first: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, index) => (first + 7 * index) & 0xff);
}

const HEX_DIGITS = "0123456789abcdef".split("");

const hexId = (raw: Shape): fc.Arbitrary<string> => {
  if (raw.kind !== "bytes") throw new Error("an id maps bytes");
  const digits = 2 * raw.max;
  return fc.string({ unit: fc.constantFrom(...HEX_DIGITS), minLength: digits, maxLength: digits });
};

const protocolNarrower: Narrower = {
  AccountId: hexId,
  DeviceId: hexId,
  ConversationId: hexId,
  MessageId: hexId,
  GrantId: hexId,
  IntroductionId: hexId,
  handle: () => fc.stringMatching(/^[a-z0-9][a-z0-9_-]{2,31}$/),
};
