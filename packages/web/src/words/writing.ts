import { directionOf, localeOf, sizeIn, type Language } from "./language.ts";
import { format, writerIn, type Text, type Value } from "./message-format.ts";

/** How every page writes in a language, whatever its catalogue. */
export interface Writing {
  readonly language: Language;
  /** The device's variety of the language when it has one, for digits and dates. */
  readonly locale: string;
  readonly direction: "ltr" | "rtl";
  readonly number: (value: number) => string;
  /** "12 MB" */
  readonly size: (bytes: number) => string;
  /** "3 May 2026" */
  readonly date: (atMs: number) => string;
  /** "3 May 2026 at 14:05", by this device's clock. */
  readonly dateAndTime: (atMs: number) => string;
  /** "Amina and Omar" */
  readonly list: (names: readonly string[]) => string;
}

/** Writes the text of a key; a key without a text stands for itself. */
export type Write = (key: string, params: Readonly<Record<string, Value>> | undefined) => string;

/** A language's writing, and its catalogue's texts. Pages give `write` the types of their own keys. */
export function writingIn(
  language: Language,
  texts: Readonly<Record<string, Text>>,
  preferred: readonly string[],
): { readonly writing: Writing; readonly write: Write } {
  const locale = localeOf(language, preferred);
  const writer = writerIn(locale);
  const date = new Intl.DateTimeFormat(locale, { dateStyle: "long" });
  const dateAndTime = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short" });
  const list = new Intl.ListFormat(locale, { type: "conjunction" });
  return {
    writing: {
      language,
      locale,
      direction: directionOf(language),
      number: (value) => writer.numbers.format(value),
      size: (bytes) => sizeIn(locale, bytes),
      date: (atMs) => date.format(atMs),
      dateAndTime: (atMs) => dateAndTime.format(atMs),
      list: (names) => list.format(names),
    },
    write: (key, params) => format(texts[key] ?? key, params ?? {}, writer),
  };
}
