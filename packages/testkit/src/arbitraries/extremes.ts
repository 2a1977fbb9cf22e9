import type { Codec, Shape } from "@bridle/protocol";

// The two ends of a codec's bounds, made from its shape.

/** The longest value that a codec encodes, or nearly: of a union the longest case. */
export function largestOf<T>(codec: Codec<T>): T {
  return largest(codec.shape) as T;
}

function largest(shape: Shape): unknown {
  switch (shape.kind) {
    case "uint":
      return shape.max;
    case "bool":
      return true;
    case "bytes":
      return new Uint8Array(shape.max).fill(0xff);
    case "text":
      return "\u{10ffff}".repeat(shape.maxCodePoints);
    case "closed":
      return shape.values.at(-1);
    case "optional":
      return largest(shape.of);
    case "list":
      return Array.from({ length: shape.max }, () => largest(shape.of));
    case "struct":
      return Object.fromEntries(Object.entries(shape.fields).map(([name, of]) => [name, largest(of)]));
    case "union":
      return largestCase(shape.cases);
    case "mapped":
      return shape.of.kind === "bytes" ? "f".repeat(2 * shape.of.max) : "z".repeat(32);
    default:
      return shape satisfies never;
  }
}

function largestCase(cases: Extract<Shape, { readonly kind: "union" }>["cases"]): unknown {
  const bySize = Object.entries(cases).toSorted(([, a], [, b]) => sizeOf(b.of) - sizeOf(a.of));
  return bySize.map(([kind, { of }]) => Object.assign({ kind }, largest(of)))[0];
}

/** Roughly the longest encoding, without length prefixes: enough to tell which case is the longest. */
function sizeOf(shape: Shape): number {
  switch (shape.kind) {
    case "uint":
      return shape.bytes;
    case "bytes":
      return shape.max;
    case "text":
      return shape.maxBytes;
    case "bool":
    case "closed":
      return 1;
    case "optional":
    case "mapped":
      return sizeOf(shape.of);
    case "list":
      return shape.max * sizeOf(shape.of);
    case "struct":
      return Object.values(shape.fields).reduce((size, field) => size + sizeOf(field), 0);
    case "union":
      return Math.max(...Object.values(shape.cases).map(({ of }) => sizeOf(of)));
    default:
      return shape satisfies never;
  }
}
