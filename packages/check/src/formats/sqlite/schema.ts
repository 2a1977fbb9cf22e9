/** A table as its `CREATE` statement declares it. */
export interface Table {
  readonly name: string;
  readonly rootPage: number;
  /** In storage order: that of the declaration, or primary key first without rowids. */
  readonly columns: readonly string[];
  /** The column that is another name for the rowid. */
  readonly rowidColumn: string | undefined;
  readonly withoutRowid: boolean;
}

const tokens =
  /\s+|--[^\n]*|\/\*[\s\S]*?\*\/|"((?:[^"]|"")*)"|`((?:[^`]|``)*)`|\[([^\]]*)\]|'((?:[^']|'')*)'|([\p{L}_][\p{L}\p{N}_$]*)|([0-9][\w.]*)|([^\s])/gu;

interface Word {
  readonly text: string;
  readonly quoted: boolean;
}

const tableConstraints = new Set(["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"]);
const STATEMENT_LENGTH_MAX = 256 * 1024;

/** Reads a `CREATE TABLE` statement; `undefined` for views, virtual tables and what can't be understood. */
export function parseCreateTable(sql: string, place: Pick<Table, "name" | "rootPage">): Table | undefined {
  if (sql.length > STATEMENT_LENGTH_MAX) return undefined;
  const words = wordsOf(sql);
  const open = words.findIndex(({ text, quoted }) => text === "(" && !quoted);
  if (open === -1 || words[1]?.text.toUpperCase() === "VIRTUAL") return undefined;
  const { parts, end } = partsFrom(words, open + 1);
  const columns: string[] = [];
  let key: readonly string[] = [];
  let rowidColumn: string | undefined;
  for (const part of parts) {
    const [first] = part;
    if (first === undefined) continue;
    const upper = part.map(({ text, quoted }) => (quoted ? "" : text.toUpperCase()));
    if (tableConstraints.has(upper[0] ?? "")) {
      if (upper.includes("PRIMARY")) key = namesBehindKey(part, upper);
      continue;
    }
    columns.push(first.text);
    const primary = upper.indexOf("PRIMARY");
    if (primary === -1 || upper[primary + 1] !== "KEY") continue;
    key = [first.text];
    if (upper[1] === "INTEGER" && primary >= 2 && upper[primary + 2] !== "DESC") rowidColumn = first.text;
  }
  const rest = words.slice(end).map(({ text }) => text.toUpperCase());
  const withoutRowid = rest.includes("WITHOUT") && rest.includes("ROWID");
  if (!withoutRowid && rowidColumn === undefined && key.length === 1) {
    rowidColumn = integerKey(parts, key[0] ?? "");
  }
  const storage = withoutRowid
    ? [...key, ...columns.filter((column) => !key.some((name) => sameName(name, column)))]
    : columns;
  return { ...place, columns: storage, rowidColumn: withoutRowid ? undefined : rowidColumn, withoutRowid };
}

/** SQLite compares names without regard to ASCII case. */
export function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function wordsOf(sql: string): readonly Word[] {
  const words: Word[] = [];
  for (const [, double, back, bracket, single, plain, number, other] of sql.matchAll(tokens)) {
    const quoted = double?.replaceAll('""', '"') ?? back?.replaceAll("``", "`") ?? bracket ?? single;
    if (quoted !== undefined) words.push({ text: quoted, quoted: true });
    else {
      const text = plain ?? number ?? other;
      if (text !== undefined) words.push({ text, quoted: false });
    }
  }
  return words;
}

/** The comma-separated parts up to the closing bracket. */
function partsFrom(words: readonly Word[], from: number): { readonly parts: Word[][]; readonly end: number } {
  const parts: Word[][] = [[]];
  let depth = 0;
  for (let at = from; at < words.length; at++) {
    const word = words[at];
    if (word === undefined) break;
    const mark = word.quoted ? "" : word.text;
    if (mark === "(") depth++;
    if (mark === ")" && depth-- === 0) return { parts, end: at + 1 };
    if (mark === "," && depth === 0) parts.push([]);
    else parts.at(-1)?.push(word);
  }
  return { parts, end: words.length };
}

function namesBehindKey(part: readonly Word[], upper: readonly string[]): readonly string[] {
  const open = part.findIndex(({ text }, index) => text === "(" && index > upper.indexOf("PRIMARY"));
  if (open === -1) return [];
  return partsFrom(part, open + 1).parts.flatMap(([name]) => (name === undefined ? [] : [name.text]));
}

function integerKey(parts: readonly (readonly Word[])[], key: string): string | undefined {
  const column = parts.find(([first]) => first !== undefined && sameName(first.text, key));
  return column?.[1]?.text.toUpperCase() === "INTEGER" ? column[0]?.text : undefined;
}
