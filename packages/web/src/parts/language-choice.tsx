import type { ReactNode } from "react";
import { languages, type Language } from "../words/language.ts";

/** The languages by their own names, the chosen one pressed. */
export function LanguageChoice(props: {
  readonly label: string;
  readonly className: string;
  readonly language: Language;
  readonly nameOf: (language: Language) => string;
  readonly onChoose: (language: Language) => void;
}): ReactNode {
  return (
    <fieldset className={props.className} aria-label={props.label}>
      {languages.map((language) => (
        <button
          key={language}
          type="button"
          className="text-button"
          lang={language}
          aria-pressed={language === props.language}
          onClick={() => props.onChoose(language)}
        >
          {props.nameOf(language)}
        </button>
      ))}
    </fieldset>
  );
}
