import type { ConversationOverview } from "@bridle/client";
import { memo, type ReactNode } from "react";
import { useApp, useAppState } from "../app/app-context.ts";
import { useMinute } from "../app/use-minute.ts";
import { useWords } from "../app/words-context.tsx";
import { MessageStatusIcon } from "../conversation/message-status.tsx";
import { Avatar } from "../parts/avatar.tsx";
import { Icon } from "../parts/icon.tsx";
import { contactName } from "../text/contact-name.ts";
import { oneLine, shortened } from "../text/plain-text.ts";
import { moveFocus } from "./roving.ts";

const PREVIEW_MAX = 120;

/** One conversation: who, one line, when, how many unread. */
export const ConversationRow = memo(function ConversationRow(props: {
  readonly conversation: ConversationOverview;
  readonly open: boolean;
  readonly reachable: boolean;
}): ReactNode {
  const { conversation, open } = props;
  const { go } = useApp();
  const words = useWords();
  const nowMs = useMinute();
  const { contact, unread, conversationId } = conversation;
  const name = contactName(contact, words);
  return (
    <li>
      <button
        type="button"
        className="row"
        data-roving=""
        tabIndex={props.reachable ? 0 : -1}
        onKeyDown={moveFocus}
        aria-current={open ? "page" : undefined}
        onClick={() => go({ view: "conversation", conversationId })}
      >
        <Avatar name={contact.displayName ?? contact.handle ?? ""} accountId={contact.accountId} />
        <span className="row-words">
          <span className="row-line">
            <bdi className="row-name one-line">{name}</bdi>
            <span className="row-when">{words.when(conversation.at, nowMs)}</span>
          </span>
          <span className="row-line">
            <Preview conversation={conversation} />
            {contact.blocked ? <Mark label={words.t("list.blocked")} /> : null}
            {unread > 0 ? (
              <span className="badge">
                <span aria-hidden="true">{words.number(unread)}</span>
                <span className="only-read-aloud">{words.t("list.unread", { count: unread })}</span>
              </span>
            ) : null}
          </span>
        </span>
      </button>
    </li>
  );
});

function Mark(props: { readonly label: string }): ReactNode {
  return (
    <span className="row-mark" title={props.label}>
      <Icon name="block" small />
      <span className="only-read-aloud">{props.label}</span>
    </span>
  );
}

function Preview(props: { readonly conversation: ConversationOverview }): ReactNode {
  const { t } = useWords();
  const { conversation } = props;
  const { last, draft } = conversation;
  const typing = useAppState((state) => state.typing.has(conversation.conversationId));
  if (typing) return <span className="row-preview row-typing one-line">{t("list.typing")}</span>;
  if (draft !== undefined && draft.trim() !== "") {
    return (
      <>
        <span className="row-draft">{t("list.draft")}</span>
        <bdi className="row-preview one-line">{preview(draft)}</bdi>
      </>
    );
  }
  if (last === undefined) return <span className="row-preview one-line">{t("list.noMessages")}</span>;
  const text = last.deleted === true ? t("list.deleted") : preview(last.text);
  return (
    <>
      {last.mine ? <span className="only-read-aloud">{t("message.you")}</span> : null}
      {last.mine && last.status !== undefined ? <MessageStatusIcon status={last.status} /> : null}
      <bdi className="row-preview one-line">{text}</bdi>
    </>
  );
}

function preview(text: string): string {
  return shortened(oneLine(text), PREVIEW_MAX);
}
