/** The part of a found message around what was searched for. */
export interface Excerpt {
  readonly before: string;
  readonly match: string;
  readonly after: string;
}

const BEFORE_MAX = 24;
const AFTER_MAX = 120;

/** Cuts a text around the first place where the query, or its first word, stands; from the start otherwise. */
export function excerptAround(text: string, query: string): Excerpt {
  const lower = text.toLocaleLowerCase();
  const tried = [query, ...query.split(/\s+/u)].map((part) => part.toLocaleLowerCase());
  const wanted = tried.find((part) => part !== "" && lower.includes(part));
  // A few letters change their length in lower case; then the place can't be marked exactly.
  if (wanted === undefined || lower.length !== text.length) {
    return { before: text.slice(0, BEFORE_MAX + AFTER_MAX), match: "", after: "" };
  }
  const at = lower.indexOf(wanted);
  const from = wordStart(text, at - BEFORE_MAX);
  return {
    before: `${from > 0 ? "…" : ""}${text.slice(from, at)}`,
    match: text.slice(at, at + wanted.length),
    after: text.slice(at + wanted.length, at + wanted.length + AFTER_MAX),
  };
}

function wordStart(text: string, from: number): number {
  if (from <= 0) return 0;
  const space = text.indexOf(" ", from);
  return space === -1 || space > from + BEFORE_MAX ? from : space + 1;
}
