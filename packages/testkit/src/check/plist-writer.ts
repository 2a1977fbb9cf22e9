/** What the writers below take. A `Uid` points into a keyed archive; a `Date` is one. */
export type PlistInput =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | Date
  | Uid
  | readonly PlistInput[]
  | { readonly [key: string]: PlistInput };

export class Uid {
  readonly index: number;

  constructor(index: number) {
    this.index = index;
  }
}

const MAC_EPOCH_MS = 978_307_200_000;

/** A binary property list. */
export function binaryPlist(value: PlistInput): Uint8Array {
  const objects: { readonly head: Uint8Array; readonly references: readonly number[] }[] = [];
  const top = add(value);
  const refBytes = objects.length < 256 ? 1 : objects.length < 65_536 ? 2 : 4;
  const parts: Uint8Array[] = [Buffer.from("bplist00")];
  const offsets: number[] = [];
  let at = 8;
  for (const { head, references } of objects) {
    offsets.push(at);
    const part = Buffer.concat([head, ...references.map((reference) => big(reference, refBytes))]);
    parts.push(part);
    at += part.length;
  }
  const offsetBytes = at < 256 ? 1 : at < 65_536 ? 2 : 4;
  const trailer = Buffer.alloc(32);
  trailer[6] = offsetBytes;
  trailer[7] = refBytes;
  trailer.writeBigUInt64BE(BigInt(objects.length), 8);
  trailer.writeBigUInt64BE(BigInt(top), 16);
  trailer.writeBigUInt64BE(BigInt(at), 24);
  return new Uint8Array(
    Buffer.concat([...parts, ...offsets.map((offset) => big(offset, offsetBytes)), trailer]),
  );

  function add(value: PlistInput): number {
    const index = objects.length;
    objects.push({ head: new Uint8Array(), references: [] });
    if (Array.isArray(value)) {
      const items = value as readonly PlistInput[];
      objects[index] = { head: sized(0xa0, items.length), references: items.map(add) };
    } else if (isDict(value)) {
      const [keys, values] = [Object.keys(value), Object.values(value)];
      objects[index] = { head: sized(0xd0, keys.length), references: [...keys.map(add), ...values.map(add)] };
    } else objects[index] = { head: scalar(value), references: [] };
    return index;
  }
}

function isDict(value: PlistInput): value is { readonly [key: string]: PlistInput } {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Uint8Array || value instanceof Date || value instanceof Uid)
  );
}

function scalar(value: unknown): Uint8Array {
  if (value === null) return Uint8Array.of(0);
  if (typeof value === "boolean") return Uint8Array.of(value ? 9 : 8);
  if (value instanceof Uid) return Buffer.concat([Uint8Array.of(0x83), big(value.index, 4)]);
  if (value instanceof Date)
    return Buffer.concat([Uint8Array.of(0x33), float((value.getTime() - MAC_EPOCH_MS) / 1000)]);
  if (value instanceof Uint8Array) return Buffer.concat([sized(0x40, value.length), value]);
  if (typeof value === "number") {
    if (!Number.isInteger(value)) return Buffer.concat([Uint8Array.of(0x23), float(value)]);
    const bytes = Buffer.alloc(9, 0x13);
    bytes.writeBigInt64BE(BigInt(value), 1);
    return bytes;
  }
  if (typeof value !== "string") throw new Error("no value of a property list");
  const text = value;
  if (/^\p{ASCII}*$/u.test(text))
    return Buffer.concat([sized(0x50, text.length), Buffer.from(text, "latin1")]);
  return Buffer.concat([sized(0x60, text.length), Buffer.from(text, "utf16le").swap16()]);
}

function sized(kind: number, count: number): Uint8Array {
  return count < 15
    ? Uint8Array.of(kind | count)
    : Buffer.concat([Uint8Array.of(kind | 15, 0x12), big(count, 4)]);
}

function float(value: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes;
}

function big(value: number, bytes: number): Uint8Array {
  const out = Buffer.alloc(bytes);
  out.writeUIntBE(value, 0, bytes);
  return out;
}

/** The same as XML. */
export function xmlPlist(value: PlistInput): Uint8Array {
  const head = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">`;
  return new Uint8Array(Buffer.from(`${head}${element(value)}</plist>\n`));
}

function element(value: PlistInput): string {
  if (typeof value === "boolean") return `<${value}/>`;
  if (typeof value === "number")
    return Number.isInteger(value) ? `<integer>${value}</integer>` : `<real>${value}</real>`;
  if (value instanceof Date) return `<date>${value.toISOString().slice(0, 19)}Z</date>`;
  if (value instanceof Uint8Array) return `<data>\n${Buffer.from(value).toString("base64")}\n</data>`;
  if (Array.isArray(value))
    return `<array>${(value as readonly PlistInput[]).map(element).join("\n")}</array>`;
  if (isDict(value)) {
    const fields = Object.entries(value).map(([key, inner]) => `<key>${escaped(key)}</key>${element(inner)}`);
    return `<dict>${fields.join("\n")}</dict>`;
  }
  if (typeof value !== "string") throw new Error("no value of an XML property list");
  return `<string>${escaped(value)}</string>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
