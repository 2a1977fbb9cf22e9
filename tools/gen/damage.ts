import { type Codec, decode, type Malformed } from "@bridle/protocol";
import { bigEndian, layoutOf, type Part, prefix } from "./layout.ts";

/** Bytes that are no encoding, what is wrong with them, and the refusal that they meet. */
export interface Damaged {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly reason: Malformed["reason"];
  readonly offset: number;
}

/** One damaged encoding for each part of the values that can be wrong. */
export function damagedOf(codec: Codec<unknown>, values: readonly unknown[]): readonly Damaged[] {
  const byName = new Map<string, Damaged>();
  for (const value of values) {
    for (const [name, bytes] of damages(codec, value)) {
      if (byName.has(name)) continue;
      const read = decode(codec, bytes);
      if (read.ok) throw new Error(`${name} is no damage`);
      byName.set(name, { name, bytes, reason: read.error.reason, offset: read.error.offset });
    }
  }
  return [...byName.values()];
}

function* damages(
  codec: Codec<unknown>,
  value: unknown,
): Generator<readonly [name: string, bytes: Uint8Array]> {
  const { bytes, parts } = layoutOf(codec.shape, value);
  yield ["trailing_fail", Uint8Array.from([...bytes, 0])];
  if (bytes.length > 0) yield ["truncated_fail", Uint8Array.from(bytes.slice(0, -1))];
  for (const part of parts) {
    const wrong = wrongBytes(part);
    if (wrong === undefined) continue;
    const damaged = Uint8Array.from(bytes);
    damaged.set(wrong, part.at);
    yield [`${part.path === "" ? "" : `${part.path}_`}${part.role}_fail`, damaged];
  }
}

/** What can't stand in a part, or `undefined` where everything can. */
function wrongBytes({ role, shape, size }: Part): readonly number[] | undefined {
  switch (role) {
    case "flag":
      return [2];
    case "name":
      // Not the first free place, which the list may grow into.
      return shape.kind === "closed" ? [0xff] : undefined;
    case "case":
      return [0xff];
    case "text":
      return size > 0 ? [0xff] : undefined;
    case "mapped":
      // A capital letter behind the length.
      return [size - 1, 0x41];
    case "number":
      return shape.kind === "uint" && shape.max < 256 ** size - 1
        ? bigEndian(shape.max + 1, size)
        : undefined;
    case "length":
    case "count": {
      const max =
        shape.kind === "text"
          ? shape.maxBytes
          : shape.kind === "bytes" || shape.kind === "list"
            ? shape.max
            : 0;
      return max < 256 ** prefix(max) - 1 ? bigEndian(max + 1, prefix(max)) : undefined;
    }
  }
}
