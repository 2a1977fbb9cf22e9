import type { ReactNode } from "react";
import { useApp } from "../app/app-context.ts";
import { useTask } from "../app/use-task.ts";
import { useWords } from "../app/words-context.tsx";
import { Button } from "../parts/button.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { Refusal } from "../parts/refusal.tsx";
import type { MessageEntry } from "../store/timeline.ts";

/** Asks before a message goes, and says what that does and doesn't. */
export function DeleteDialog(props: {
  readonly entry: MessageEntry;
  readonly name: string;
  readonly onClose: () => void;
}): ReactNode {
  const { entry, name, onClose } = props;
  const { conversationId, messageId } = entry;
  const { t } = useWords();
  const { feed } = useApp();
  const task = useTask();
  const remove = async (): Promise<void> => {
    const done = await task.run("message.delete", { conversationId, messageId });
    if (done === undefined) return;
    onClose();
    await Promise.all([feed.timeline.refresh(), feed.conversations()]);
  };
  return (
    <Dialog title={t("delete.title")} onClose={onClose}>
      <p>{t("delete.lead", { name })}</p>
      <Refusal kind={task.refused} />
      <div className="actions actions-end">
        <Button onPress={onClose}>{t("action.cancel")}</Button>
        <Button manner="danger" busy={task.busy} onPress={() => void remove()}>
          {t("delete.confirm")}
        </Button>
      </div>
    </Dialog>
  );
}
