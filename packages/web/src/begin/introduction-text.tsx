import type { ReactNode } from "react";
import { useApp } from "../app/app-context.ts";
import { useWords } from "../app/words-context.tsx";
import { Button } from "../parts/button.tsx";
import { Callout } from "../parts/callout.tsx";
import { Field } from "../parts/field.tsx";
import { introductionCodePointsMax } from "../text/bounds.ts";
import { codePoints } from "../text/plain-text.ts";

export function fitsIntroduction(text: string): boolean {
  return text.trim() !== "" && codePoints(text) <= introductionCodePointsMax;
}

/** The words of an introduction, and how many more fit. */
export function IntroductionText(props: {
  readonly value: string;
  readonly onChange: (value: string) => void;
}): ReactNode {
  const { t } = useWords();
  const left = introductionCodePointsMax - codePoints(props.value);
  return (
    <div className="stack-tight">
      <Field
        label={t("find.text")}
        hint={t("find.textHint")}
        wrong={left < 0 ? t("composer.tooLong", { count: -left }) : undefined}
        value={props.value}
        onChange={props.onChange}
        rows={4}
      />
      {left < 0 ? null : <p className="small soft">{t("find.left", { count: left })}</p>}
    </div>
  );
}

export function IntroductionSent(): ReactNode {
  const { t } = useWords();
  const { go } = useApp();
  return (
    <Callout
      meaning="trusted"
      icon="check"
      actions={<Button onPress={() => go({ view: "home" })}>{t("action.close")}</Button>}
    >
      <h2>{t("find.sentTitle")}</h2>
      <p>{t("find.sent")}</p>
    </Callout>
  );
}
