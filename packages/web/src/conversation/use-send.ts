import { freshMessageId } from "@bridle/client/browser";
import { useApp } from "../app/app-context.ts";
import { useTask, type Task } from "../app/use-task.ts";
import type { ConversationId } from "../engine/engine.ts";
import { writing, type ComposerMode } from "./composer-mode.ts";

interface Sending {
  readonly conversationId: ConversationId;
  readonly mode: ComposerMode;
  readonly onMode: (mode: ComposerMode) => void;
  readonly setDraft: (text: string) => void;
  readonly onSent: () => void;
}

/** Hands a text to the client. The field is empty at once; what is refused comes back into it. */
export function useSend(
  sending: Sending,
): Pick<Task, "refused"> & { readonly send: (text: string) => Promise<void> } {
  const { conversationId, mode, onMode, setDraft, onSent } = sending;
  const { feed } = useApp();
  const { run, refused } = useTask();
  const write = async (text: string): Promise<void> => {
    setDraft("");
    onMode(writing);
    feed.timeline.answered();
    const messageId = freshMessageId();
    const replyTo = mode.kind === "reply" ? mode.to.messageId : undefined;
    const done = await run("message.enqueue", { conversationId, text, replyTo, messageId });
    if (done === undefined) {
      setDraft(text);
      onMode(mode);
    } else {
      await feed.timeline.newest();
      onSent();
    }
    await feed.conversations();
  };
  const change = async (edit: Extract<ComposerMode, { kind: "edit" }>, text: string): Promise<void> => {
    onMode(writing);
    const { messageId } = edit.entry;
    const done = await run("message.edit", { conversationId, messageId, text });
    if (done === undefined) onMode(edit);
    await Promise.all([feed.timeline.refresh(), feed.conversations()]);
  };
  return { refused, send: (text) => (mode.kind === "edit" ? change(mode, text) : write(text)) };
}
