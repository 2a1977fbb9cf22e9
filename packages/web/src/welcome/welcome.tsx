import { useState, type ReactNode } from "react";
import { useApp, useAppState } from "../app/app-context.ts";
import { useWords } from "../app/words-context.tsx";
import { Button } from "../parts/button.tsx";
import { LanguageChoice } from "../parts/language-choice.tsx";
import { inviteKind } from "../text/invite-link.ts";
import type { Language } from "../words/language.ts";
import { BrandMark } from "./brand.tsx";
import { NewAccount } from "./new-account.tsx";
import { Restore } from "./restore.tsx";

type Step = "start" | "new" | "restore";

/** The first screen: a new account, or an existing one back. Opened from an invite, on to talking. */
export function Welcome(): ReactNode {
  const [step, setStep] = useState<Step>("start");
  const start = (): void => setStep("start");
  return (
    <main className="welcome">
      {step === "start" ? <Start onStep={setStep} /> : null}
      {step === "new" ? <NewAccount onBack={start} /> : null}
      {step === "restore" ? <Restore onBack={start} /> : null}
    </main>
  );
}

function Start(props: { readonly onStep: (step: Step) => void }): ReactNode {
  const { t } = useWords();
  const invite = useAppState((state) => state.invite);
  const kind = invite === undefined ? undefined : inviteKind(invite);
  const [title, lead] =
    kind === "contact"
      ? (["welcome.invitedTitle", "welcome.invitedLead"] as const)
      : kind === "public"
        ? (["welcome.introducedTitle", "welcome.introducedLead"] as const)
        : (["welcome.title", "welcome.lead"] as const);
  return (
    <div className="welcome-card">
      <div className="stack">
        <BrandMark />
        <h1>{t(title)}</h1>
        <p className="welcome-lead">{t(lead)}</p>
      </div>
      <div className="welcome-ways">
        <Button manner="main" onPress={() => props.onStep("new")}>
          {t(kind === undefined ? "welcome.new" : "action.continue")}
        </Button>
        <Button onPress={() => props.onStep("restore")}>{t("welcome.restore")}</Button>
      </div>
      <LanguageSwitch />
    </div>
  );
}

function LanguageSwitch(): ReactNode {
  const { t, language } = useWords();
  const { engine, feed, store } = useApp();
  const choose = async (chosen: Language): Promise<void> => {
    store.set((state) => ({ ...state, settings: { ...state.settings, language: chosen } }));
    await engine.call("settings.set", { language: chosen });
    await feed.account();
  };
  return (
    <LanguageChoice
      label={t("language.title")}
      className="welcome-language"
      language={language}
      nameOf={(name) => t(`language.${name}`)}
      onChoose={(chosen) => void choose(chosen)}
    />
  );
}
