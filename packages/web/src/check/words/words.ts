import { reportWords, type ReportWords } from "@bridle/check";
import { createContext, useContext } from "react";
import { shownText } from "../../text/plain-text.ts";
import type { Language } from "../../words/language.ts";
import { writingIn, type Writing } from "../../words/writing.ts";
import { ar } from "./ar/index.ts";
import type { Arguments, Catalogue, Key } from "./catalogue.ts";
import { en } from "./en/index.ts";

export type { PlainKey } from "./catalogue.ts";

/** Everything that the device check writes in a language. Both languages come with the page: later it may load nothing. */
export interface CheckWords extends Writing {
  readonly t: <K extends Key>(key: K, ...args: Arguments<K>) => string;
  /** The check's own texts: answers, findings, reasons, names of modules. */
  readonly report: ReportWords;
}

const catalogues: Readonly<Record<Language, Catalogue>> = { en, ar };

export function checkWords(language: Language, preferred: readonly string[]): CheckWords {
  const { writing, write } = writingIn(language, catalogues[language], preferred);
  return {
    ...writing,
    t: (key, ...args) => write(key, args[0]),
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
