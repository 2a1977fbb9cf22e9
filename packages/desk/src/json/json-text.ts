import { err, ok, type Result } from "@bridle/protocol";

/** JSON as read: an object is a map, so that no name in it means anything to the language. */
export type Json = null | boolean | number | string | readonly Json[] | ReadonlyMap<string, Json>;

/** Where reading stopped, counted from 1, and what stood there instead of what was expected. */
export interface JsonFault {
  readonly line: number;
  readonly column: number;
  readonly what: string;
}

export const jsonLimits = {
  /** Characters of a whole text. */
  lengthMax: 1024 * 1024,
  /** Objects and lists inside each other. */
  depthMax: 32,
} as const;

/**
 * Reads the part of JSON (RFC 8259) in which two readers can't disagree: no name twice in an object, whole numbers that every
 * reader holds exactly, no half of a surrogate pair (I-JSON, RFC 7493). Total and bounded.
 */
export function readJson(text: string): Result<Json, JsonFault> {
  if (text.length > jsonLimits.lengthMax) {
    return err({ line: 1, column: 1, what: `more than ${jsonLimits.lengthMax} characters` });
  }
  return new JsonReader(text).whole();
}

const blank = /[ \t\n\r]*/y;
// Anything from the space on but the quote and the backslash, which stand escaped.
const stringToken = /"(?:[ !#-[\]-\u{10ffff}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const numberToken = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const wordToken = /true|false|null/y;
const words: Readonly<Record<string, null | boolean>> = { true: true, false: false, null: null };

/** Thrown and caught in this file only: a reader that returns at each step would be all returning. */
class Stop extends Error {}

class JsonReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): Result<Json, JsonFault> {
    try {
      this.#skip();
      const value = this.#value(0);
      this.#skip();
      if (this.#at < this.#text.length) this.#stop("something after the end");
      return ok(value);
    } catch (thrown) {
      if (!(thrown instanceof Stop)) throw thrown;
      return err({ ...this.#place(), what: thrown.message });
    }
  }

  #value(depth: number): Json {
    if (depth > jsonLimits.depthMax) this.#stop("too many levels");
    const first = this.#text.charAt(this.#at);
    if (first === "{") return this.#object(depth);
    if (first === "[") return this.#list(depth);
    if (first === '"') return this.#string();
    const word = this.#token(wordToken);
    if (word !== undefined) return words[word] ?? null;
    return this.#number();
  }

  #object(depth: number): Json {
    const fields = new Map<string, Json>();
    this.#at++;
    this.#skip();
    if (this.#takes("}")) return fields;
    for (;;) {
      const start = this.#at;
      const name = this.#string();
      if (fields.has(name)) this.#stop(`the name ${JSON.stringify(name)} twice`, start);
      this.#skip();
      if (!this.#takes(":")) this.#stop("no colon after a name");
      this.#skip();
      fields.set(name, this.#value(depth + 1));
      this.#skip();
      if (this.#takes("}")) return fields;
      if (!this.#takes(",")) this.#stop("neither a comma nor the end of an object");
      this.#skip();
    }
  }

  #list(depth: number): Json {
    const items: Json[] = [];
    this.#at++;
    this.#skip();
    if (this.#takes("]")) return items;
    for (;;) {
      items.push(this.#value(depth + 1));
      this.#skip();
      if (this.#takes("]")) return items;
      if (!this.#takes(",")) this.#stop("neither a comma nor the end of a list");
      this.#skip();
    }
  }

  #string(): string {
    const start = this.#at;
    const token = this.#token(stringToken);
    if (token === undefined) this.#stop("no text in quotes");
    const text: unknown = JSON.parse(token ?? "");
    if (typeof text === "string" && text.isWellFormed()) return text;
    return this.#stop("half of a surrogate pair", start);
  }

  #number(): number {
    const start = this.#at;
    const token = this.#token(numberToken);
    if (token === undefined) this.#stop("no JSON value");
    const value = Number(token);
    if (!Number.isSafeInteger(value) || token !== String(value)) this.#stop("no whole number", start);
    return value;
  }

  #token(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const token = pattern.exec(this.#text)?.[0];
    if (token !== undefined) this.#at += token.length;
    return token;
  }

  #takes(character: string): boolean {
    if (this.#text.charAt(this.#at) !== character) return false;
    this.#at++;
    return true;
  }

  #skip(): void {
    this.#token(blank);
  }

  #stop(what: string, at = this.#at): never {
    this.#at = at;
    throw new Stop(what);
  }

  #place(): { readonly line: number; readonly column: number } {
    const before = this.#text.slice(0, this.#at).split("\n");
    return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  }
}
