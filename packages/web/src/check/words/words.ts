import { reportWords, type ReportWords } from "@bridle/check";
import { createContext, useContext } from "react";
import { shownText } from "../../text/plain-text.ts";
import { directionOf, localeOf, sizeIn, type Language } from "../../words/language.ts";
import { format, type Text, type Value } from "../../words/message-format.ts";
import { ar } from "./ar/index.ts";
import type { Arguments, Catalogue, Key } from "./catalogue.ts";
import { en } from "./en/index.ts";

export type { PlainKey } from "./catalogue.ts";

/** Everything that the device check writes in a language. Both languages come with the page: later it may load nothing. */
export interface CheckWords {
  readonly language: Language;
  readonly locale: string;
  readonly direction: "ltr" | "rtl";
  readonly t: <K extends Key>(key: K, ...args: Arguments<K>) => string;
  readonly number: (value: number) => string;
  /** "12 MB" */
  readonly size: (bytes: number) => string;
  /** "3 May 2026" */
  readonly date: (atMs: number) => string;
  /** "3 May 2026, 14:05", local time. */
  readonly dateAndTime: (atMs: number) => string;
  /** "Amina and Omar" */
  readonly list: (names: readonly string[]) => string;
  /** The check's own texts: answers, findings, reasons, names of modules. */
  readonly report: ReportWords;
}

const catalogues: Readonly<Record<Language, Catalogue>> = { en, ar };

export function checkWords(language: Language, preferred: readonly string[]): CheckWords {
  const locale = localeOf(language, preferred);
  const writer = { plurals: new Intl.PluralRules(locale), numbers: new Intl.NumberFormat(locale) };
  const texts: Readonly<Record<string, Text>> = catalogues[language];
  const date = new Intl.DateTimeFormat(locale, { dateStyle: "long" });
  const dateAndTime = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short" });
  return {
    language,
    locale,
    direction: directionOf(language),
    t: (key, ...args) => {
      const params: Readonly<Record<string, Value>> = args[0] ?? {};
      return format(texts[key] ?? key, params, writer);
    },
    number: (value) => writer.numbers.format(value),
    size: (bytes) => sizeIn(locale, bytes),
    date: (atMs) => date.format(atMs),
    dateAndTime: (atMs) => dateAndTime.format(atMs),
    list: (names) => new Intl.ListFormat(locale, { type: "conjunction" }).format(names),
    report: reportWords(language, shownText),
  };
}

const WordsContext = createContext<CheckWords | undefined>(undefined);
export const WordsProvider = WordsContext.Provider;

export function useWords(): CheckWords {
  const words = useContext(WordsContext);
  if (words === undefined) throw new Error("a part of the page stands outside the words");
  return words;
}
