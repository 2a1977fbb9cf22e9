import { useState, type ReactNode } from "react";
import { useApp } from "../app/app-context.ts";
import { useTask } from "../app/use-task.ts";
import { useWords } from "../app/words-context.tsx";
import { Button } from "../parts/button.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { Refusal } from "../parts/refusal.tsx";

/** The end of an account, said once and asked for once. */
export function DeleteAccount(): ReactNode {
  const { t } = useWords();
  const { feed, store } = useApp();
  const task = useTask();
  const [asking, setAsking] = useState(false);
  const remove = async (): Promise<void> => {
    const done = await task.run("account.delete", {});
    if (done === undefined) return;
    store.set((state) => ({ ...state, deleted: true }));
    await feed.account();
  };
  return (
    <section className="section" aria-label={t("me.delete")}>
      <h2>{t("me.delete")}</h2>
      <p className="soft">{t("me.deleteHint")}</p>
      <div className="actions">
        <Button icon="delete" onPress={() => setAsking(true)}>
          {t("me.delete")}
        </Button>
      </div>
      {asking ? (
        <Dialog title={t("me.deleteTitle")} onClose={() => setAsking(false)}>
          <p>{t("me.deleteHint")}</p>
          <p>{t("me.deleteLead")}</p>
          <Refusal kind={task.refused} />
          <div className="actions actions-end">
            <Button onPress={() => setAsking(false)}>{t("action.cancel")}</Button>
            <Button manner="danger" busy={task.busy} onPress={() => void remove()}>
              {t("me.deleteConfirm")}
            </Button>
          </div>
        </Dialog>
      ) : null}
    </section>
  );
}
