import { createContext, useContext } from "react";
import type { Language } from "../../words/language.ts";
import { writingIn, type Writing } from "../../words/writing.ts";
import { ar } from "./ar/index.ts";
import type { Arguments, Catalogue, Key } from "./catalogue.ts";
import { en } from "./en/index.ts";

/** Everything that the desk's pages write in a language. */
export interface DeskWords extends Writing {
  readonly t: <K extends Key>(key: K, ...args: Arguments<K>) => string;
}

const catalogues: Readonly<Record<Language, Catalogue>> = { en, ar };

export function deskWords(language: Language, preferred: readonly string[]): DeskWords {
  const { writing, write } = writingIn(language, catalogues[language], preferred);
  return { ...writing, t: (key, ...args) => write(key, args[0]) };
}

const WordsContext = createContext<DeskWords | undefined>(undefined);
export const WordsProvider = WordsContext.Provider;

export function useWords(): DeskWords {
  const words = useContext(WordsContext);
  if (words === undefined) throw new Error("a part of the page stands outside the words");
  return words;
}
