import { assert } from "./result.ts";

/** What a codec accepts, as data: documents, arbitraries and vectors are made from it. */
export type Shape =
  | { readonly kind: "uint"; readonly bytes: number; readonly max: number }
  | { readonly kind: "bool" }
  /** Where `min` is `max`, bare bytes; else behind their length. */
  | { readonly kind: "bytes"; readonly min: number; readonly max: number }
  | { readonly kind: "text"; readonly maxCodePoints: number; readonly maxBytes: number }
  | { readonly kind: "closed"; readonly values: readonly string[] }
  | { readonly kind: "optional"; readonly of: Shape }
  | { readonly kind: "list"; readonly of: Shape; readonly max: number }
  | { readonly kind: "struct"; readonly fields: Readonly<Record<string, Shape>> }
  | { readonly kind: "union"; readonly cases: Readonly<Record<string, TaggedShape>> }
  | { readonly kind: "mapped"; readonly name: string; readonly of: Shape };

export interface TaggedShape {
  readonly tag: number;
  readonly of: Shape;
}

/** Lengths and counts take one, two or four bytes, by the bound: so each has one form only. */
export function lengthSize(max: number): number {
  if (max <= 0xff) return 1;
  return max <= 0xffff ? 2 : 4;
}

/** The shortest encoding in bytes. */
function minBytes(shape: Shape): number {
  switch (shape.kind) {
    case "uint":
      return shape.bytes;
    case "bool":
    case "closed":
    case "optional":
      return 1;
    case "bytes":
      return shape.min === shape.max ? shape.max : lengthSize(shape.max) + shape.min;
    case "text":
      return lengthSize(shape.maxBytes);
    case "list":
      return lengthSize(shape.max);
    case "struct":
      return Object.values(shape.fields).reduce((size, field) => size + minBytes(field), 0);
    case "union":
      return 1 + Math.min(...Object.values(shape.cases).map(({ of }) => minBytes(of)));
    default:
      return minBytes(shape.of);
  }
}

/** Refuses a declaration that couldn't be decoded totally, within bounds and in one way only [P7]. */
export function declared<S extends Shape>(shape: S): S {
  const objection = objectionTo(shape);
  assert(objection === undefined, `${shape.kind}: ${objection}`);
  return shape;
}

function objectionTo(shape: Shape): string | undefined {
  switch (shape.kind) {
    case "bytes":
      return isBound(shape.max) && shape.min <= shape.max ? undefined : "bounds";
    case "text":
      return isBound(shape.maxBytes) ? undefined : "bounds";
    case "closed":
      return shape.values.length <= 256 ? repeated(shape.values) : "one byte holds 256 names";
    case "optional":
      return shape.of.kind === "optional" ? "absent would have two encodings" : undefined;
    case "list":
      // A few bytes could else stand for billions of items.
      if (minBytes(shape.of) === 0) return "an item must take at least one byte";
      return isBound(shape.max) ? undefined : "bounds";
    case "struct":
      // Names that look like numbers would come before all others, whatever the order of declaration.
      return Object.keys(shape.fields).find((name) => !/^[A-Za-z]\w*$/.test(name));
    case "union":
      return objectionToCases(Object.values(shape.cases));
    default:
      return undefined;
  }
}

function objectionToCases(cases: readonly TaggedShape[]): string | undefined {
  for (const { tag, of } of cases) {
    if (!Number.isInteger(tag) || tag < 0 || tag > 0xff) return "a tag is one byte";
    if (of.kind !== "struct" || "kind" in of.fields) return "a case is a struct without a field `kind`";
  }
  return cases.length === 0 ? "no case" : repeated(cases.map(({ tag }) => tag));
}

function repeated(values: readonly (string | number)[]): string | undefined {
  return new Set(values).size === values.length ? undefined : "the same twice";
}

function isBound(max: number): boolean {
  return Number.isInteger(max) && max >= 0 && max <= 0xffff_ffff;
}
