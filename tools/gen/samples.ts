import type { Shape } from "@bridle/protocol";

// Fixed values for golden vectors. Every name, case and flag of a shape occurs in at least one of them.

const TEXT = "Grüße, 你好 🕊";
const NUMBERS = [1, 7, 1_763_769_600_000];

/** Values of a shape, always the same ones, the barest first. */
export function samplesOf(shape: Shape): readonly unknown[] {
  switch (shape.kind) {
    case "uint":
      return [0, ...NUMBERS.filter((value) => value < shape.max).slice(-1), shape.max];
    case "bool":
      return [false, true];
    case "bytes":
      return bytesSamples(shape.min, shape.max);
    case "text":
      return ["", Array.from(TEXT).slice(0, shape.maxCodePoints).join("")];
    case "closed":
      return shape.values;
    case "optional":
      return [undefined, ...samplesOf(shape.of)];
    case "list": {
      const items = samplesOf(shape.of);
      return [[], items.slice(-1), items.slice(0, shape.max)];
    }
    case "struct":
      return structSamples(shape.fields);
    case "union":
      return Object.entries(shape.cases).flatMap(([kind, { of }]) =>
        samplesOf(of).map((fields) => Object.assign({ kind }, fields)),
      );
    default:
      return mappedSamples(shape);
  }
}

/** As many as the most varied field has; the others begin again. */
function structSamples(fields: Readonly<Record<string, Shape>>): readonly unknown[] {
  const columns = Object.entries(fields).map(([name, field]) => [name, samplesOf(field)] as const);
  const rows = Math.max(1, ...columns.map(([, values]) => values.length));
  return Array.from({ length: rows }, (_, row) =>
    Object.fromEntries(columns.map(([name, values]) => [name, values[row % values.length]])),
  );
}

function bytesSamples(min: number, max: number): readonly Uint8Array[] {
  const counted = Uint8Array.from(
    { length: min === max ? max : Math.min(max, Math.max(min, 5)) },
    (_, at) => at + 1,
  );
  return [new Uint8Array(min), counted];
}

function mappedSamples({ name, of }: Extract<Shape, { readonly kind: "mapped" }>): readonly string[] {
  if (of.kind === "bytes") return ["00", "a1"].map((byte) => byte.repeat(of.max));
  if (name === "handle") return ["abc", `rosa_0-${"x".repeat(25)}`];
  throw new Error(`no samples of the mapped value ${name}`);
}
