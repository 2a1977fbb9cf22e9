import type { ConversationOverview } from "@bridle/client";
import type { ReactNode } from "react";
import { useApp, useAppState } from "../app/app-context.ts";
import { useWords } from "../app/words-context.tsx";
import { Avatar } from "../parts/avatar.tsx";
import { IconButton } from "../parts/button.tsx";
import { Icon } from "../parts/icon.tsx";
import { keysInShort, standingOf } from "./standing.ts";

/** Who this is, and how sure one can be of it, in words. Opens the contact's page. */
export function ConversationHeader(props: {
  readonly conversation: ConversationOverview;
  readonly name: string;
}): ReactNode {
  const { conversation, name } = props;
  const { contact, conversationId } = conversation;
  const words = useWords();
  const { go, back } = useApp();
  const typing = useAppState((state) => state.typing.has(conversationId));
  const standing = standingOf(contact, words);
  const keys = keysInShort(contact, words);
  const details = (): void => go({ view: "contact", accountId: contact.accountId, conversationId });
  return (
    <header className="bar conversation-bar">
      <IconButton icon="back" className="icon-button-back" label={words.t("action.back")} onPress={back} />
      <button type="button" className="bar-contact" onClick={details}>
        <Avatar name={contact.displayName ?? contact.handle ?? ""} accountId={contact.accountId} />
        <span className="bar-contact-words">
          <h1 className="bar-contact-name one-line">
            <bdi>{name}</bdi>
          </h1>
          <span className="standing" data-meaning={standing.meaning}>
            <Icon name={standing.icon} small />
            <span className="one-line">{typing ? words.t("chat.typing") : standing.text}</span>
            {typing || keys === undefined ? null : <span className="standing-keys one-line">{keys}</span>}
          </span>
        </span>
      </button>
      <IconButton icon="info" label={words.t("chat.details", { name })} onPress={details} />
    </header>
  );
}
