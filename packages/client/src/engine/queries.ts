import type { AccountId } from "@bridle/protocol";
import type {
  Contact,
  ContactDetails,
  Conversation,
  ConversationOverview,
  ConversationState,
  Introduction,
  KeyCheck,
  Message,
  TimelineEntry,
} from "../api/shapes.ts";
import type { ContactRecord, IntroductionRecord } from "../store/contact-store.ts";
import type { ConversationRecord } from "../store/conversation-store.ts";
import type { ContactKeys } from "../store/directory-store.ts";
import type { MessageRecord, TimelineRecord } from "../store/message-store.ts";
import type { Store } from "../store/store.ts";

// What the API answers, made from records. Absent things are absent, never `undefined`, so that they
// are the same in JSON.

export function publicMessage(message: MessageRecord): Message {
  const { conversationId, messageId, sender, text, position: _, at, replyTo, edited, deleted } = message;
  return {
    messageId,
    conversationId,
    from: sender,
    text: deleted ? "" : text,
    at,
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(edited ? { edited: true as const } : {}),
    ...(deleted ? { deleted: true as const } : {}),
  };
}

export function publicIntroduction(said: IntroductionRecord): Introduction {
  const { id, handle, displayName, text, at } = said;
  return {
    id,
    ...(handle === undefined ? {} : { handle }),
    ...(displayName === undefined ? {} : { displayName }),
    text,
    at,
  };
}

export function publicContact(contact: ContactRecord): Contact {
  const { accountId, handle, displayName, verifiedAt, blocked } = contact;
  return {
    accountId,
    ...(handle === undefined ? {} : { handle }),
    ...(displayName === undefined ? {} : { displayName }),
    verified: verifiedAt !== undefined,
    blocked,
  };
}

export function contactDetails(store: Store, contact: ContactRecord): ContactDetails {
  const conversation = store.conversations
    .withContact(contact.accountId)
    .findLast(({ state }) => state !== "ended");
  const { verifiedAt, changedAt } = contact;
  return {
    ...publicContact(contact),
    cameBy: contact.cameBy,
    since: contact.since,
    ...(verifiedAt === undefined ? {} : { verifiedAt }),
    ...(changedAt === undefined ? {} : { changedAt }),
    keys: keysOf(store, contact),
    ...(conversation === undefined ? {} : { conversationId: conversation.conversationId }),
  };
}

/** A directory that lies as a whole says nothing good of anybody. */
function keysOf(store: Store, { accountId }: ContactRecord): KeyCheck {
  const finding = store.directory.record()?.finding;
  return finding === undefined
    ? publicKeys(store.directory.keysOf(accountId))
    : { state: "different_keys", ...finding };
}

export function publicKeys(known: Pick<ContactKeys, "state" | "why" | "checkedAt"> | undefined): KeyCheck {
  if (known === undefined) return { state: "unchecked" };
  const { state, why, checkedAt: at } = known;
  return { state, ...(why === undefined ? {} : { why }), at };
}

function publicState({ state }: ConversationRecord): ConversationState {
  return state === "founding" ? "active" : state;
}

export function publicConversation(
  store: Store,
  me: AccountId,
  conversation: ConversationRecord,
): Conversation {
  const contact = store.contacts.get(conversation.accountId);
  const name = contact?.displayName ?? contact?.handle;
  return {
    conversationId: conversation.conversationId,
    ...(name === undefined ? {} : { name }),
    state: publicState(conversation),
    members: [me, conversation.accountId],
  };
}

export function overview(store: Store, conversation: ConversationRecord): ConversationOverview | undefined {
  const { conversationId, draft, readPosition } = conversation;
  const contact = store.contacts.get(conversation.accountId);
  if (contact === undefined) return undefined;
  const last = store.messages.last(conversationId);
  return {
    conversationId,
    state: publicState(conversation),
    contact: contactDetails(store, contact),
    unread: store.messages.unread(conversationId, readPosition),
    ...(draft === undefined || draft === "" ? {} : { draft }),
    ...(last === undefined ? {} : { last: lastLine(last) }),
    at: Math.max(conversation.at, last?.at ?? 0),
  };
}

function lastLine(last: MessageRecord): NonNullable<ConversationOverview["last"]> {
  const { mine, at, status, deleted } = last;
  return {
    text: deleted ? "" : last.text,
    at,
    mine,
    ...(mine && status !== undefined ? { status } : {}),
    ...(deleted ? { deleted: true as const } : {}),
  };
}

export function timelineEntry(store: Store, record: TimelineRecord): TimelineEntry {
  if (record.kind === "notice") {
    const { position, at, notice } = record;
    return { kind: "notice", position, at, notice };
  }
  const { position, mine, status, failure } = record;
  const reactions = store.messages.reactions(record.conversationId, record.messageId);
  return {
    kind: "message",
    ...publicMessage(record),
    position,
    ...(mine && status !== undefined ? { status } : {}),
    ...(failure === undefined ? {} : { failure }),
    reactions: reactions.map(({ emoji, sender }) => ({ emoji, from: sender })),
  };
}
