import { useLayoutEffect, useMemo, useState, type ReactNode } from "react";
import { rememberedAppearance, rememberAppearance } from "../../app/appearance.ts";
import { languages, type Language } from "../../words/language.ts";
import type { Examiner } from "../engine/examiner.ts";
import { checkWords, useWords, WordsProvider, type PlainKey } from "../words/words.ts";
import { Choose } from "./choose.tsx";
import { Password } from "./password.tsx";
import { Result } from "./result.tsx";
import { Running } from "./running.tsx";
import { useCheck } from "./use-check.ts";

/** The device check: one page from choosing a file to saving the report. */
export function CheckApp(props: { readonly examiner: Examiner; readonly first: Language }): ReactNode {
  const [language, setLanguage] = useState(props.first);
  const words = useMemo(() => checkWords(language, navigator.languages), [language]);
  useLayoutEffect(() => {
    document.documentElement.lang = words.locale;
    document.documentElement.dir = words.direction;
    document.title = words.t("check.name");
  }, [words]);
  const choose = (chosen: Language): void => {
    rememberAppearance({ ...rememberedAppearance(), language: chosen });
    setLanguage(chosen);
  };
  return (
    <WordsProvider value={words}>
      <div className="check">
        <Head onLanguage={choose} />
        <main className="check-main">
          <Stages examiner={props.examiner} />
        </main>
      </div>
    </WordsProvider>
  );
}

function Stages(props: { readonly examiner: Examiner }): ReactNode {
  const check = useCheck(props.examiner);
  const { stage } = check;
  switch (stage.at) {
    case "choose":
      return <Choose check={check} failure={stage.failure} examiner={props.examiner} />;
    case "running":
      return <Running stage={stage} chosen={check.chosen} onCancel={check.cancel} />;
    case "password":
      return (
        <Password wrong={stage.wrong} onPassword={check.start} onBack={() => check.setChosen(undefined)} />
      );
    case "result":
      return <Result stage={stage} examiner={props.examiner} onAgain={check.again} />;
  }
}

const NAMES: Readonly<Record<Language, PlainKey>> = { en: "language.en", ar: "language.ar" };

function Head(props: { readonly onLanguage: (language: Language) => void }): ReactNode {
  const { t, language } = useWords();
  return (
    <header className="check-head">
      <p className="check-name">{t("check.name")}</p>
      <fieldset className="check-languages" aria-label={t("language.title")}>
        {languages.map((name) => (
          <button
            key={name}
            type="button"
            className="text-button"
            lang={name}
            aria-pressed={name === language}
            onClick={() => props.onLanguage(name)}
          >
            {t(NAMES[name])}
          </button>
        ))}
      </fieldset>
    </header>
  );
}
