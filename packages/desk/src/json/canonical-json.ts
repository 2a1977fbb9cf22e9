import { assert } from "@bridle/protocol";

/**
 * The one spelling of a value as JSON (RFC 8785, for the values that `readJson` takes): names in the order of their UTF-16
 * units, no blanks, whole numbers. Fields that are `undefined` are left out. What else isn't JSON is a bug.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") {
    assert(Number.isSafeInteger(value) && !Object.is(value, -0), "a whole number");
    return String(value);
  }
  if (typeof value === "string") {
    assert(value.isWellFormed(), "well-formed text");
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  assert(typeof value === "object", "JSON");
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonicalJson(field)}`).join(",")}}`;
}
