import { entry, isData, isDict, isList, isUid, type PlistValue } from "./value.ts";

const DEPTH_MAX = 64;
const VISITS_MAX = 200_000;

/**
 * Unpacks what `NSKeyedArchiver` wrote: the collections, texts, data, dates and URLs of Foundation; other objects become
 * dictionaries of their fields. `undefined` when it is no keyed archive; what points in a circle becomes null.
 */
export function unarchive(plist: PlistValue | undefined): PlistValue | undefined {
  const objects = entry(plist, "$objects");
  const top = entry(plist, "$top");
  if (!isList(objects) || !isDict(top)) return undefined;
  const root = top.get("root") ?? [...top.values()][0];
  return root === undefined ? undefined : new Unarchiver(objects).value(root, 0);
}

class Unarchiver {
  readonly #objects: readonly PlistValue[];
  readonly #done = new Map<number, PlistValue>();
  #visits = 0;

  constructor(objects: readonly PlistValue[]) {
    this.#objects = objects;
  }

  value(found: PlistValue, depth: number): PlistValue {
    if (++this.#visits > VISITS_MAX || depth > DEPTH_MAX) return null;
    if (!isUid(found)) return this.#inner(found, depth);
    const known = this.#done.get(found.index);
    if (known !== undefined) return known;
    const object = this.#objects[found.index];
    if (object === undefined || object === "$null") return null;
    this.#done.set(found.index, null);
    const value = this.#object(object, depth);
    this.#done.set(found.index, value);
    return value;
  }

  #inner(found: PlistValue, depth: number): PlistValue {
    if (isList(found)) return found.map((item) => this.value(item, depth + 1));
    if (isDict(found)) {
      return new Map(
        [...found].map(([key, item]): [string, PlistValue] => [key, this.value(item, depth + 1)]),
      );
    }
    return found;
  }

  #object(object: PlistValue, depth: number): PlistValue {
    if (!isDict(object)) return object;
    const keys = object.get("NS.keys");
    const items = object.get("NS.objects");
    if (isList(keys) && isList(items)) {
      const fields = new Map<string, PlistValue>();
      for (const [index, key] of keys.entries()) {
        const name = this.value(key, depth + 1);
        if (typeof name === "string") fields.set(name, this.value(items[index] ?? null, depth + 1));
      }
      return fields;
    }
    if (isList(items)) return items.map((item) => this.value(item, depth + 1));
    for (const name of ["NS.string", "NS.bytes", "NS.data"]) {
      const field = object.get(name);
      if (typeof field === "string" || isData(field)) return field;
    }
    const time = object.get("NS.time");
    if (typeof time === "number") return { kind: "date", ms: (time + 978_307_200) * 1000 };
    const relative = object.get("NS.relative");
    if (relative !== undefined) return this.#url(object, depth);
    const fields = [...object].filter(([key]) => key !== "$class");
    return new Map(fields.map(([key, item]): [string, PlistValue] => [key, this.value(item, depth + 1)]));
  }

  #url(object: PlistValue, depth: number): PlistValue {
    const base = this.value(entry(object, "NS.base") ?? null, depth + 1);
    const relative = this.value(entry(object, "NS.relative") ?? null, depth + 1);
    if (typeof relative !== "string") return null;
    return typeof base === "string" && !relative.includes("://") ? base + relative : relative;
  }
}
