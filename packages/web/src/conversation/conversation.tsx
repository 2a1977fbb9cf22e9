import type { ConversationOverview } from "@bridle/client";
import { useCallback, useEffect, useRef, useState, type ReactNode, type RefObject } from "react";
import { useApp, useAppState } from "../app/app-context.ts";
import { useTask } from "../app/use-task.ts";
import { useWords } from "../app/words-context.tsx";
import type { MessageId } from "../engine/engine.ts";
import { Button } from "../parts/button.tsx";
import type { Timeline } from "../store/timeline.ts";
import { contactName } from "../text/contact-name.ts";
import { ChangedNumber } from "./changed-number.tsx";
import { editing, isEditable, writing, type ComposerMode } from "./composer-mode.ts";
import { Composer } from "./composer.tsx";
import { ConnectionLine } from "./connection-line.tsx";
import { ConversationHeader } from "./conversation-header.tsx";
import { MessageList } from "./message-list.tsx";
import { useMessageActions } from "./use-message-actions.tsx";
import type { VirtualListHandle } from "./virtual-list.tsx";

/** One conversation: its header, its messages, and where one writes. Keyed by its id. */
export function Conversation(props: {
  readonly conversation: ConversationOverview;
  readonly jumpTo?: MessageId | undefined;
}): ReactNode {
  const { conversation } = props;
  const { conversationId, contact } = conversation;
  const words = useWords();
  const name = contactName(contact, words);
  const list = useRef<VirtualListHandle>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const [mode, setMode] = useState<ComposerMode>(writing);
  const show = useJump(list);
  const timeline = useTimeline(conversation, show, props.jumpTo);
  const { deeds, overlay } = useMessageActions({ conversationId, name, setMode, show, field });
  useFirstFocus(field);
  const editLast = (): void => {
    const last = timeline?.entries.findLast((entry) => entry.kind === "message" && isEditable(entry));
    if (last?.kind === "message") setMode(editing(last));
  };
  return (
    <section className="pane conversation" aria-label={words.t("chat.messagesWith", { name })}>
      <ConversationHeader conversation={conversation} name={name} />
      {timeline === undefined ? (
        <div className="messages" />
      ) : (
        <MessageList timeline={timeline} name={name} deeds={deeds} list={list} />
      )}
      <ConnectionLine />
      <Foot conversation={conversation} name={name}>
        <Composer
          conversationId={conversationId}
          name={name}
          draft={conversation.draft ?? ""}
          mode={mode}
          field={field}
          onMode={setMode}
          onSent={() => list.current?.toEnd()}
          onEditLast={editLast}
        />
      </Foot>
      {overlay}
    </section>
  );
}

/** On the text; on touch, where that would open a keyboard over the messages, on the heading. */
function useFirstFocus(field: RefObject<HTMLTextAreaElement | null>): void {
  useEffect(() => {
    if (matchMedia("(pointer: fine)").matches) field.current?.focus();
    else document.querySelector<HTMLElement>(".bar-contact")?.focus();
  }, [field]);
}

/** The conversation's timeline once its first page is there; then shows the message that one came for. */
function useTimeline(
  { conversationId, unread }: ConversationOverview,
  show: (messageId: MessageId) => Promise<void>,
  jumpTo: MessageId | undefined,
): Timeline | undefined {
  const { feed } = useApp();
  const timeline = useAppState((state) => state.timeline);
  const unreadAtOpening = useRef(unread);
  useEffect(() => feed.timeline.open(conversationId, unreadAtOpening.current), [feed, conversationId]);
  const loaded = timeline?.conversationId === conversationId && timeline.loaded;
  useEffect(() => {
    if (loaded && jumpTo !== undefined) void show(jumpTo);
  }, [loaded, jumpTo, show]);
  return loaded ? timeline : undefined;
}

/** Loads back to a message and puts the focus on it. */
function useJump(list: RefObject<VirtualListHandle | null>): (messageId: MessageId) => Promise<void> {
  const { feed } = useApp();
  return useCallback(
    async (messageId) => {
      if (!(await feed.timeline.loadUntil(messageId))) return;
      // The rows of what was loaded are drawn first.
      requestAnimationFrame(() => {
        list.current?.toRow(messageId);
        requestAnimationFrame(() => list.current?.focusRow(messageId));
      });
    },
    [feed, list],
  );
}

/** The composer, or what stands in its place and why. */
function Foot(props: {
  readonly conversation: ConversationOverview;
  readonly name: string;
  readonly children: ReactNode;
}): ReactNode {
  const { conversation, name, children } = props;
  const { contact, state } = conversation;
  const { t } = useWords();
  if (contact.blocked || state === "blocked") return <Blocked conversation={conversation} name={name} />;
  if (state === "ended") {
    return (
      <div className="instead instead-line">
        <p>{t("composer.ended")}</p>
      </div>
    );
  }
  if (contact.changedAt !== undefined) return <ChangedNumber contact={contact} name={name} />;
  return (
    <>
      {state === "rejoining" ? <output className="connection-line">{t("composer.rejoining")}</output> : null}
      {children}
    </>
  );
}

function Blocked(props: { readonly conversation: ConversationOverview; readonly name: string }): ReactNode {
  const { t } = useWords();
  const { feed } = useApp();
  const { run, busy } = useTask();
  const { accountId } = props.conversation.contact;
  const unblock = async (): Promise<void> => {
    await run("contact.unblock", { accountId });
    await feed.conversations();
  };
  return (
    <div className="instead instead-line">
      <p>{t("composer.blocked", { name: props.name })}</p>
      <Button busy={busy} onPress={() => void unblock()}>
        {t("composer.unblock")}
      </Button>
    </div>
  );
}
