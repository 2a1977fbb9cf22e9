import {
  contentVersionOf,
  encodeContent,
  MessageId,
  type ContentBody,
  type ConversationId,
} from "@bridle/protocol";
import type { ConversationRecord } from "../store/conversation-store.ts";
import { self, type Engine } from "./engine.ts";

/** A fresh message id. */
export function newMessageId(engine: Pick<Engine, "crypto">): MessageId {
  const id = MessageId.fromBytes(engine.crypto.randomBytes(16));
  if (id === undefined) throw new Error("assertion failed: a message id has 16 bytes");
  return id;
}

/** Whether a person wrote or did this, as against what apps tell each other ([E12]). */
export function isWritten({ kind }: Pick<ContentBody, "kind">): boolean {
  return kind === "text" || kind === "edit" || kind === "delete" || kind === "reaction";
}

/**
 * Puts content into the outbox. Belongs into the caller's transaction; afterwards wake the outbox.
 * The conversation's record is read and written here because its sequence goes up.
 */
export function enqueue(
  engine: Pick<Engine, "store" | "crypto">,
  conversation: ConversationRecord,
  said: { readonly body: ContentBody; readonly messageId?: MessageId },
): MessageId {
  const { accountId, deviceId } = self(engine);
  const messageId = said.messageId ?? newMessageId(engine);
  const sequence = conversation.sequence + 1;
  const { conversationId } = conversation;
  const content = encodeContent({
    version: contentVersionOf(said.body),
    messageId,
    conversationId,
    accountId,
    deviceId,
    sequence,
    body: said.body,
  });
  engine.store.outbox.add({ conversationId, messageId, content, visible: isWritten(said.body) });
  engine.store.conversations.put({ ...conversation, sequence });
  return messageId;
}

/** As `enqueue`, reading the conversation afresh; nothing happens when there is none. */
export function enqueueTo(
  engine: Pick<Engine, "store" | "crypto">,
  conversationId: ConversationId,
  body: ContentBody,
): void {
  const conversation = engine.store.conversations.get(conversationId);
  if (conversation !== undefined && conversation.state !== "ended") enqueue(engine, conversation, { body });
}
