import { useState, type ReactNode } from "react";
import { useTask } from "../app/use-task.ts";
import { useWords } from "../app/words-context.tsx";
import { Button } from "../parts/button.tsx";
import { Field } from "../parts/field.tsx";
import { Refusal } from "../parts/refusal.tsx";
import { isHandle, typedHandle } from "../text/bounds.ts";
import { IntroductionSent, IntroductionText, fitsIntroduction } from "./introduction-text.tsx";

/** An introduction to somebody whose handle one knows. */
export function FindByHandle(): ReactNode {
  const { t } = useWords();
  const task = useTask();
  const [typed, setTyped] = useState("");
  const [text, setText] = useState("");
  const [sent, setSent] = useState(false);
  const handle = typedHandle(typed);
  const ready = isHandle(handle) && fitsIntroduction(text);
  const send = async (): Promise<void> => {
    const done = await task.run("introduction.send", { handle, text });
    if (done !== undefined) setSent(true);
  };
  if (sent) return <IntroductionSent />;
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready && !task.busy) void send();
      }}
    >
      <Field
        label={t("find.handle")}
        hint={t("find.handleHint")}
        wrong={handle.length >= 3 && !isHandle(handle) ? t("signUp.handleRule") : undefined}
        value={typed}
        onChange={setTyped}
        prefix="@"
        max={40}
        spelt
        focused
      />
      <IntroductionText value={text} onChange={setText} />
      <Refusal kind={task.refused} />
      <div className="actions">
        <Button manner="main" submit busy={task.busy} disabled={!ready}>
          {t("find.send")}
        </Button>
      </div>
    </form>
  );
}
