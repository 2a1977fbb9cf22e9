// What others wrote is shown as text and nothing else. These functions take away what could disturb or
// deceive around it: overrides of the writing direction, floods of combining or invisible characters.

/** Embeddings, overrides and isolates. Marks (LRM, RLM, ALM) stay: Arabic and Hebrew need them. */
const DIRECTION_OVERRIDES = /[\u202A-\u202E\u2066-\u2069]/gu;
/** Control characters but tab and line feed; object and annotation placeholders. */
const CONTROL = "\\u0000-\\u0008\\u000B-\\u001F\\u007F-\\u009F\\uFFF9-\\uFFFC";
const CONTROLS = new RegExp(`[${CONTROL}]`, "gu");
const LINE_BREAKS = /\r\n?|[\v\f\u0085\u2028\u2029]/gu;
/** No script stacks more marks on one letter than this. */
const MARKS_MAX = 6;
const MARK_FLOOD = new RegExp(`(\\p{M}{${MARKS_MAX}})\\p{M}+`, "gu");
/** Characters without a shape; one has its uses (joining letters, breaking words), a row of them has none. */
const INVISIBLE =
  "\\u00AD\\u034F\\u061C\\u115F\\u1160\\u17B4\\u17B5\\u180B-\\u180E\\u200B-\\u200F\\u2060-\\u2065\\u206A-\\u206F\\u2800\\u3164\\uFEFF\\uFFA0";
const INVISIBLE_RUN = new RegExp(`([${INVISIBLE}])[${INVISIBLE}]+`, "gu");
/** Flags of regions are spelt with up to six of these after a black flag; a longer row hides something. */
const TAG_FLOOD = /([\u{E0020}-\u{E007F}]{7})[\u{E0000}-\u{E007F}]+/gu;
const BLANK_LINES = /\n(?:[^\S\n]*\n){2,}/gu;

/** A message's text as it is shown. */
export function shownText(raw: string): string {
  return raw
    .replaceAll(LINE_BREAKS, "\n")
    .replaceAll(DIRECTION_OVERRIDES, "")
    .replaceAll(CONTROLS, "")
    .replaceAll(MARK_FLOOD, "$1")
    .replaceAll(INVISIBLE_RUN, "$1")
    .replaceAll(TAG_FLOOD, "$1")
    .replaceAll(BLANK_LINES, "\n\n");
}

/** A text that stands in one line: a name, the last message in the list. */
export function oneLine(raw: string): string {
  return shownText(raw).replaceAll(/\s+/gu, " ").trim();
}

/** The first `max` characters as people count them, and an ellipsis when something is left out. */
export function shortened(text: string, max: number): string {
  // No character that people see has more than a few dozen units; most texts end here.
  if (text.length <= max) return text;
  let taken = "";
  let count = 0;
  for (const { segment } of graphemes.segment(text.slice(0, max * 16))) {
    if (count === max) return `${taken}…`;
    taken += segment;
    count += 1;
  }
  return taken;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** How many code points a text has, as the protocol's limits count. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** The first letters of up to two words, for the round mark beside a name. */
export function initials(name: string): string {
  const words = oneLine(name)
    .split(" ")
    .map((word) => word.replaceAll(/^[^\p{L}\p{N}]+/gu, ""))
    .filter((word) => word !== "");
  const [first, last] = [words[0], words.length > 1 ? words.at(-1) : undefined];
  return `${firstLetter(first)}${firstLetter(last)}`;
}

function firstLetter(word: string | undefined): string {
  if (word === undefined) return "";
  for (const { segment } of graphemes.segment(word)) return segment.toLocaleUpperCase();
  return "";
}
