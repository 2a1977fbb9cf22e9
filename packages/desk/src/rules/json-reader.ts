import { assembled, err, ok, type Result } from "@bridle/protocol";

// Reads JSON that people wrote. Closed: what a reader doesn't name is refused, so that a misspelt field never
// passes for an absent one. Errors name the place as a path, never the value.

class Unreadable extends Error {}

/** One place in a document. Every method refuses by an exception that `readJson` turns into a value. */
export class JsonPlace {
  readonly path: string;
  readonly #value: unknown;

  constructor(value: unknown, path: string) {
    this.#value = value;
    this.path = path;
  }

  refuse(expected: string): never {
    throw new Unreadable(`${this.path === "" ? "the document" : this.path}: expected ${expected}`);
  }

  text(max: number): string {
    const value = this.#value;
    if (typeof value !== "string" || value === "" || value.length > max) {
      return this.refuse(`a text of 1 to ${max} characters`);
    }
    return value;
  }

  number(min: number, max: number): number {
    const value = this.#value;
    if (typeof value !== "number" || !(value >= min && value <= max)) {
      return this.refuse(`a number from ${min} to ${max}`);
    }
    return value;
  }

  whole(min: number, max: number): number {
    const value = this.number(min, max);
    return Number.isInteger(value) ? value : this.refuse("a whole number");
  }

  yes(): true {
    return this.#value === true ? true : this.refuse("true, or nothing");
  }

  oneOf<const Name extends string>(names: readonly Name[]): Name {
    const found = names.find((name) => name === this.#value);
    return found ?? this.refuse(`one of ${names.join(", ")}`);
  }

  list<Item>(max: number, read: (item: JsonPlace) => Item): readonly Item[] {
    const value: unknown = this.#value;
    if (!Array.isArray(value) || value.length > max) return this.refuse(`a list of at most ${max}`);
    return value.map((item: unknown, index) => read(new JsonPlace(item, `${this.path}[${index}]`)));
  }

  /** The fields of an object that has all of `required` and none but those and `optional`. */
  fields<const Required extends string, const Optional extends string = never>(
    required: readonly Required[],
    optional: readonly Optional[] = [],
  ): Readonly<Record<Required, JsonPlace> & Partial<Record<Optional, JsonPlace>>> {
    const value = this.#value;
    if (typeof value !== "object" || value === null || Array.isArray(value)) return this.refuse("an object");
    const places: Record<string, JsonPlace> = {};
    const known: readonly string[] = [...required, ...optional];
    for (const [name, field] of Object.entries(value)) {
      if (!known.includes(name)) new JsonPlace(field, this.#under(name)).refuse("no such field");
      places[name] = new JsonPlace(field, this.#under(name));
    }
    for (const name of required) {
      if (places[name] === undefined) new JsonPlace(undefined, this.#under(name)).refuse("it to be there");
    }
    return assembled(places);
  }

  /** The entries of an object used as a map. */
  entries(max: number): readonly (readonly [string, JsonPlace])[] {
    const value = this.#value;
    if (typeof value !== "object" || value === null || Array.isArray(value)) return this.refuse("an object");
    const all = Object.entries(value);
    if (all.length > max) return this.refuse(`at most ${max} entries`);
    return all.map(([name, field]) => [name, new JsonPlace(field, this.#under(name))] as const);
  }

  #under(name: string): string {
    return this.path === "" ? name : `${this.path}.${name}`;
  }
}

/** Runs a reader over a parsed document; an error says where and what was expected. */
export function readJson<T>(document: unknown, read: (place: JsonPlace) => T): Result<T, string> {
  try {
    return ok(read(new JsonPlace(document, "")));
  } catch (thrown) {
    if (thrown instanceof Unreadable) return err(thrown.message);
    throw thrown;
  }
}
