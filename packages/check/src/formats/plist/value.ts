/** A property list's value. `Date`s are Unix milliseconds; a `Uid` points into a keyed archive. */
export type PlistValue =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | PlistDate
  | PlistUid
  | readonly PlistValue[]
  | PlistDict;

export type PlistDict = ReadonlyMap<string, PlistValue>;

export interface PlistDate {
  readonly kind: "date";
  readonly ms: number | undefined;
}

export interface PlistUid {
  readonly kind: "uid";
  readonly index: number;
}

export function isDict(value: PlistValue | undefined): value is PlistDict {
  return value instanceof Map;
}

export function isList(value: PlistValue | undefined): value is readonly PlistValue[] {
  return Array.isArray(value);
}

/** A dictionary's field; `undefined` for anything else. */
export function entry(value: PlistValue | undefined, name: string): PlistValue | undefined {
  return isDict(value) ? value.get(name) : undefined;
}

export function textEntry(value: PlistValue | undefined, name: string): string | undefined {
  const field = entry(value, name);
  return typeof field === "string" ? field : undefined;
}

export function numberEntry(value: PlistValue | undefined, name: string): number | undefined {
  const field = entry(value, name);
  return typeof field === "number" ? field : undefined;
}

/** Unix milliseconds. */
export function dateEntry(value: PlistValue | undefined, name: string): number | undefined {
  const field = entry(value, name);
  return isDate(field) ? field.ms : undefined;
}

export function isDate(value: PlistValue | undefined): value is PlistDate {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "date";
}

export function isUid(value: PlistValue | undefined): value is PlistUid {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "uid";
}

export function isData(value: PlistValue | undefined): value is Uint8Array {
  return value instanceof Uint8Array;
}

const VISITS_MAX = 500_000;

/** Every text below a value, with the keys that lead to it. Shared parts are visited once. */
export function eachText(value: PlistValue, visit: (text: string, path: string) => void): void {
  const seen = new Set<PlistValue>();
  const pending: [PlistValue, string][] = [[value, ""]];
  for (let step = pending.pop(); step !== undefined && seen.size < VISITS_MAX; step = pending.pop()) {
    const [found, path] = step;
    if (typeof found === "string") visit(found, path);
    if (typeof found !== "object" || found === null || seen.has(found)) continue;
    seen.add(found);
    if (isDict(found)) for (const [key, inner] of found) pending.push([inner, `${path}/${key}`]);
    else if (isList(found)) for (const inner of found) pending.push([inner, path]);
  }
}
