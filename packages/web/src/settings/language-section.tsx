import type { ReactNode } from "react";
import { useWords } from "../app/words-context.tsx";
import { Choices } from "../parts/choices.tsx";
import { useSettings } from "./use-settings.ts";

export function LanguageSection(): ReactNode {
  const { t } = useWords();
  const [settings, change] = useSettings();
  return (
    <Choices
      label={t("language.title")}
      value={settings.language}
      onChange={(language) => change({ language })}
      options={[
        { value: "system", label: t("language.system") },
        { value: "en", label: t("language.en"), lang: "en" },
        { value: "ar", label: t("language.ar"), lang: "ar" },
      ]}
    />
  );
}
