import { createContext, useContext, useEffect, useLayoutEffect, useState, type ReactNode } from "react";
import { loadWords, preferredLanguage, type Words } from "../words/words.ts";
import { useAppState } from "./app-context.ts";

const WordsContext = createContext<Words | undefined>(undefined);

/** The app's words in the language of the settings; a change shows without a reload. */
export function useWords(): Words {
  const words = useContext(WordsContext);
  if (words === undefined) throw new Error("a screen stands outside the words");
  return words;
}

export function WordsProvider(props: { readonly first: Words; readonly children: ReactNode }): ReactNode {
  const [words, setWords] = useState(props.first);
  const chosen = useAppState((state) => state.settings.language);
  const language = chosen === "system" ? preferredLanguage(navigator.languages) : chosen;
  useEffect(() => {
    if (words.language === language) return;
    let current = true;
    void loadWords(language, navigator.languages).then((loaded) => current && setWords(loaded));
    return () => void (current = false);
  }, [language, words.language]);
  useLayoutEffect(() => {
    document.documentElement.lang = words.locale;
    document.documentElement.dir = words.direction;
  }, [words]);
  return <WordsContext value={words}>{props.children}</WordsContext>;
}
