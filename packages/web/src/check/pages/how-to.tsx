import type { ReactNode } from "react";
import { useWords, type PlainKey } from "../words/words.ts";
import { More } from "./parts.tsx";

const WAYS: readonly (readonly [title: PlainKey, text: PlainKey])[] = [
  ["how.sysdiagnose", "how.sysdiagnoseText"],
  ["how.backup", "how.backupText"],
  ["how.bugreport", "how.bugreportText"],
  ["how.androidqf", "how.androidqfText"],
];

/** What can be examined, and how one gets it from a phone. */
export function HowTo(): ReactNode {
  const { t } = useWords();
  return (
    <More title={t("how.title")}>
      <p>{t("how.lead")}</p>
      <dl className="check-ways">
        {WAYS.map(([title, text]) => (
          <div key={title}>
            <dt>{t(title)}</dt>
            <dd>{t(text)}</dd>
          </div>
        ))}
      </dl>
    </More>
  );
}
