import { useLayoutEffect, useMemo, useState, type ReactNode } from "react";
import { rememberedAppearance, rememberAppearance } from "../../app/appearance.ts";
import { LanguageChoice } from "../../parts/language-choice.tsx";
import type { Language } from "../../words/language.ts";
import type { Examiner } from "../engine/examiner.ts";
import { checkWords, useWords, WordsProvider } from "../words/words.ts";
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

function Head(props: { readonly onLanguage: (language: Language) => void }): ReactNode {
  const { t, language } = useWords();
  return (
    <header className="check-head">
      <p className="check-name">{t("check.name")}</p>
      <LanguageChoice
        label={t("language.title")}
        className="check-languages"
        language={language}
        nameOf={(name) => t(`language.${name}`)}
        onChoose={props.onLanguage}
      />
    </header>
  );
}
