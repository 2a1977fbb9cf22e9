import { codePoints, limits, ok, type ConversationId, type MessageId, type Result } from "@bridle/protocol";
import type { ApiRefusal } from "../api/methods.ts";
import type { ConversationRecord } from "../store/conversation-store.ts";
import { UNORDERED, type MessageRecord } from "../store/message-store.ts";
import { enqueue, newMessageId } from "./contents.ts";
import { refuse, self, type Engine } from "./engine.ts";
import type { Handlers } from "./handlers.ts";
import { overview, publicConversation, publicMessage, timelineEntry } from "./queries.ts";
import { sendTyping } from "./typing.ts";

type ConversationMethods =
  | "conversation.list"
  | "conversation.members"
  | "conversation.overview"
  | "conversation.timeline"
  | "message.send"
  | "message.enqueue"
  | "message.read"
  | "message.list"
  | "message.retry"
  | "message.edit"
  | "message.delete"
  | "message.react"
  | "message.search"
  | "draft.set"
  | "typing";

const LIST_DEFAULT = 50;
const RECEIPT_MAX = 255;

export const conversationMethods: Pick<Handlers, ConversationMethods> = {
  "conversation.list": (engine) => {
    const { accountId } = self(engine);
    return ok(
      engine.store.conversations.list().map((found) => publicConversation(engine.store, accountId, found)),
    );
  },
  "conversation.members"(engine, { conversationId }) {
    const found = engine.store.conversations.get(conversationId);
    if (found === undefined) return refuse("unknown_conversation", "conversationId");
    const accounts = [self(engine).accountId, found.accountId];
    return ok(accounts.map((accountId) => ({ accountId, role: "member" as const })));
  },
  "conversation.overview": (engine) =>
    ok(
      engine.store.conversations
        .list()
        .flatMap((found) => overview(engine.store, found) ?? [])
        .toSorted((a, b) => b.at - a.at),
    ),
  "conversation.timeline"(engine, { conversationId, before, limit }) {
    const page = { before: before === undefined ? UNORDERED : before - 1, limit: limit ?? LIST_DEFAULT };
    const entries = engine.store.messages.timeline(conversationId, page);
    return ok(entries.map((entry) => timelineEntry(engine.store, entry)));
  },
  async "message.send"(engine, params) {
    const written = await engine.lane.run(async () => write(engine, params));
    if (!written.ok) return written;
    const { messageId } = written.value;
    engine.wake.outbox(params.conversationId);
    const outcome = await written.value.settled;
    return outcome.ok ? ok({ messageId, at: outcome.value.at }) : outcome;
  },
  "message.enqueue": (engine, params) => engine.lane.run(async () => enqueueText(engine, params)),
  "message.read": (engine, { conversationId, messageId }) =>
    engine.lane.run(async () => read(engine, conversationId, messageId)),
  "message.list"(engine, { conversationId, before, limit }) {
    const { store } = engine;
    if (store.conversations.get(conversationId) === undefined)
      return refuse("unknown_conversation", "conversationId");
    const bound = before === undefined ? undefined : store.messages.get(conversationId, before);
    if (before !== undefined && bound === undefined) return refuse("unknown_message", "before");
    const page = { before: bound?.position ?? UNORDERED, limit: limit ?? LIST_DEFAULT };
    return ok(store.messages.messages(conversationId, page).map(publicMessage));
  },
  "message.retry": (engine, { messageId }) => engine.lane.run(async () => retry(engine, messageId)),
  "message.edit"(engine, { conversationId, messageId, text }) {
    return change(engine, { conversationId, messageId }, (conversation, message) => {
      enqueue(engine, conversation, { body: { kind: "edit", of: messageId, text } });
      engine.store.messages.setText(message, text);
    });
  },
  "message.delete"(engine, { conversationId, messageId }) {
    return change(engine, { conversationId, messageId }, (conversation, message) => {
      enqueue(engine, conversation, { body: { kind: "delete", of: messageId } });
      engine.store.messages.setDeleted(message);
    });
  },
  "message.react": (engine, params) => engine.lane.run(async () => react(engine, params)),
  "message.search"(engine, { query, limit }) {
    const hits = engine.store.messages.search(query, limit ?? LIST_DEFAULT);
    return ok(
      hits.map(({ conversationId, messageId, text, at }) => ({ conversationId, messageId, text, at })),
    );
  },
  "draft.set": (engine, { conversationId, text }) =>
    engine.lane.run(async () => {
      const found = engine.store.conversations.get(conversationId);
      if (found === undefined) return refuse("unknown_conversation", "conversationId");
      const draft = text === "" ? undefined : text;
      engine.store.transaction(() => engine.store.conversations.put({ ...found, draft }));
      return ok({});
    }),
  typing: sendTyping,
};

interface Words {
  readonly conversationId: ConversationId;
  readonly text: string;
  readonly replyTo?: MessageId | undefined;
  /** A fresh one of the caller's, or none. */
  readonly messageId?: MessageId | undefined;
}

interface Written {
  readonly messageId: MessageId;
  readonly settled: Promise<Result<{ readonly at: number }, ApiRefusal>>;
}

/** What became of a message under this id, if there is one: whoever asks again gets the same answer. */
function writtenBefore(
  engine: Engine,
  words: Words,
): Result<{ readonly messageId: MessageId }, ApiRefusal> | undefined {
  const { conversationId, text, replyTo, messageId } = words;
  if (messageId === undefined) return undefined;
  const { messages } = engine.store;
  // The server knows this device's messages by their id alone, so one id is one message everywhere.
  const known = messages.own(messageId) ?? messages.get(conversationId, messageId);
  if (known === undefined) return undefined;
  const said = known.edited || known.deleted || known.text === text;
  const same = known.mine && known.conversationId === conversationId && known.replyTo === replyTo && said;
  return same ? ok({ messageId }) : refuse("message_id_taken", "messageId");
}

function enqueueText(engine: Engine, words: Words): Result<{ readonly messageId: MessageId }, ApiRefusal> {
  const known = writtenBefore(engine, words);
  if (known !== undefined) return known;
  const written = write(engine, words);
  if (!written.ok) return written;
  // The answer goes first: sealing would hold it up.
  engine.background.later(0, () => engine.wake.outbox(words.conversationId));
  return ok({ messageId: written.value.messageId });
}

function write(engine: Engine, words: Words): Result<Written, ApiRefusal> {
  const { conversationId, text, replyTo } = words;
  const conversation = writable(engine, conversationId);
  if (!conversation.ok) return conversation;
  if (codePoints(text) > limits.textCodePointsMax) return refuse("text_too_long", "text");
  const { store } = engine;
  const messageId = words.messageId ?? newMessageId(engine);
  const message: MessageRecord = {
    conversationId,
    messageId,
    position: UNORDERED,
    at: engine.clock.nowMs(),
    sender: self(engine).accountId,
    mine: true,
    text,
    replyTo,
    edited: false,
    deleted: false,
    status: "waiting",
    failure: undefined,
  };
  const settled = new Promise<Result<{ readonly at: number }, ApiRefusal>>((resolve) => {
    engine.settled.set(messageId, resolve);
  });
  store.transaction(() => {
    store.messages.insert(message, { notified: true });
    const { value } = conversation;
    enqueue(engine, { ...value, draft: undefined }, { messageId, body: { kind: "text", text, replyTo } });
  });
  return ok({ messageId, settled });
}

function writable(engine: Engine, conversationId: ConversationId): Result<ConversationRecord, ApiRefusal> {
  const found = engine.store.conversations.get(conversationId);
  if (found === undefined) return refuse("unknown_conversation", "conversationId");
  if (found.state === "blocked") return refuse("blocked", "you blocked this contact");
  if (found.state === "ended") return refuse("conversation_ended", "nobody receives here any more");
  const contact = engine.store.contacts.get(found.accountId);
  if (contact?.changedAt !== undefined)
    return refuse("safety_number_changed", "decide about the safety number first");
  return ok(found);
}

function read(
  engine: Engine,
  conversationId: ConversationId,
  messageId: MessageId,
): Result<Record<string, never>, ApiRefusal> {
  const { store } = engine;
  const conversation = store.conversations.get(conversationId);
  const message = store.messages.get(conversationId, messageId);
  if (conversation === undefined) return refuse("unknown_conversation", "conversationId");
  if (message === undefined) return refuse("unknown_message", "messageId");
  const from = conversation.readPosition;
  if (message.position <= from || message.position === UNORDERED) return ok({});
  const unread = store.messages
    .unreadUpTo(conversationId, from, message.position)
    .map((found) => found.messageId);
  const tells = store.account.settings().sendReadReceipts && conversation.state === "active";
  store.transaction(() => {
    store.conversations.put({ ...conversation, readPosition: message.position });
    const told = tells ? unread : [];
    for (let at = 0; at < told.length; at += RECEIPT_MAX) {
      const current = store.conversations.get(conversationId);
      const of = unread.slice(at, at + RECEIPT_MAX);
      if (current !== undefined) enqueue(engine, current, { body: { kind: "receipt", receipt: "read", of } });
    }
  });
  if (tells && unread.length > 0) engine.wake.outbox(conversationId);
  return ok({});
}

function retry(engine: Engine, messageId: MessageId): Result<Record<string, never>, ApiRefusal> {
  const { store } = engine;
  for (const { conversationId } of store.conversations.list()) {
    const message = store.messages.get(conversationId, messageId);
    if (message?.mine !== true || message.status !== "failed") continue;
    const conversation = writable(engine, conversationId);
    if (!conversation.ok) return conversation;
    const { text, replyTo } = message;
    store.transaction(() => {
      store.messages.setStatus(message, "waiting");
      enqueue(engine, conversation.value, { messageId, body: { kind: "text", text, replyTo } });
    });
    engine.wake.outbox(conversationId);
    return ok({});
  }
  return refuse("unknown_message", "messageId");
}

function change(
  engine: Engine,
  of: { readonly conversationId: ConversationId; readonly messageId: MessageId },
  apply: (conversation: ConversationRecord, message: MessageRecord) => void,
): Promise<Result<Record<string, never>, ApiRefusal>> {
  const { conversationId, messageId } = of;
  return engine.lane.run(async () => {
    const conversation = writable(engine, conversationId);
    if (!conversation.ok) return conversation;
    const message = engine.store.messages.get(conversationId, messageId);
    if (message === undefined || message.deleted) return refuse("unknown_message", "messageId");
    if (!message.mine) return refuse("not_your_message", "messageId");
    engine.store.transaction(() => apply(conversation.value, message));
    engine.wake.outbox(conversationId);
    return ok({});
  });
}

function react(
  engine: Engine,
  params: {
    readonly conversationId: ConversationId;
    readonly messageId: MessageId;
    readonly emoji: string;
    readonly remove?: boolean | undefined;
  },
): Result<Record<string, never>, ApiRefusal> {
  const { conversationId, messageId, emoji } = params;
  const { store } = engine;
  const conversation = writable(engine, conversationId);
  if (!conversation.ok) return conversation;
  if (store.messages.get(conversationId, messageId) === undefined)
    return refuse("unknown_message", "messageId");
  if (codePoints(emoji) > 16) return refuse("text_too_long", "emoji");
  const remove = params.remove === true;
  store.transaction(() => {
    store.messages.react(conversationId, { messageId, sender: self(engine).accountId, emoji }, !remove);
    enqueue(engine, conversation.value, { body: { kind: "reaction", to: messageId, emoji, remove } });
  });
  engine.wake.outbox(conversationId);
  return ok({});
}
