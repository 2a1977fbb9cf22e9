import { deriveGrantKeys } from "@bridle/core";
import type { ContentMessage, MessageId } from "@bridle/protocol";
import type { ClientEvent, MessageStatus } from "../api/shapes.ts";
import type { MessageRecord } from "../store/message-store.ts";
import { self, type Engine } from "./engine.ts";
import { publicMessage } from "./queries.ts";
import { NOTHING, type Taken } from "./taken.ts";

interface Place {
  readonly order: number;
  readonly atMs: number;
}

type Body<Kind extends ContentMessage["body"]["kind"]> = Extract<
  ContentMessage["body"],
  { readonly kind: Kind }
>;

interface Said<Kind extends ContentMessage["body"]["kind"]> {
  readonly content: ContentMessage;
  readonly body: Body<Kind>;
  readonly place: Place;
}

/** What a verified content does to the store. Only its author's account changes or deletes a message. */
export function applyContent(engine: Engine, content: ContentMessage, place: Place): Taken {
  const { body } = content;
  switch (body.kind) {
    case "text":
      return applyText(engine, { content, body, place });
    case "reaction":
      return applyReaction(engine, content, body);
    case "edit":
      return changeOwn(engine, { content, of: body.of }, (message) =>
        engine.store.messages.setText(message, body.text),
      );
    case "delete":
      return changeOwn(engine, { content, of: body.of }, (message) =>
        engine.store.messages.setDeleted(message),
      );
    case "receipt":
      return applyReceipt(engine, { content, body, place });
    case "profile":
      return changeContact(engine, content, { displayName: body.displayName });
    case "grant":
      return applyGrant(engine, content, body);
    case "timer":
      return NOTHING;
    case "checkpoint":
      return hearCheckpoint(engine, content, body);
  }
}

function applyText(engine: Engine, { content, body, place }: Said<"text">): Taken {
  const { store } = engine;
  const { conversationId, messageId, accountId } = content;
  const mine = accountId === self(engine).accountId;
  const message: MessageRecord = {
    conversationId,
    messageId,
    position: place.order,
    at: place.atMs,
    sender: accountId,
    mine,
    text: body.text,
    replyTo: body.replyTo,
    edited: false,
    deleted: false,
    status: mine ? "sent" : undefined,
    failure: undefined,
  };
  let inserted = false;
  return {
    write() {
      inserted = store.messages.insert(message, { notified: false });
      const conversation = store.conversations.get(conversationId);
      if (!inserted || conversation === undefined) return;
      store.conversations.put({ ...conversation, at: Math.max(conversation.at, place.atMs) });
    },
    follow() {
      if (!inserted) return;
      engine.emit({ name: "message", data: publicMessage(message) });
      if (!mine) engine.receipts.delivered(conversationId, messageId);
    },
  };
}

function applyReaction(engine: Engine, content: ContentMessage, body: Body<"reaction">): Taken {
  const { conversationId, accountId: sender } = content;
  const { messages } = engine.store;
  if (messages.get(conversationId, body.to) === undefined) return NOTHING;
  const reaction = { messageId: body.to, sender, emoji: body.emoji };
  return {
    write: () => messages.react(conversationId, reaction, !body.remove),
    events: [changed(engine, content)],
  };
}

function changeOwn(
  engine: Engine,
  { content, of }: { readonly content: ContentMessage; readonly of: MessageId },
  change: (message: MessageRecord) => void,
): Taken {
  const message = engine.store.messages.get(content.conversationId, of);
  if (message === undefined || message.sender !== content.accountId || message.deleted) return NOTHING;
  return { write: () => change(message), events: [changed(engine, content)] };
}

const RANK: Readonly<Record<MessageStatus, number>> = {
  failed: 0,
  waiting: 0,
  sent: 1,
  delivered: 2,
  read: 3,
};

function applyReceipt(engine: Engine, { content, body, place }: Said<"receipt">): Taken {
  const { conversationId, accountId: from } = content;
  const status = body.receipt;
  if (from === self(engine).accountId) return NOTHING;
  const { messages } = engine.store;
  const raised = body.of.flatMap((messageId) => {
    const message = messages.get(conversationId, messageId);
    const isNews = message?.mine === true && RANK[message.status ?? "sent"] < RANK[status];
    return isNews ? [message] : [];
  });
  return {
    write() {
      for (const message of raised) messages.setStatus(message, status);
    },
    events: raised.map(({ messageId }) => ({
      name: "receipt",
      data: { conversationId, messageId, from, kind: status, at: place.atMs },
    })),
  };
}

function changeContact(
  engine: Engine,
  content: ContentMessage,
  change: { readonly displayName?: string | undefined; readonly held?: Uint8Array },
): Taken {
  const contact = engine.store.contacts.get(content.accountId);
  if (contact === undefined) return NOTHING;
  return {
    write() {
      engine.store.contacts.put({ ...contact, ...change });
      engine.store.account.owe("blob");
    },
    follow: () => engine.wake.upkeep(),
    events: [changed(engine, content)],
  };
}

function applyGrant(engine: Engine, content: ContentMessage, body: Body<"grant">): Taken {
  const derived = deriveGrantKeys(body.secret);
  return derived.grantId === body.grantId ? changeContact(engine, content, { held: body.secret }) : NOTHING;
}

/** Held against our own checkpoint later, by the watch: nothing here waits for the server. */
function hearCheckpoint(engine: Engine, content: ContentMessage, body: Body<"checkpoint">): Taken {
  const { accountId } = content;
  if (accountId === self(engine).accountId) return NOTHING;
  const { note, directory, signature } = body;
  const at = engine.clock.nowMs();
  return {
    write: () => engine.store.directory.putHeard({ accountId, note, directory, signature, at, tries: 0 }),
    follow: () => engine.directory.wake(),
  };
}

function changed(engine: Engine, content: ContentMessage): ClientEvent {
  const { conversationId } = content;
  const conversation = engine.store.conversations.get(conversationId);
  const state = conversation?.state === "blocked" ? "blocked" : "active";
  return { name: "conversation", data: { conversationId, state } };
}
