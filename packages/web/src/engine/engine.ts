import type { Contact, Conversation, Message } from "@bridle/client";

export type { RemoteClient as Engine, StoreFailure, StoreState } from "@bridle/client/browser";
export type { MethodName, ParamsOfMethod, ResultOf } from "@bridle/client";

// The names of things, as the client's API gives them out.

export type AccountId = Contact["accountId"];
export type ConversationId = Conversation["conversationId"];
export type MessageId = Message["messageId"];
