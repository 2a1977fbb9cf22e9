import { assert } from "@bridle/protocol";

/**
 * JSON in its one form (RFC 8785): names in order of their UTF-16 units, no spaces. Throws on what isn't
 * plain data: that would be hashed as something else than it is.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    assert(Object.getPrototypeOf(value) === Object.prototype, "only plain objects are data");
    const fields = Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, field]) => `${JSON.stringify(name)}:${canonicalJson(field)}`);
    return `{${fields.join(",")}}`;
  }
  if (typeof value === "string") assert(value.isWellFormed(), "text is well-formed");
  else if (typeof value === "number") assert(Number.isFinite(value), "numbers are finite");
  else assert(typeof value === "boolean" || value === null, "only data");
  return JSON.stringify(value);
}
