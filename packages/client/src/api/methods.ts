import {
  AccountId,
  ConversationId,
  IntroductionId,
  limits,
  MessageId,
  reportReasons,
  type Result,
} from "@bridle/protocol";
import {
  boolean,
  id,
  integer,
  oneOf,
  optional,
  string,
  type BadParams,
  type Param,
  type ParamsOf,
} from "@bridle/protocol/params";
import type {
  AccountOverview,
  Contact,
  ContactDetails,
  Conversation,
  ConversationOverview,
  DirectoryStatus,
  Introduction,
  Member,
  Message,
  RefusedDay,
  SafetyNotice,
  SearchHit,
  Settings,
  TimelineEntry,
  WhoAmI,
} from "./shapes.ts";

// The client's whole API, declared once. The command line speaks it as JSON-RPC, the web app through
// its worker, tests directly. Above the line: what `bridle client` documents. Below: what a chat
// window needs besides.

const accountId = id("an account id", (text) => AccountId.parse(text));
const conversationId = id("a conversation id", (text) => ConversationId.parse(text));
const messageId = id("a message id", (text) => MessageId.parse(text));
const introductionId = id("an introduction id", (text) => IntroductionId.parse(text));
const displayName = string({ max: 4 * limits.displayNameCodePointsMax });
const handle = string({ max: 64 });
const words = string({ min: 1, max: 2 * limits.textCodePointsMax });

/** Carries the result's type; there is no value of it. */
interface Returns<T> {
  readonly returns?: T;
}

function method<P extends Readonly<Record<string, Param<unknown>>>, R>(
  params: P,
  _result: Returns<R>,
): { readonly params: P; readonly result: Returns<R> } {
  return { params, result: {} };
}
const returns = <R>(): Returns<R> => ({});

export const methods = {
  register: method(
    {
      handle: optional(handle),
      displayName: optional(displayName),
      registrationCode: optional(string({ max: 64 })),
      /** Keep the words on the device until `recovery.confirm`, for an app that shows them later. */
      keepWords: optional(boolean),
    },
    returns<{ accountId: AccountId; deviceId: string; recoveryKey: string }>(),
  ),
  whoami: method({}, returns<WhoAmI>()),
  "account.restore": method(
    { recoveryKey: string({ max: 400 }), removeOldDevices: optional(boolean) },
    returns<{ accountId: AccountId; deviceId: string; oldDevices: "removed" | "kept" }>(),
  ),
  "account.delete": method({}, returns<Record<string, never>>()),
  "invite.create": method({}, returns<{ link: string }>()),
  "invite.use": method(
    { link: string({ max: 600 }) },
    returns<{ accountId: AccountId; conversationId: ConversationId }>(),
  ),
  "introduction.send": method(
    { handle, text: string({ max: 2 * limits.introductionTextCodePointsMax }) },
    returns<Record<string, never>>(),
  ),
  "introduction.list": method({}, returns<readonly Introduction[]>()),
  "introduction.accept": method(
    { id: introductionId },
    returns<{ accountId: AccountId; conversationId: ConversationId }>(),
  ),
  "introduction.refuse": method({ id: introductionId }, returns<Record<string, never>>()),
  "contact.list": method({}, returns<readonly Contact[]>()),
  "contact.block": method({ accountId }, returns<Record<string, never>>()),
  "contact.unblock": method({ accountId }, returns<Record<string, never>>()),
  "contact.safetyNumber": method({ accountId }, returns<{ digits: string }>()),
  "contact.verify": method({ accountId }, returns<Record<string, never>>()),
  "conversation.list": method({}, returns<readonly Conversation[]>()),
  "conversation.members": method({ conversationId }, returns<readonly Member[]>()),
  "message.send": method(
    { conversationId, text: words, replyTo: optional(messageId) },
    returns<{ messageId: MessageId; at: number }>(),
  ),
  "message.read": method({ conversationId, messageId }, returns<Record<string, never>>()),
  "message.list": method(
    { conversationId, before: optional(messageId), limit: optional(integer({ min: 1, max: 1000 })) },
    returns<readonly Message[]>(),
  ),
  typing: method({ conversationId }, returns<Record<string, never>>()),

  // ---- for a chat window ----
  "account.overview": method({}, returns<AccountOverview>()),
  "recovery.words": method({}, returns<{ recoveryKey: string }>()),
  "recovery.confirm": method({ recoveryKey: string({ max: 400 }) }, returns<Record<string, never>>()),
  "profile.set": method({ displayName: optional(displayName) }, returns<Record<string, never>>()),
  "handle.set": method({ handle: optional(handle) }, returns<Record<string, never>>()),
  "publicLink.create": method({}, returns<{ link: string }>()),
  "publicLink.delete": method({ link: string({ max: 600 }) }, returns<Record<string, never>>()),
  "publicLink.list": method({}, returns<readonly { link: string; at: number }[]>()),
  /** An introduction by a public link instead of a handle. */
  "introduction.sendByLink": method(
    { link: string({ max: 600 }), text: string({ max: 2 * limits.introductionTextCodePointsMax }) },
    returns<Record<string, never>>(),
  ),
  "contact.get": method({ accountId }, returns<ContactDetails>()),
  /** The person looked at a changed safety number and goes on without verifying. */
  "contact.acceptChange": method({ accountId }, returns<Record<string, never>>()),
  "introduction.block": method({ id: introductionId }, returns<Record<string, never>>()),
  /** Tells the server's desk who it was and why, and nothing that they wrote. It stays until it is answered. */
  "introduction.report": method(
    { id: introductionId, reason: oneOf(...reportReasons) },
    returns<Record<string, never>>(),
  ),
  /** The same of a contact. */
  "contact.report": method({ accountId, reason: oneOf(...reportReasons) }, returns<Record<string, never>>()),
  "conversation.overview": method({}, returns<readonly ConversationOverview[]>()),
  /** The last `limit` entries before `before` (a position), oldest first. */
  "conversation.timeline": method(
    {
      conversationId,
      before: optional(integer({ min: 0, max: Number.MAX_SAFE_INTEGER })),
      limit: optional(integer({ min: 1, max: 500 })),
    },
    returns<readonly TimelineEntry[]>(),
  ),
  /**
   * Queues a message and answers when it is stored; `receipt` events and the timeline tell what becomes of it.
   * With a fresh `messageId` of the caller's it may be called again: the message is written once.
   */
  "message.enqueue": method(
    { conversationId, text: words, replyTo: optional(messageId), messageId: optional(messageId) },
    returns<{ messageId: MessageId }>(),
  ),
  "message.retry": method({ messageId }, returns<Record<string, never>>()),
  "message.edit": method({ conversationId, messageId, text: words }, returns<Record<string, never>>()),
  "message.delete": method({ conversationId, messageId }, returns<Record<string, never>>()),
  "message.react": method(
    { conversationId, messageId, emoji: string({ min: 1, max: 32 }), remove: optional(boolean) },
    returns<Record<string, never>>(),
  ),
  "message.search": method(
    { query: string({ min: 1, max: 200 }), limit: optional(integer({ min: 1, max: 100 })) },
    returns<readonly SearchHit[]>(),
  ),
  "draft.set": method(
    { conversationId, text: string({ max: 2 * limits.textCodePointsMax }) },
    returns<Record<string, never>>(),
  ),
  /** Safety notices of the operator, newest first, and whether the account wants more of them. */
  "notice.list": method(
    {},
    returns<{
      notices: readonly SafetyNotice[];
      optedOut: boolean;
      /** The last thirty days on which strangers were refused, newest first. */
      refused: readonly RefusedDay[];
    }>(),
  ),
  /** The person has seen it; it stays in the list. */
  "notice.dismiss": method({ id: string({ min: 32, max: 32 }) }, returns<Record<string, never>>()),
  /** "No more of these", or again, on all of the account's devices. */
  "notice.optOut": method({ optedOut: boolean }, returns<Record<string, never>>()),
  /** The server's public log of keys, and what it says of us. */
  "directory.status": method({}, returns<DirectoryStatus>()),
  /** Looks up every entry now; answers when done. */
  "directory.check": method({}, returns<DirectoryStatus>()),
  /** The person goes on with the directory or the witnesses that the server describes now. */
  "directory.accept": method({}, returns<DirectoryStatus>()),
  "settings.get": method({}, returns<Settings>()),
  "settings.set": method(
    {
      sendReadReceipts: optional(boolean),
      sendTyping: optional(boolean),
      enterSends: optional(boolean),
      theme: optional(oneOf("system", "light", "dark")),
      language: optional(oneOf("system", "en", "ar")),
    },
    returns<Settings>(),
  ),
} as const;

export type Methods = typeof methods;
export type MethodName = keyof Methods;
export type ParamsOfMethod<M extends MethodName> = ParamsOf<Methods[M]["params"]>;
export type ResultOf<M extends MethodName> = Methods[M]["result"] extends Returns<infer R> ? R : never;

/** Every outcome that a method may refuse with; `data.kind` of a JSON-RPC error. */
export type Outcome =
  | "not_registered"
  | "already_registered"
  | "handle_invalid"
  | "handle_reserved"
  | "handle_taken"
  | "registration_code_required"
  | "registration_code_invalid"
  | "recovery_key_invalid"
  | "recovery_key_mismatch"
  | "unknown_account"
  | "not_an_invite"
  | "wrong_server"
  | "invite_not_usable"
  | "own_invite"
  | "unknown_introduction"
  | "unknown_contact"
  | "unknown_conversation"
  | "unknown_message"
  | "message_id_taken"
  | "unknown_notice"
  | "not_your_message"
  | "blocked"
  | "no_grant"
  | "no_key_packages"
  | "safety_number_changed"
  | "text_too_long"
  | "rate_limited"
  | "server_unreachable"
  | "server_identity_changed"
  | "storage_full"
  | "device_removed"
  | "conversation_ended"
  | "refused_by_server"
  | "not_connected"
  | "interrupted"
  | "words_confirmed"
  | "different_keys";

export interface ApiRefusal {
  readonly kind: Outcome;
  /** Plain words for a developer: what and where. Never user data. */
  readonly detail: string;
}

/** One client: an account on a device, its store and its connection. */
export interface ClientApi {
  call<M extends MethodName>(
    name: M,
    params: ParamsOfMethod<M>,
  ): Promise<Result<ResultOf<M>, ApiRefusal | BadParams>>;
}
