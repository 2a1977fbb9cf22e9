import * as fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson } from "../../src/canonical-json.ts";
import { type Json, jsonLimits, readJson } from "../../src/json/json-text.ts";

/** What was read as JSON.parse would have given it. */
function plain(value: Json): unknown {
  if (isMap(value)) return Object.fromEntries([...value].map(([name, field]) => [name, plain(field)]));
  return isList(value) ? value.map(plain) : value;
}

const isMap = (value: Json): value is ReadonlyMap<string, Json> => value instanceof Map;
const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const values = fc.jsonValue({ maxDepth: 5, noUnicodeString: false });
const whole = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_name, inner: unknown) =>
      typeof inner === "number" ? Math.trunc(inner % 1e9) : inner,
    ),
  );

test("[O1] what it reads, JSON.parse reads alike; spelling is its inverse", () => {
  fc.assert(
    fc.property(values, fc.constantFrom(undefined, 2), (value, indent) => {
      const expected = whole(value);
      const read = readJson(JSON.stringify(expected, undefined, indent));
      expect(read.ok).toBe(true);
      if (!read.ok) return;
      expect(plain(read.value)).toEqual(expected);
      const again = readJson(canonicalJson(expected));
      expect(again.ok && plain(again.value)).toEqual(expected);
    }),
  );
});

test("[O1] total: any text is read or refused, and nothing is read that JSON.parse refuses", () => {
  const noise = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({
      unit: fc.constantFrom("{", "}", "[", "]", '"', ":", ",", "1", "-", "\\", "u", "true", " ", "\ud800"),
    }),
  );
  fc.assert(
    fc.property(noise, (text) => {
      expect(readJson(text).ok && !isJson(text)).toBe(false);
    }),
  );
});

test.each([
  ['{"a":1,"a":2}', 1, 8, "twice"],
  ['{"a":1,"\\u0061":2}', 1, 8, "twice"],
  ['{\n  "a": 1.5\n}', 2, 8, "whole number"],
  ["[1e3]", 1, 2, "whole number"],
  ["[-0]", 1, 2, "whole number"],
  ["[9007199254740993]", 1, 2, "whole number"],
  ['["\\ud800"]', 1, 2, "surrogate"],
  ["[1] 2", 1, 5, "after the end"],
  ["[1,]", 1, 4, "JSON value"],
  ["", 1, 1, "JSON value"],
  ["\ufeff{}", 1, 1, "JSON value"],
])("[O1] %j is refused at line %i, column %i", (text, ...[line, column, what]) => {
  expect(readJson(text)).toEqual({
    ok: false,
    error: { line, column, what: expect.stringContaining(what) },
  });
});

test("[O1] bounded: depth and length", () => {
  const deep = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);
  expect(readJson(deep(jsonLimits.depthMax + 1)).ok).toBe(true);
  expect(readJson(deep(jsonLimits.depthMax + 2))).toMatchObject({
    ok: false,
    error: { what: "too many levels" },
  });
  expect(readJson("[".repeat(jsonLimits.lengthMax)).ok).toBe(false);
  expect(readJson(" ".repeat(jsonLimits.lengthMax + 1)).ok).toBe(false);
});

test("[O1] a name that means something to JavaScript is only a name", () => {
  const read = readJson('{"__proto__":{"admin":true},"constructor":1}');
  expect(read.ok && read.value instanceof Map && [...read.value.keys()]).toEqual([
    "__proto__",
    "constructor",
  ]);
});

test("[O1] the one spelling sorts names and refuses what isn't JSON", () => {
  expect(canonicalJson({ b: 1, a: [true, null], é: "\n", Z: undefined })).toBe(
    '{"a":[true,null],"b":1,"é":"\\n"}',
  );
  expect(() => canonicalJson({ a: Number.NaN })).toThrow("finite");
  expect(() => canonicalJson("\ud800")).toThrow("well-formed");
  expect(() => canonicalJson(() => 1)).toThrow("only data");
});
