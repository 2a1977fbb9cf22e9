import { createContext, useContext } from "react";
import { directionOf, localeOf, type Language } from "../../words/language.ts";
import { format, type Text, type Value } from "../../words/message-format.ts";
import { ar } from "./ar/index.ts";
import type { Arguments, Catalogue, Key } from "./catalogue.ts";
import { en } from "./en/index.ts";

/** Everything that the desk's pages write in a language. */
export interface DeskWords {
  readonly language: Language;
  readonly locale: string;
  readonly direction: "ltr" | "rtl";
  readonly t: <K extends Key>(key: K, ...args: Arguments<K>) => string;
  readonly number: (value: number) => string;
  /** "3 May 2026" */
  readonly date: (atMs: number) => string;
  /** "3 May 2026, 14:05" */
  readonly dateAndTime: (atMs: number) => string;
  /** "Ada and Omar" */
  readonly list: (names: readonly string[]) => string;
}

const catalogues: Readonly<Record<Language, Catalogue>> = { en, ar };

export function deskWords(language: Language, preferred: readonly string[]): DeskWords {
  const locale = localeOf(language, preferred);
  const writer = { plurals: new Intl.PluralRules(locale), numbers: new Intl.NumberFormat(locale) };
  const texts: Readonly<Record<string, Text>> = catalogues[language];
  const date = new Intl.DateTimeFormat(locale, { dateStyle: "long" });
  const dateAndTime = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
  return {
    language,
    locale,
    direction: directionOf(language),
    t: (key, ...args) => {
      const params: Readonly<Record<string, Value>> = args[0] ?? {};
      return format(texts[key] ?? key, params, writer);
    },
    number: (value) => writer.numbers.format(value),
    date: (atMs) => date.format(atMs),
    dateAndTime: (atMs) => dateAndTime.format(atMs),
    list: (names) => new Intl.ListFormat(locale, { type: "conjunction" }).format(names),
  };
}

const WordsContext = createContext<DeskWords | undefined>(undefined);
export const WordsProvider = WordsContext.Provider;

export function useWords(): DeskWords {
  const words = useContext(WordsContext);
  if (words === undefined) throw new Error("a part of the page stands outside the words");
  return words;
}
