import { decodeText } from "../text.ts";
import { Unreadable } from "./unreadable.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** A value of a list, or of a file that holds one after the other; `undefined` for what isn't JSON. */
export interface JsonValue {
  readonly value: unknown;
  /** From 1. */
  readonly number: number;
}

/**
 * The items of a JSON list, or the values of a file with one in each line, one by one: a list of a phone's files is larger than memory likes. What
 * isn't JSON comes as `undefined`; so does a last value that is cut off, or a list without its end.
 */
export async function* jsonValues(
  chunks: AsyncIterable<Uint8Array>,
  valueBytesMax: number,
): AsyncGenerator<JsonValue> {
  const splitter = new Splitter();
  let held = new Uint8Array();
  let number = 0;
  for await (const chunk of chunks) {
    const bytes = held.length === 0 ? chunk : joined(held, chunk);
    let start = 0;
    for (let at = held.length; at < bytes.length; at++) {
      const event = splitter.next(bytes[at] ?? 0);
      if (event === "begins") start = at;
      else if (event === "ends" || event === "ends before") {
        const end = event === "ends" ? at + 1 : at;
        yield { value: parsed(bytes.subarray(start, end)), number: ++number };
        start = at + 1;
      }
    }
    held = splitter.isInside ? bytes.slice(start) : new Uint8Array();
    if (held.length > valueBytesMax) throw new Unreadable("one value is larger than a check reads");
  }
  if (splitter.isInside) yield { value: parsed(held), number: ++number };
  if (!splitter.isWhole) yield { value: undefined, number: ++number };
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decodeText(bytes));
  } catch {
    return undefined;
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}

/** Finds where values begin and end, by brackets and quotation marks. */
class Splitter {
  #depth = 0;
  #inText = false;
  #escaped = false;
  #inWord = false;
  #list: "none yet" | "open" | "closed" = "none yet";
  #sawValue = false;

  get isInside(): boolean {
    return this.#depth > 0 || this.#inText || this.#inWord;
  }

  get isWhole(): boolean {
    return this.#list !== "open";
  }

  next(byte: number): "begins" | "ends" | "ends before" | undefined {
    if (this.#inText) return this.#text(byte);
    if (this.#depth > 0) return this.#nested(byte);
    if (this.#inWord) return this.#word(byte);
    if (byte <= 0x20 || byte === 0x2c) return undefined;
    if (byte === OPEN_LIST && !this.#sawValue && this.#list === "none yet") {
      this.#list = "open";
      return undefined;
    }
    if (byte === CLOSE_LIST && this.#list === "open") {
      this.#list = "closed";
      return undefined;
    }
    this.#sawValue = true;
    if (byte === OPEN_LIST || byte === OPEN_OBJECT) this.#depth = 1;
    else if (byte === QUOTE) this.#inText = true;
    else this.#inWord = true;
    return "begins";
  }

  #text(byte: number): "ends" | undefined {
    if (this.#escaped) this.#escaped = false;
    else if (byte === BACKSLASH) this.#escaped = true;
    else if (byte === QUOTE) {
      this.#inText = false;
      return this.#depth === 0 ? "ends" : undefined;
    }
    return undefined;
  }

  #nested(byte: number): "ends" | undefined {
    if (byte === QUOTE) this.#inText = true;
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) this.#depth++;
    else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) {
      this.#depth--;
      return this.#depth === 0 ? "ends" : undefined;
    }
    return undefined;
  }

  /** A number or a name, up to what can't be part of one; of what isn't JSON the rest of the line. */
  #word(byte: number): "ends before" | undefined {
    const isEnd =
      this.#list === "open" ? byte === 0x2c || byte === CLOSE_LIST || byte === 0x0a : byte === 0x0a;
    if (!isEnd) return undefined;
    this.#inWord = false;
    if (byte === CLOSE_LIST) this.#list = "closed";
    return "ends before";
  }
}
