import { err, ok, type Result } from "@bridle/protocol";

/** An equality that alone suffices for its pattern: `type:path = 'value'`. The path is lower-cased, quotes removed. */
export interface Equality {
  readonly path: string;
  readonly value: string;
}

/** A pattern's usable alternatives, or why none of it may be used. */
export type PatternRefusal = "syntax" | "conjunction" | "operator" | "qualifier" | "not text";

type Token =
  | { readonly kind: "word" | "symbol" | "path" | "literal"; readonly text: string }
  | { readonly kind: "text"; readonly text: string };

// STIX 2.1 §9.4 (grammar): string, object path, keyword, number or other literal, comparison, punctuation.
const lexemes =
  /\s+|\/\*[\s\S]*?\*\/|'((?:[^'\\]|\\['\\])*)'|([A-Za-z][A-Za-z0-9-]*:[A-Za-z_][\w-]*(?:\.(?:[\w-]+|'[^'\\]*')|\[(?:\*|-?\d+)\])*)|([A-Z]+)(?![\w'])|([htb]'[^']*'|-?\d+(?:\.\d+)?|true|false)|(!=|<>|<=|>=|==|[=<>()[\],])/gy;

const PATTERN_LENGTH_MAX = 64 * 1024;

/**
 * Reads a STIX pattern. Only what can be decided from one record is used: equalities, `IN`, and `OR` between
 * them. A pattern that needs two things at once, a comparison or a time window is refused whole, and counted.
 */
export function equalitiesOf(pattern: string): Result<readonly Equality[], PatternRefusal> {
  const tokens = pattern.length > PATTERN_LENGTH_MAX ? undefined : tokensOf(pattern);
  return tokens === undefined ? err("syntax") : new Reader(tokens).pattern();
}

function tokensOf(pattern: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  lexemes.lastIndex = 0;
  while (lexemes.lastIndex < pattern.length) {
    const match = lexemes.exec(pattern);
    if (match === null) return undefined;
    const [, text, path, word, literal, symbol] = match;
    if (text !== undefined) tokens.push({ kind: "text", text: text.replaceAll(/\\(['\\])/g, "$1") });
    else if (path !== undefined) tokens.push({ kind: "path", text: path });
    else if (word !== undefined) tokens.push({ kind: "word", text: word });
    else if (literal !== undefined) tokens.push({ kind: "literal", text: literal });
    else if (symbol !== undefined) tokens.push({ kind: "symbol", text: symbol });
  }
  return tokens;
}

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  pattern(): Result<readonly Equality[], PatternRefusal> {
    const found: Equality[] = [];
    for (;;) {
      if (!this.#takes("symbol", "[")) return err(this.#sawQualifier() ? "qualifier" : "syntax");
      const refusal = this.#comparisons(found, "]");
      if (refusal !== undefined) return err(refusal);
      if (this.#at === this.#tokens.length) return ok(found);
      if (this.#takes("word", "OR")) continue;
      const next = this.#tokens[this.#at]?.text;
      return err(next === "AND" || next === "FOLLOWEDBY" ? "conjunction" : "qualifier");
    }
  }

  #comparisons(found: Equality[], closing: string): PatternRefusal | undefined {
    let depth = 0;
    for (;;) {
      while (this.#takes("symbol", "(")) if (++depth > 64) return "syntax";
      const refusal = this.#comparison(found);
      if (refusal !== undefined) return refusal;
      while (depth > 0 && this.#takes("symbol", ")")) depth--;
      if (this.#takes("word", "OR")) continue;
      if (this.#takes("word", "AND")) return "conjunction";
      return depth === 0 && this.#takes("symbol", closing) ? undefined : "syntax";
    }
  }

  #comparison(found: Equality[]): PatternRefusal | undefined {
    const path = this.#tokens[this.#at];
    if (path?.kind !== "path") return path?.text === "NOT" ? "operator" : "syntax";
    this.#at++;
    const add = (value: string): void =>
      void found.push({ path: path.text.replaceAll("'", "").toLowerCase(), value });
    const operator = this.#tokens[this.#at++];
    if (operator?.text === "IN") return this.#set(add);
    if (operator?.text !== "=" && operator?.text !== "==") {
      return operator === undefined || operator.kind === "text" ? "syntax" : "operator";
    }
    return this.#value(add);
  }

  #set(add: (value: string) => void): PatternRefusal | undefined {
    if (!this.#takes("symbol", "(")) return "syntax";
    do {
      const refusal = this.#value(add);
      if (refusal !== undefined) return refusal;
    } while (this.#takes("symbol", ","));
    return this.#takes("symbol", ")") ? undefined : "syntax";
  }

  #value(add: (value: string) => void): PatternRefusal | undefined {
    const token = this.#tokens[this.#at++];
    if (token?.kind === "literal") return "not text";
    if (token?.kind !== "text") return "syntax";
    add(token.text);
    return undefined;
  }

  #takes(kind: Token["kind"], text: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind !== kind || token.text !== text) return false;
    this.#at++;
    return true;
  }

  #sawQualifier(): boolean {
    return ["WITHIN", "REPEATS", "START"].includes(this.#tokens[this.#at]?.text ?? "");
  }
}
