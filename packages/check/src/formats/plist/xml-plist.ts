import { fromBase64 } from "../../text.ts";
import { parseTime } from "../../time.ts";
import type { PlistValue } from "./value.ts";

// Comments, instructions and the document type are passed over; entities are never expanded beyond the five of XML.
const lexemes = /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!DOCTYPE[^>[]*>|<(\/?)([A-Za-z]+)[^<>]*?(\/?)>|([^<]+)/gy;

type Open =
  | { readonly kind: "array"; readonly items: PlistValue[] }
  | { readonly kind: "dict"; readonly fields: Map<string, PlistValue>; key: string | undefined };

const DEPTH_MAX = 200;
const leaves = new Set(["key", "string", "data", "date", "integer", "real"]);

/** An XML property list; `undefined` for what isn't one. */
export function parseXmlPlist(text: string): PlistValue | undefined {
  return new XmlReader().read(text.replace(/^\ufeff/, ""));
}

class XmlReader {
  readonly #open: Open[] = [];
  #result: PlistValue | undefined;
  #leaf: string | undefined;
  #text = "";

  read(text: string): PlistValue | undefined {
    lexemes.lastIndex = 0;
    while (lexemes.lastIndex < text.length) {
      const match = lexemes.exec(text);
      if (match === null) return undefined;
      const [, slash, name, empty, characters] = match;
      if (characters !== undefined) {
        if (this.#leaf !== undefined) this.#text += characters;
      } else if (name !== undefined && !this.#tag(name.toLowerCase(), slash === "/", empty === "/")) {
        return undefined;
      }
    }
    return this.#open.length === 0 ? this.#result : undefined;
  }

  #tag(name: string, closing: boolean, empty: boolean): boolean {
    if (name === "plist") return true;
    if (this.#leaf !== undefined) {
      if (!closing || name !== this.#leaf) return false;
      this.#leaf = undefined;
      return this.#finish(name, unescaped(this.#text));
    }
    if (leaves.has(name)) {
      if (closing) return false;
      if (empty) return this.#finish(name, "");
      this.#leaf = name;
      this.#text = "";
      return true;
    }
    if (name === "true" || name === "false") return closing || this.#put(name === "true");
    if (name !== "array" && name !== "dict") return false;
    if (closing) return this.#close(name);
    if (this.#open.length >= DEPTH_MAX) return false;
    this.#open.push(
      name === "array" ? { kind: name, items: [] } : { kind: name, fields: new Map(), key: undefined },
    );
    return empty ? this.#close(name) : true;
  }

  #close(name: "array" | "dict"): boolean {
    const ended = this.#open.pop();
    if (ended?.kind !== name) return false;
    return this.#put(ended.kind === "array" ? ended.items : ended.fields);
  }

  #finish(name: string, text: string): boolean {
    if (name === "key") {
      const parent = this.#open.at(-1);
      if (parent?.kind !== "dict") return false;
      parent.key = text;
      return true;
    }
    const value = leafValue(name, text);
    return value !== undefined && this.#put(value);
  }

  #put(value: PlistValue): boolean {
    const parent = this.#open.at(-1);
    if (parent === undefined) {
      if (this.#result !== undefined) return false;
      this.#result = value;
      return true;
    }
    if (parent.kind === "array") {
      parent.items.push(value);
      return true;
    }
    if (parent.key === undefined) return false;
    parent.fields.set(parent.key, value);
    parent.key = undefined;
    return true;
  }
}

function leafValue(name: string, text: string): PlistValue | undefined {
  switch (name) {
    case "string":
      return text;
    case "data":
      return fromBase64(text);
    case "date":
      return { kind: "date", ms: parseTime(text) };
    default: {
      const number = Number(text.trim());
      return Number.isFinite(number) ? number : undefined;
    }
  }
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function unescaped(text: string): string {
  if (!text.includes("&")) return text;
  return text.replaceAll(/&(#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-z]+);/g, (whole: string, name: string) => {
    if (!name.startsWith("#")) return entities[name] ?? whole;
    const point = name.startsWith("#x") ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return point <= 0x10ffff ? String.fromCodePoint(point).toWellFormed() : "\ufffd";
  });
}
