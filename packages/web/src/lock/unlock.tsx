import { useState, type ReactNode } from "react";
import { useApp } from "../app/app-context.ts";
import { useWords } from "../app/words-context.tsx";
import { Button } from "../parts/button.tsx";
import { Field } from "../parts/field.tsx";
import { BrandMark } from "../welcome/brand.tsx";

/** Asks for the passphrase that opens this device's store. */
export function Unlock(): ReactNode {
  const { t } = useWords();
  const { engine } = useApp();
  const [passphrase, setPassphrase] = useState("");
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState(false);
  const open = async (): Promise<void> => {
    setBusy(true);
    const answer = await engine.unlock(passphrase);
    setBusy(false);
    setWrong(!answer.ok);
  };
  return (
    <main className="welcome">
      <form
        className="welcome-card"
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy && passphrase !== "") void open();
        }}
      >
        <BrandMark />
        <h1>{t("unlock.title")}</h1>
        <Field
          label={t("unlock.passphrase")}
          value={passphrase}
          onChange={(value) => {
            setWrong(false);
            setPassphrase(value);
          }}
          wrong={wrong ? t("lock.wrong") : undefined}
          hint={t("unlock.forgotten")}
          autoComplete="current-password"
          secret
          focused
        />
        <div className="actions">
          <Button manner="main" submit busy={busy} disabled={passphrase === ""}>
            {t(busy ? "lock.working" : "unlock.open")}
          </Button>
        </div>
      </form>
    </main>
  );
}
