import { useCallback, useMemo, useState, type KeyboardEvent, type ReactNode, type RefObject } from "react";
import { useApp, useAppState, type App } from "../app/app-context.ts";
import type { ConversationId, MessageId } from "../engine/engine.ts";
import type { MessageEntry } from "../store/timeline.ts";
import { editing, isEditable, type ComposerMode } from "./composer-mode.ts";
import { DeleteDialog } from "./delete-dialog.tsx";
import type { MessageDeeds } from "./message-bubble.tsx";
import { MessageMenu, type MessageAction } from "./message-menu.tsx";

interface Parts {
  readonly conversationId: ConversationId;
  readonly name: string;
  readonly setMode: (mode: ComposerMode) => void;
  readonly show: (messageId: MessageId) => Promise<void>;
  readonly field: RefObject<HTMLTextAreaElement | null>;
}

interface MessageActions {
  readonly deeds: MessageDeeds;
  /** The menu or the question that is open. */
  readonly overlay: ReactNode;
}

/** Everything that can be done with a message, whichever way it is asked for. */
export function useMessageActions(parts: Parts): MessageActions {
  const { conversationId, name, setMode, show, field } = parts;
  const app = useApp();
  const me = useAppState((state) => state.account?.accountId);
  const [menu, setMenu] = useState<{ readonly entry: MessageEntry; readonly beside: HTMLElement }>();
  const [deleting, setDeleting] = useState<MessageEntry>();
  const closeMenu = useCallback(() => setMenu(undefined), []);
  const { deeds, act } = useMemo(() => {
    const act = (action: MessageAction, entry: MessageEntry): void => {
      setMenu(undefined);
      if (action === "reply") setMode({ kind: "reply", to: entry });
      if (action === "copy") void navigator.clipboard.writeText(entry.text);
      if (action === "edit" && isEditable(entry)) setMode(editing(entry));
      if (action === "delete" && entry.status !== undefined) setDeleting(entry);
    };
    const openMenu = (entry: MessageEntry, beside: HTMLElement): void => setMenu({ entry, beside });
    const toField = (): void => field.current?.focus();
    const deeds: MessageDeeds = {
      openMenu,
      reply: (entry) => act("reply", entry),
      retry: (entry) => void retry(app, entry),
      react: (entry, emoji) => void react(app, { conversationId, entry, emoji }),
      showQuoted: ({ replyTo }) => void (replyTo !== undefined && show(replyTo)),
      key: (event, entry) => takeKey(event, { entry, act, openMenu, toField }),
    };
    return { deeds, act };
  }, [app, conversationId, setMode, show, field]);
  const overlay = (
    <>
      {menu === undefined ? null : (
        <MessageMenu
          {...menu}
          me={me}
          onAction={(action) => act(action, menu.entry)}
          onReact={(emoji) => {
            closeMenu();
            deeds.react(menu.entry, emoji);
          }}
          onClose={closeMenu}
        />
      )}
      {deleting === undefined ? null : (
        <DeleteDialog entry={deleting} name={name} onClose={() => setDeleting(undefined)} />
      )}
    </>
  );
  return { deeds, overlay };
}

async function retry({ engine, feed }: App, { messageId }: MessageEntry): Promise<void> {
  await engine.call("message.retry", { messageId });
  await feed.timeline.refresh();
}

/** Adds a reaction of one's own, or takes it back. */
async function react(
  { engine, feed, store }: App,
  reaction: { readonly conversationId: ConversationId; readonly entry: MessageEntry; readonly emoji: string },
): Promise<void> {
  const { conversationId, entry, emoji } = reaction;
  const me = store.get().account?.accountId;
  const remove = entry.reactions.some((found) => found.from === me && found.emoji === emoji);
  await engine.call("message.react", { conversationId, messageId: entry.messageId, emoji, remove });
  await feed.timeline.refresh();
}

const KEYS = new Map<string, MessageAction>([
  ["r", "reply"],
  ["c", "copy"],
  ["e", "edit"],
  ["delete", "delete"],
  ["backspace", "delete"],
]);

interface OnMessage {
  readonly entry: MessageEntry;
  readonly act: (action: MessageAction, entry: MessageEntry) => void;
  readonly openMenu: (entry: MessageEntry, beside: HTMLElement) => void;
  readonly toField: () => void;
}

function takeKey(event: KeyboardEvent<HTMLElement>, { entry, act, openMenu, toField }: OnMessage): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const { key, currentTarget } = event;
  const action = KEYS.get(key.toLowerCase());
  if (key === "Escape" || key === "F6") {
    event.stopPropagation();
    toField();
  } else if (key === "ArrowUp" || key === "ArrowDown") neighbour(currentTarget, key)?.focus();
  else if (entry.deleted === true) return;
  else if (key === "Enter" || key === "ContextMenu") openMenu(entry, currentTarget);
  else if (action !== undefined) act(action, entry);
  else return;
  event.preventDefault();
}

/** The message before or after this one; days and notices between them are passed over. */
function neighbour(message: HTMLElement, key: "ArrowUp" | "ArrowDown"): HTMLElement | undefined {
  let row = message.closest("[data-row]");
  do row = (key === "ArrowUp" ? row?.previousElementSibling : row?.nextElementSibling) ?? null;
  while (row !== null && row.querySelector("[data-focus]") === null);
  return row?.querySelector<HTMLElement>("[data-focus]") ?? undefined;
}
