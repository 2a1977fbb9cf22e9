import { useMemo, useState, type ReactNode } from "react";
import { Letter, type LetterShown } from "../../notices/letter.tsx";
import { noticeWords, NoticeWordsProvider } from "../../notices/use-notice-words.ts";
import { languages, type Language } from "../../words/language.ts";
import { writingIn } from "../../words/writing.ts";
import { useWords } from "../words/words.ts";

/** A notice as the app will show it, in every language that an app may have chosen. */
export function NoticePreview(props: { readonly letter: LetterShown; readonly people: number }): ReactNode {
  const { t } = useWords();
  return (
    <details className="card desk-preview" open>
      <summary>{t("notices.preview", { count: props.people })}</summary>
      <p className="soft desk-lead">{t("notices.previewLead")}</p>
      <div className="desk-preview-pages">
        {languages.map((language) => (
          <InLanguage key={language} language={language} letter={props.letter} />
        ))}
      </div>
    </details>
  );
}

function InLanguage(props: { readonly language: Language; readonly letter: LetterShown }): ReactNode {
  const { language, letter } = props;
  const writing = useMemo(() => writingIn(language, {}, navigator.languages).writing, [language]);
  const words = useMemo(() => noticeWords(writing), [writing]);
  const [today] = useState(() => Date.now());
  return (
    <div className="desk-preview-page" lang={writing.locale} dir={writing.direction}>
      <NoticeWordsProvider value={words}>
        <Letter letter={letter} issuedAtMs={today} server={location.origin} />
      </NoticeWordsProvider>
    </div>
  );
}
