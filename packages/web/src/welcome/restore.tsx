import { useState, type ReactNode } from "react";
import { useApp } from "../app/app-context.ts";
import { useTask } from "../app/use-task.ts";
import { useWords } from "../app/words-context.tsx";
import { Button } from "../parts/button.tsx";
import { Choices } from "../parts/choices.tsx";
import { Field } from "../parts/field.tsx";
import { Refusal } from "../parts/refusal.tsx";

/** Getting an account back with its recovery words; what becomes of the old devices is chosen here. */
export function Restore(props: { readonly onBack: () => void }): ReactNode {
  const { t } = useWords();
  const { feed, store } = useApp();
  const task = useTask();
  const [words, setWords] = useState("");
  const [devices, setDevices] = useState<"remove" | "keep">("remove");
  const recoveryKey = words
    .toLowerCase()
    .replaceAll(/[^a-z]+/g, " ")
    .trim();
  const restore = async (): Promise<void> => {
    const done = await task.run("account.restore", { recoveryKey, removeOldDevices: devices === "remove" });
    if (done === undefined) return;
    void navigator.storage.persist();
    const said = t(done.oldDevices === "removed" ? "restore.doneRemoved" : "restore.doneKept");
    store.set((state) => ({ ...state, said }));
    await feed.all();
  };
  return (
    <form
      className="welcome-card"
      onSubmit={(event) => {
        event.preventDefault();
        if (!task.busy && recoveryKey !== "") void restore();
      }}
    >
      <div className="stack-tight">
        <h1>{t("restore.title")}</h1>
        <p className="welcome-lead">{t("restore.lead")}</p>
      </div>
      <Field label={t("restore.words")} value={words} onChange={setWords} rows={4} max={400} spelt focused />
      <Choices
        label={t("restore.removeTitle")}
        value={devices}
        onChange={setDevices}
        options={[
          { value: "remove", label: t("restore.remove"), hint: t("restore.removeHint") },
          { value: "keep", label: t("restore.keep"), hint: t("restore.keepHint") },
        ]}
      />
      <Refusal kind={task.refused} />
      <div className="actions">
        <Button manner="main" submit busy={task.busy} disabled={recoveryKey === ""}>
          {t(task.busy ? "restore.working" : "restore.submit")}
        </Button>
        <Button manner="quiet" onPress={props.onBack}>
          {t("action.back")}
        </Button>
      </div>
    </form>
  );
}
