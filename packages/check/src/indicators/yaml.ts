// The part of YAML 1.2 that indicator indexes are written in: block mappings and sequences, plain and quoted
// scalars, comments. No anchors, tags, flow collections of more than `[]` and `{}`, or block scalars: a file with those is
// refused rather than misread.

export type YamlValue = string | readonly YamlValue[] | ReadonlyMap<string, YamlValue>;

interface Line {
  readonly indent: number;
  readonly text: string;
}

const DEPTH_MAX = 32;
const LINE_LENGTH_MAX = 4096;

/** `undefined` for what lies outside that part. */
export function parseYaml(text: string): YamlValue | undefined {
  const lines: Line[] = [];
  for (const raw of text.split("\n")) {
    const line = raw.replace(/\r$/, "");
    const body = line.trim();
    if (body === "" || body.startsWith("#") || body === "---" || body === "...") continue;
    if (line.length > LINE_LENGTH_MAX || line.trimStart().length < line.replace(/^ +/, "").length)
      return undefined;
    lines.push({ indent: line.length - line.trimStart().length, text: withoutComment(body) });
  }
  if (lines.length === 0) return undefined;
  const reader = new YamlReader(lines);
  const value = reader.block(lines[0]?.indent ?? 0, 0);
  return value !== undefined && reader.atEnd ? value : undefined;
}

class YamlReader {
  readonly #lines: Line[];
  #at = 0;

  constructor(lines: Line[]) {
    this.#lines = lines;
  }

  get atEnd(): boolean {
    return this.#at === this.#lines.length;
  }

  block(indent: number, depth: number): YamlValue | undefined {
    const line = this.#lines[this.#at];
    if (line === undefined || line.indent !== indent || depth > DEPTH_MAX) return undefined;
    if (isItem(line.text)) return this.#sequence(indent, depth);
    if (keyOf(line.text) === undefined) return this.#scalarLine(line);
    return this.#mapping(indent, depth);
  }

  #scalarLine(line: Line): YamlValue | undefined {
    this.#at++;
    return scalar(line.text);
  }

  #sequence(indent: number, depth: number): YamlValue | undefined {
    const items: YamlValue[] = [];
    for (;;) {
      const line = this.#lines[this.#at];
      if (line === undefined || line.indent < indent) return items;
      if (line.indent > indent || !isItem(line.text)) return line.indent === indent ? items : undefined;
      const rest = line.text.slice(1).trimStart();
      let value: YamlValue | undefined;
      if (rest === "") {
        this.#at++;
        value = this.#nested(indent, depth);
      } else {
        // What follows the dash is a line of its own, indented to where it stands.
        const inner = indent + line.text.length - rest.length;
        this.#lines[this.#at] = { indent: inner, text: rest };
        value = this.block(inner, depth + 1);
      }
      if (value === undefined) return undefined;
      items.push(value);
    }
  }

  #mapping(indent: number, depth: number): YamlValue | undefined {
    const fields = new Map<string, YamlValue>();
    for (;;) {
      const line = this.#lines[this.#at];
      if (line === undefined || line.indent < indent) return fields;
      const key = line.indent === indent && !isItem(line.text) ? keyOf(line.text) : undefined;
      if (key === undefined || fields.has(key.name)) return undefined;
      this.#at++;
      const value = key.rest === "" ? this.#nested(indent, depth) : scalar(key.rest);
      if (value === undefined) return undefined;
      fields.set(key.name, value);
    }
  }

  /** A block below a bare `key:` or `-`; sequences may stand at the key's own indent. */
  #nested(indent: number, depth: number): YamlValue | undefined {
    const next = this.#lines[this.#at];
    if (next === undefined || next.indent < indent) return "";
    if (next.indent > indent) return this.block(next.indent, depth + 1);
    return isItem(next.text) && this.#previousIsKey() ? this.block(indent, depth + 1) : "";
  }

  #previousIsKey(): boolean {
    const before = this.#lines[this.#at - 1];
    return before !== undefined && !isItem(before.text);
  }
}

function isItem(text: string): boolean {
  return text === "-" || text.startsWith("- ");
}

function keyOf(text: string): { readonly name: string; readonly rest: string } | undefined {
  const [, quoted, plain, rest = ""] =
    /^(?:"([^"\\]*)"|([^\s"'[\]{}&*!|>%@`,#][^:]*?))\s*:(?:\s+(.*))?$/.exec(text) ?? [];
  const name = quoted ?? plain;
  return name === undefined ? undefined : { name, rest: rest.trim() };
}

function scalar(text: string): YamlValue | undefined {
  if (text === "[]") return [];
  if (text === "{}") return new Map();
  const double = /^"((?:[^"\\]|\\.)*)"$/.exec(text)?.[1];
  if (double !== undefined) return double.replaceAll(/\\(.)/g, "$1");
  const single = /^'((?:[^']|'')*)'$/.exec(text)?.[1];
  if (single !== undefined) return single.replaceAll("''", "'");
  return /^[[\]{}&*!|>%@`"']/.test(text) ? undefined : text;
}

function withoutComment(text: string): string {
  if (/^["']/.test(text) || !text.includes(" #")) return text;
  const quoted = /^(?:[^"'#]|"[^"]*"|'[^']*')*?(?=\s#)/.exec(text)?.[0];
  return (quoted ?? text).trimEnd();
}

/** A field of a mapping. */
export function yamlField(value: YamlValue | undefined, name: string): YamlValue | undefined {
  return value instanceof Map ? mapped(value, name) : undefined;
}

function mapped(value: ReadonlyMap<string, YamlValue>, name: string): YamlValue | undefined {
  return value.get(name);
}

/** The texts of a sequence, or a single one as a list. */
export function yamlTexts(value: YamlValue | undefined): readonly string[] {
  if (typeof value === "string") return value === "" ? [] : [value];
  return yamlItems(value).filter((item) => typeof item === "string");
}

export function yamlItems(value: YamlValue | undefined): readonly YamlValue[] {
  return isItems(value) ? value : [];
}

function isItems(value: YamlValue | undefined): value is readonly YamlValue[] {
  return Array.isArray(value);
}
