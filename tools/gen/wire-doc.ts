import {
  calls,
  type Codec,
  limits,
  type RateLimit,
  type Shape,
  statuses,
  wireValues,
} from "@bridle/protocol";

// docs/wire.md: every frame, call and value of the wire, as tables made from the declarations.

interface Row {
  readonly field: string;
  readonly holds: string;
}

const named = new Map<Shape, string>(
  Object.entries<Codec<unknown>>(wireValues).map(([name, { shape }]) => [shape, name]),
);
const frames = ["clientFrame", "serverFrame", "refusal"];

export function wireDoc(): string {
  const values = Object.entries<Codec<unknown>>(wireValues);
  const parts = [
    INTRODUCTION,
    "## Frames",
    "One binary WebSocket message is one frame.",
    ...values.filter(([name]) => frames.includes(name)).map(valueSection),
    "## Calls",
    "`open` calls anyone may make; `session` calls need a device that proved its key on this connection. A rate is a bucket of so many calls that " +
      "fills by so many a minute, for each address (loopback isn't counted), device or account.",
    callTable(),
    `Instead of a reply, any call may be refused with ${statuses.map(code).join(", ")}.`,
    ...Object.entries(calls)
      .toSorted(([, a], [, b]) => a.tag - b.tag)
      .map(callSection),
    "## Values",
    ...values.filter(([name]) => !frames.includes(name)).map(valueSection),
    "## Limits",
    "Bytes, unless the name says otherwise.",
    table(
      ["Limit", "Value"],
      Object.entries(limits).map(([name, value]) => [code(name), figure(value)]),
    ),
  ];
  return `${parts.join("\n\n")}\n`;
}

const INTRODUCTION = `# The wire

Written by \`tools/gen/main.ts\` from the declarations in \`packages/protocol\`; change those, not this page. The rules behind it are in
\`packages/protocol/SPEC.md\`, examples in \`vectors/protocol/\`.

Integers are big-endian. What has a bound instead of a size stands behind its length or count, which takes one byte up to a bound of 255, two up to
65,535 and four above. An optional value stands behind a byte, 0 or 1. A name of a closed list and a case of a union are one byte. Text is
UTF-8, bounded in code points, and in bytes by four times as many. Fields follow one another in the order of the table. What isn't in the table is refused.`;

function callTable(): string {
  const rows = Object.entries(calls)
    .toSorted(([, a], [, b]) => a.tag - b.tag)
    .map(([name, { tag, auth, rate, outcomes }]) => [
      String(tag),
      `[${name}](#${anchor(name)})`,
      auth,
      rateText(rate),
      outcomes.map((outcome: string, index) => `${index} ${code(outcome)}`).join(", ") || "–",
    ]);
  return table(["Tag", "Call", "Auth", "Rate", "Outcomes"], rows);
}

function rateText({ key, burst, perMinute }: RateLimit): string {
  return `${figure(burst)}, then ${figure(perMinute)} a minute, by ${key}`;
}

function callSection([name, { tag, request, reply }]: readonly [
  string,
  { readonly tag: number; readonly request: Codec<unknown>; readonly reply: Codec<unknown> },
]): string {
  return [
    `### ${name}`,
    `Tag ${tag}. Request: at most ${figure(request.maxBytes)} bytes.`,
    fieldTable(request.shape),
    `Reply: at most ${figure(reply.maxBytes)} bytes.`,
    fieldTable(reply.shape),
  ].join("\n\n");
}

function valueSection([name, { shape, maxBytes }]: readonly [string, Codec<unknown>]): string {
  return [`### ${name}`, `At most ${figure(maxBytes)} bytes.`, fieldTable(shape)].join("\n\n");
}

function fieldTable(shape: Shape): string {
  const rows = rowsOf(shape, "");
  if (rows.length === 0) return "Empty.";
  return table(
    ["Field", "Holds"],
    rows.map(({ field, holds }) => [field === "" ? "" : code(field), holds]),
  );
}

/** One row for a plain field; one for each field inside a struct that has no name of its own. */
function rowsOf(shape: Shape, field: string): readonly Row[] {
  // A value's own section opens it up, others point there.
  const inner = field === "" ? openedUp(shape) : insideOf(shape);
  if (field !== "" && named.has(inner.shape)) return [{ field, holds: inner.around + linkTo(inner.shape) }];
  switch (inner.shape.kind) {
    case "struct": {
      const fields = Object.entries(inner.shape.fields).flatMap(([name, of]) =>
        rowsOf(of, `${field}${inner.items}${field === "" ? "" : "."}${name}`),
      );
      return inner.around === "" ? fields : [{ field, holds: `${inner.around}the fields below` }, ...fields];
    }
    case "union": {
      const cases = Object.entries(inner.shape.cases).flatMap(([kind, { tag, of }]) =>
        caseRows({ kind, tag, of }, field + inner.items),
      );
      return field === "" ? cases : [{ field, holds: `${inner.around}one of the cases below` }, ...cases];
    }
    default:
      return [{ field, holds: inner.around + scalar(inner.shape) }];
  }
}

function caseRows(
  { kind, tag, of }: { readonly kind: string; readonly tag: number; readonly of: Shape },
  field: string,
): readonly Row[] {
  const path = field === "" ? kind : `${field}.${kind}`;
  const head = { field: path, holds: `case ${tag}${named.has(of) ? `: ${linkTo(of)}` : ""}` };
  return named.has(of) ? [head] : [head, ...rowsOf(of, path)];
}

interface Inside {
  readonly shape: Shape;
  /** How to say what is around it. */
  readonly around: string;
  /** `[]` for each list around it. */
  readonly items: string;
}

/** What stands inside optionals and lists that have no name of their own. */
function insideOf(shape: Shape): Inside {
  return named.has(shape) ? { shape, around: "", items: "" } : openedUp(shape);
}

function openedUp(shape: Shape): Inside {
  if (shape.kind === "optional") {
    const inner = insideOf(shape.of);
    return { ...inner, around: `optional: ${inner.around}` };
  }
  if (shape.kind === "list") {
    const inner = insideOf(shape.of);
    return {
      ...inner,
      around: `at most ${figure(shape.max)} times: ${inner.around}`,
      items: `[]${inner.items}`,
    };
  }
  return { shape, around: "", items: "" };
}

function scalar(shape: Shape): string {
  switch (shape.kind) {
    case "uint":
      return `integer, ${shape.bytes === 1 ? "1 byte" : `${shape.bytes} bytes`}${shape.bytes === 8 ? ", below 2^53" : ""}`;
    case "bool":
      return "0 or 1";
    case "bytes":
      return shape.min === shape.max ? `${figure(shape.max)} bytes` : `at most ${figure(shape.max)} bytes`;
    case "text":
      return `text of at most ${figure(shape.maxCodePoints)} code points`;
    case "closed":
      return shape.values.map((value, index) => `${index} ${code(value)}`).join(", ");
    case "mapped":
      return `${shape.name}: ${scalar(shape.of)}`;
    default:
      throw new Error(`${shape.kind} is no single value`);
  }
}

function linkTo(shape: Shape): string {
  const name = named.get(shape) ?? "";
  return `[${name}](#${anchor(name)})`;
}

/** The anchor that Markdown renderers give a heading. */
function anchor(heading: string): string {
  return heading.toLowerCase().replaceAll(/[^a-z0-9 -]/g, "");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function code(text: string): string {
  return `\`${text}\``;
}

function figure(value: number): string {
  return String(value).replaceAll(/\B(?=(?:\d{3})+$)/g, ",");
}
