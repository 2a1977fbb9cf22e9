import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  asOf,
  continuesOrder,
  odrlProfileDocument,
  type Order,
  orderBytes,
  orderJsonSchema,
  orderRefusalText,
  parseOrder,
} from "../../src/index.ts";
import { exampleOrder, exampleText, on, wholeOrder, withEvents } from "./sample-order.ts";

const schemaFile = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../schemas/${name}`, import.meta.url), "utf8"));
const parse = (value: unknown) => parseOrder(JSON.stringify(value));
const said = (value: unknown): string => {
  const order = parse(value);
  return order.ok ? "fine" : `${order.error.kind} ${orderRefusalText(order.error)}`;
};
const record = (order: Order): Record<string, unknown> => structuredClone({ ...order });

test("[O2] a whole order is read as it was written", () => {
  const order = parse(wholeOrder);
  expect(order).toEqual({ ok: true, value: wholeOrder });
  expect(parseOrder(Buffer.from(orderBytes(wholeOrder)).toString())).toEqual({ ok: true, value: wholeOrder });
});

test("[O2] what doesn't fit is named with its place", () => {
  expect(said({ ...wholeOrder, extra: 1 })).toBe("form /extra: expected no such field");
  expect(said({ ...wholeOrder, "a/b~c": 1 })).toBe("form /a~1b~0c: expected no such field");
  const { docket: _, ...without } = wholeOrder;
  expect(said(without)).toBe("form /docket: expected this field");
  const platforms = [{ ...wholeOrder.platforms[0], scope: "maybe" }];
  expect(said({ ...wholeOrder, platforms })).toBe("form /platforms/0/scope: expected one of in, out");
  expect(said({ ...wholeOrder, events: [{ what: "eaten" }] })).toMatch(
    /^form \/events\/0\/what: expected one of granted, /,
  );
  expect(said([])).toBe("form the whole: expected an object");
  const text = exampleText().replace('"court":', '"court" ');
  const refused = parseOrder(text);
  expect(!refused.ok && orderRefusalText(refused.error)).toMatch(
    /^line 6, column \d+: no colon after a name$/,
  );
});

test("[O4] an order that contradicts itself is refused with the place", () => {
  const change = (part: Partial<Record<keyof Order, unknown>>): string => said({ ...wholeOrder, ...part });
  const [n1, ...norms] = wholeOrder.norms;
  const [granted] = wholeOrder.events;
  expect(change({ norms: [{ ...n1, cite: ["p9"] }, ...norms] })).toBe(
    "contradiction /norms/0/cite: expected something that is there, not p9",
  );
  expect(change({ norms: [{ ...n1, references: ["gone"] }, ...norms] })).toContain("/norms/0/references");
  expect(change({ norms: [{ ...n1, due: { kind: "on", date: "2026-01-01" } }, ...norms] })).toContain(
    "/norms/0/due",
  );
  expect(change({ norms: [...wholeOrder.norms, n1] })).toContain("expected the id n1 once");
  expect(change({ carveOuts: [{ ...wholeOrder.carveOuts[0], overrides: ["n9"] }] })).toContain(
    "/carveOuts/0/overrides",
  );
  expect(change({ carveOuts: [{ ...wholeOrder.carveOuts[0], id: "wrecker" }] })).toContain(
    "the id wrecker once",
  );
  expect(change({ events: [{ ...granted, date: "2026-02-30" }] })).toContain("/events/0/date");
  expect(change({ events: [{ ...granted, knownAt: "2025-12-31T23:59:59Z" }] })).toContain(
    "/events/0/knownAt",
  );
  expect(change({ recordedAt: "2026-02-30T00:00:00Z" })).toContain("/recordedAt");
  expect(change({ controls: [{ ...wholeOrder.controls[0], norm: "n9" }] })).toContain("/controls/0/norm");
  const stay = { ...granted, id: "s", what: "stayed", kind: "other", norms: null };
  expect(change({ events: [granted, { ...stay, until: "2026-03-01", days: 3 }] })).toContain(
    "one of until and days",
  );
  expect(change({ events: [granted, { ...stay, until: "2026-01-01", days: null }] })).toContain(
    "/events/1/until",
  );
  expect(change({ events: [granted, { ...stay, until: null, days: null, norms: ["n9"] }] })).toContain(
    "/events/1/norms",
  );
});

test("[O5] a record only grows: entries at the ends, nothing else", () => {
  const more = withEvents({ what: "affirmed", date: "2026-03-01", knownAt: "2026-03-02T00:00:00Z" });
  expect(continuesOrder(wholeOrder, more)).toEqual({ ok: true, value: undefined });
  expect(continuesOrder(wholeOrder, wholeOrder).ok).toBe(true);
  expect(continuesOrder(more, wholeOrder)).toMatchObject({ ok: false, error: { path: "/events/1" } });
  const redated = { ...more, events: more.events.map((event) => ({ ...event, date: "2026-01-11" })) };
  expect(continuesOrder(more, redated)).toMatchObject({ ok: false, error: { path: "/events/0" } });
  expect(continuesOrder(wholeOrder, { ...more, title: "Another" })).toMatchObject({
    ok: false,
    error: { path: "" },
  });
});

const ajv = new Ajv2020({ strict: true, allErrors: false });
const validate = ajv.compile(orderJsonSchema());

test("[O3] the schema that is published is the one that the reader is made from", () => {
  expect(schemaFile("order.schema.json")).toEqual(orderJsonSchema());
  expect(schemaFile("order-odrl-profile.jsonld")).toEqual(odrlProfileDocument());
});

/** Where something in a JSON document can be changed: every value, by its path. */
function* places(
  value: unknown,
  path: readonly (string | number)[] = [],
): Generator<readonly (string | number)[]> {
  if (path.length > 0) yield path;
  if (typeof value !== "object" || value === null) return;
  for (const [name, inner] of Object.entries(value))
    yield* places(inner, [...path, Array.isArray(value) ? Number(name) : name]);
}

const noise = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    2 ** 40,
    "",
    "x",
    "n1",
    "verified",
    "in",
    [],
    {},
    ["n1"],
    [null],
  ),
  fc.constantFrom(
    "2026-02-30",
    "2026-13-01",
    "2026-01",
    "2026-01-01/2026-01-02",
    "a".repeat(64),
    "a\nb",
    "😀".repeat(400),
    "😀".repeat(401),
  ),
  fc.string({ maxLength: 80 }),
);
const edits = fc.array(
  fc.record({ at: fc.nat(), how: fc.constantFrom("replace", "remove", "add", "double"), to: noise }),
  { minLength: 1, maxLength: 3 },
);

function edited(order: Order, list: readonly { at: number; how: string; to: unknown }[]): unknown {
  const root: unknown = record(order);
  for (const { at, how, to } of list) {
    const all = [...places(root)];
    const path = all[at % all.length] ?? [];
    const parent = path
      .slice(0, -1)
      .reduce<unknown>((inner, step) => (inner as Record<string, unknown>)[step], root);
    const holder = parent as Record<string, unknown>;
    const last = path.at(-1) ?? "";
    if (how === "replace") holder[last] = to;
    else if (how === "add" && !Array.isArray(parent)) holder["added"] = to;
    else if (Array.isArray(parent))
      parent.splice(Number(last), how === "remove" ? 1 : 0, ...(how === "remove" ? [] : [to]));
    else if (how === "remove") delete holder[last];
  }
  return root;
}

test("[O3] an independent validator and the reader agree on what has the form, valid or changed", () => {
  const hasForm = (value: unknown): boolean => {
    const order = parse(value);
    return order.ok || order.error.kind === "contradiction";
  };
  for (const order of [wholeOrder, exampleOrder()]) {
    expect(validate(record(order))).toBe(true);
    let [valid, invalid] = [0, 0];
    fc.assert(
      fc.property(edits, (list) => {
        const value = edited(order, list);
        const expected = validate(value);
        expect(hasForm(value)).toBe(expected);
        if (expected) valid++;
        else invalid++;
      }),
      { numRuns: 400 },
    );
    // Both answers were seen, or this would show nothing.
    expect(Math.min(valid, invalid)).toBeGreaterThan(0);
  }
});

test("[O2] total: any JSON value is read or refused", () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => void parse(value)));
  fc.assert(fc.property(fc.string(), (text) => void parseOrder(text)));
});

test("[O24] the example loads, its status today is unknown, and every fact in it is unverified", () => {
  const order = exampleOrder();
  expect(asOf(order, on("2026-11-22", "2026-11-22")).overall).toBe("unknown");
  expect(asOf(order, on("2027-06-01")).overall).toBe("unknown");
  expect(asOf(order, on("2025-10-16")).overall).toBe("notYet");
  expect(asOf(order, on("2025-11-01")).norms[0]?.status).toEqual({
    kind: "inForce",
    by: "e1",
    verified: false,
  });
  const { parties, boundClasses, platforms, norms, carveOuts, events, awards } = order;
  const facts = [
    order.source,
    ...parties,
    ...boundClasses,
    ...platforms,
    ...norms,
    ...carveOuts,
    ...events,
    ...awards,
  ];
  expect(facts.every(({ standing }) => standing === "unverified")).toBe(true);
  expect(platforms.map(({ id, scope }) => `${id} ${scope}`)).toEqual([
    "whatsapp in",
    "facebook out",
    "instagram out",
  ]);
});
