import { toHex } from "@bridle/protocol";
import { decodeText } from "../text.ts";

/** An element of Android's binary XML. Attribute values are texts; byte strings come as hexadecimal. */
export interface AbxElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly AbxElement[];
  readonly text: string;
}

interface Open {
  readonly name: string;
  readonly attributes: Map<string, string>;
  readonly children: AbxElement[];
  text: string;
}

const ELEMENTS_MAX = 200_000;
const DEPTH_MAX = 200;

/**
 * Reads ABX (`ABX\0`, then tokens: the low half names the event, the high half the type of its value; interned
 * strings). `undefined` for damage. Layout: AOSP `BinaryXmlSerializer`.
 */
export function parseAbx(bytes: Uint8Array): AbxElement | undefined {
  if (bytes.length < 5 || decodeText(bytes.subarray(0, 3)) !== "ABX" || bytes[3] !== 0) return undefined;
  return new AbxReader(bytes).read();
}

class AbxReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #interned: string[] = [];
  #at = 4;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  read(): AbxElement | undefined {
    const root: Open = { name: "", attributes: new Map(), children: [], text: "" };
    const stack: Open[] = [root];
    let elements = 0;
    while (this.#at < this.#bytes.length) {
      const token = this.#bytes[this.#at++] ?? 0;
      const [event, type] = [token & 15, token >> 4];
      if (event === 1) return root.children[0];
      const top = stack.at(-1);
      if (top === undefined) return undefined;
      if (event === 2) {
        const name = this.#value(type);
        if (name === undefined || ++elements > ELEMENTS_MAX || stack.length > DEPTH_MAX) return undefined;
        const open: Open = { name, attributes: new Map(), children: [], text: "" };
        top.children.push(open);
        stack.push(open);
      } else if (event === 15) {
        const name = this.#internedText();
        const value = name === undefined ? undefined : this.#value(type);
        if (name === undefined || value === undefined) return undefined;
        top.attributes.set(name, value);
      } else {
        const value = this.#value(type);
        if (value === undefined) return undefined;
        if (event === 3) stack.pop();
        else if (event === 4 || event === 5) top.text += value;
      }
    }
    return root.children[0];
  }

  #value(type: number): string | undefined {
    switch (type) {
      case 0:
      case 1:
        return "";
      case 2:
        return this.#text();
      case 3:
        return this.#internedText();
      case 4:
      case 5:
        return this.#blob();
      case 6:
      case 7:
        return this.#number(4, (at) => String(this.#view.getInt32(at)));
      case 8:
      case 9:
        return this.#number(8, (at) => String(this.#view.getBigInt64(at)));
      case 10:
        return this.#number(4, (at) => String(this.#view.getFloat32(at)));
      case 11:
        return this.#number(8, (at) => String(this.#view.getFloat64(at)));
      case 12:
        return "true";
      case 13:
        return "false";
      default:
        return undefined;
    }
  }

  #number(size: number, read: (at: number) => string): string | undefined {
    if (this.#at + size > this.#bytes.length) return undefined;
    const value = read(this.#at);
    this.#at += size;
    return value;
  }

  #take(): Uint8Array | undefined {
    if (this.#at + 2 > this.#bytes.length) return undefined;
    const end = this.#at + 2 + this.#view.getUint16(this.#at);
    if (end > this.#bytes.length) return undefined;
    const part = this.#bytes.subarray(this.#at + 2, end);
    this.#at = end;
    return part;
  }

  #text(): string | undefined {
    const bytes = this.#take();
    return bytes === undefined ? undefined : decodeText(bytes);
  }

  #internedText(): string | undefined {
    if (this.#at + 2 > this.#bytes.length) return undefined;
    const index = this.#view.getUint16(this.#at);
    this.#at += 2;
    if (index !== 0xffff) return this.#interned[index];
    const text = this.#text();
    if (text !== undefined && this.#interned.length < 0xffff) this.#interned.push(text);
    return text;
  }

  #blob(): string | undefined {
    const bytes = this.#take();
    return bytes === undefined ? undefined : toHex(bytes);
  }
}
