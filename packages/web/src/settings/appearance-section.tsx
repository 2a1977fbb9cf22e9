import type { ReactNode } from "react";
import { useWords } from "../app/words-context.tsx";
import { Choices, Switch } from "../parts/choices.tsx";
import { useSettings } from "./use-settings.ts";

export function AppearanceSection(): ReactNode {
  const { t } = useWords();
  const [settings, change] = useSettings();
  return (
    <>
      <Choices
        label={t("appearance.theme")}
        value={settings.theme}
        onChange={(theme) => change({ theme })}
        options={[
          { value: "system", label: t("appearance.system") },
          { value: "light", label: t("appearance.light") },
          { value: "dark", label: t("appearance.dark") },
        ]}
      />
      <Switch
        label={t("appearance.enter")}
        hint={t("appearance.enterHint")}
        on={settings.enterSends}
        onChange={(enterSends) => change({ enterSends })}
      />
    </>
  );
}
