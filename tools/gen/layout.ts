import type { Shape } from "@bridle/protocol";

// The wire a second time, from shapes alone and without the codecs' own code: it says which byte of an
// encoding means what, and so where damage must be noticed.

/** A part of an encoding that only some bytes are right for. */
export interface Part {
  readonly role: "number" | "flag" | "length" | "count" | "name" | "case" | "text" | "mapped";
  /** Field names from the outside in, items as `[]`. */
  readonly path: string;
  readonly at: number;
  readonly size: number;
  readonly shape: Shape;
}

export interface Layout {
  readonly bytes: readonly number[];
  readonly parts: readonly Part[];
}

/** Where each part of a value's encoding lies. */
export function layoutOf(shape: Shape, value: unknown): Layout {
  const bytes: number[] = [];
  const parts: Part[] = [];
  lay({ bytes, parts }, { shape, path: "" }, value);
  return { bytes, parts };
}

interface Sheet {
  readonly bytes: number[];
  readonly parts: Part[];
}

interface Place {
  readonly shape: Shape;
  readonly path: string;
}

function lay(sheet: Sheet, place: Place, value: unknown): void {
  const { shape, path } = place;
  switch (shape.kind) {
    case "uint":
      return number(sheet, { ...place, role: "number", size: shape.bytes }, Number(value));
    case "bool":
      return number(sheet, { ...place, role: "flag", size: 1 }, value === true ? 1 : 0);
    case "bytes":
      return laid(sheet, place, bytesIn(value));
    case "text":
      return laidText(sheet, place, new TextEncoder().encode(String(value)));
    case "closed":
      return number(sheet, { ...place, role: "name", size: 1 }, shape.values.indexOf(String(value)));
    case "optional":
      number(sheet, { ...place, role: "flag", size: 1 }, value === undefined ? 0 : 1);
      return value === undefined ? undefined : lay(sheet, { shape: shape.of, path }, value);
    case "list": {
      const items = Array.isArray(value) ? value : [];
      number(sheet, { ...place, role: "count", size: prefix(shape.max) }, items.length);
      for (const item of items) lay(sheet, { shape: shape.of, path: `${path}[]` }, item);
      return undefined;
    }
    case "struct":
      for (const [name, field] of Object.entries(shape.fields)) {
        lay(sheet, { shape: field, path: path === "" ? name : `${path}.${name}` }, fieldOf(value, name));
      }
      return undefined;
    case "union": {
      const kind = String(fieldOf(value, "kind"));
      const found = shape.cases[kind];
      if (found === undefined) throw new Error(`no case ${kind}`);
      number(sheet, { ...place, role: "case", size: 1 }, found.tag);
      return lay(sheet, { shape: found.of, path: path === "" ? kind : `${path}.${kind}` }, value);
    }
    default:
      return laidMapped(sheet, { ...place, shape }, String(value));
  }
}

function laid(sheet: Sheet, place: Place, bytes: Uint8Array): void {
  const { shape } = place;
  const max = shape.kind === "bytes" ? shape.max : 0;
  const isFixed = shape.kind === "bytes" && shape.min === shape.max;
  if (!isFixed) number(sheet, { ...place, role: "length", size: prefix(max) }, bytes.length);
  sheet.bytes.push(...bytes);
}

function laidText(sheet: Sheet, place: Place, bytes: Uint8Array): void {
  const max = place.shape.kind === "text" ? place.shape.maxBytes : 0;
  number(sheet, { ...place, role: "length", size: prefix(max) }, bytes.length);
  sheet.parts.push({ ...place, role: "text", at: sheet.bytes.length, size: bytes.length });
  sheet.bytes.push(...bytes);
}

/** Ids are hexadecimal over bytes, everything else is text with rules. */
function laidMapped(
  sheet: Sheet,
  place: Place & { readonly shape: Extract<Shape, { readonly kind: "mapped" }> },
  value: string,
): void {
  const { of } = place.shape;
  if (of.kind === "bytes") {
    sheet.bytes.push(...Buffer.from(value, "hex"));
    return;
  }
  const at = sheet.bytes.length;
  lay(sheet, { shape: of, path: place.path }, value);
  sheet.parts.push({ ...place, role: "mapped", at, size: sheet.bytes.length - at });
}

function number(sheet: Sheet, part: Omit<Part, "at">, value: number): void {
  sheet.parts.push({ ...part, at: sheet.bytes.length });
  sheet.bytes.push(...bigEndian(value, part.size));
}

export function bigEndian(value: number, size: number): readonly number[] {
  return Array.from({ length: size }, (_, index) =>
    Number((BigInt(value) >> BigInt(8 * (size - 1 - index))) & 255n),
  );
}

/** The size of a length or count, by its bound. */
export function prefix(max: number): number {
  return max < 256 ? 1 : max < 65_536 ? 2 : 4;
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function bytesIn(value: unknown): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new TypeError("not bytes");
  return value;
}
