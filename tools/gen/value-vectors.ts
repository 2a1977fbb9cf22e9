import { calls, type Codec, encode, toHex, wireValues } from "@bridle/protocol";
import { damagedOf } from "./damage.ts";
import { layoutOf } from "./layout.ts";
import { samplesOf } from "./samples.ts";

// Golden vectors of encodings: values and their bytes, and bytes that are refused.

/** What a vector file holds, by its path below vectors/protocol. */
export type VectorFiles = ReadonlyMap<string, unknown>;

export function valueVectors(): VectorFiles {
  const files = new Map<string, unknown>();
  for (const [name, codec] of Object.entries<Codec<unknown>>(wireValues)) {
    files.set(`${kebab(name)}.json`, { value: name, cases: casesOf(codec) });
  }
  for (const [name, { tag, request, reply, outcomes }] of Object.entries(calls)) {
    files.set(`calls/${kebab(name)}.json`, {
      call: name,
      tag,
      outcomes,
      request: casesOf(request),
      reply: casesOf(reply),
    });
  }
  return files;
}

function casesOf(codec: Codec<unknown>): readonly unknown[] {
  const values = samplesOf(codec.shape);
  const good = values.map((value, index) => {
    const bytes = encode(codec, value);
    const laid = Uint8Array.from(layoutOf(codec.shape, value).bytes);
    if (toHex(laid) !== toHex(bytes)) throw new Error("the shape says something else than the codec does");
    return { name: `${kindOf(value)}_${index}`, value: inJson(value), hex: toHex(bytes) };
  });
  const bad = damagedOf(codec, values).map(({ name, bytes, reason, offset }) => ({
    name,
    hex: toHex(bytes),
    reason,
    offset,
  }));
  return [...good, ...bad];
}

function kindOf(value: unknown): string {
  const kind: unknown = typeof value === "object" && value !== null ? Reflect.get(value, "kind") : undefined;
  return typeof kind === "string" ? kind : "value";
}

/** Bytes as hexadecimal, what is absent as null. */
export function inJson(value: unknown): unknown {
  if (value === undefined) return null;
  if (value instanceof Uint8Array) return toHex(value);
  if (Array.isArray(value)) return value.map(inJson);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, inJson(field)]));
}

/** `keyPackage.fetch` → `key-package-fetch`. */
function kebab(name: string): string {
  return name.replaceAll(".", "-").replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
