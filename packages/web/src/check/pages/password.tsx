import { useState, type ReactNode } from "react";
import { Button } from "../../parts/button.tsx";
import { TextField } from "../../parts/text-field.tsx";
import { useWords } from "../words/words.ts";
import { StageHeading } from "./parts.tsx";

/** Asks for what opens an encrypted backup. What is typed goes to the worker with the run, and nowhere else. */
export function Password(props: {
  readonly wrong: boolean;
  readonly onPassword: (password: string) => void;
  readonly onBack: () => void;
}): ReactNode {
  const { t } = useWords();
  const [password, setPassword] = useState("");
  return (
    <>
      <StageHeading>{t("password.title")}</StageHeading>
      <p className="check-lead">{t("password.lead")}</p>
      <form
        className="stack check-narrow"
        onSubmit={(event) => {
          event.preventDefault();
          if (password !== "") props.onPassword(password);
        }}
      >
        <TextField
          label={t("password.label")}
          value={password}
          onChange={setPassword}
          hint={t("password.hint")}
          wrong={props.wrong ? t("password.wrong") : undefined}
          secret
          focused
        />
        <div className="actions">
          <Button manner="main" submit disabled={password === ""}>
            {t("password.open")}
          </Button>
          <Button manner="quiet" onPress={props.onBack}>
            {t("choose.other")}
          </Button>
        </div>
      </form>
    </>
  );
}
