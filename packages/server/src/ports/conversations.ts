import type { ConversationId } from "@bridle/protocol";
import type { AccountRow, ConversationRow, DeviceRow } from "./rows.ts";

export interface Recipient {
  readonly device: DeviceRow;
  readonly account: AccountRow;
  /** Whether the account wants this conversation's mail. */
  readonly attached: boolean;
}

export interface Conversation {
  readonly row: ConversationRow;
  readonly conversationId: ConversationId;
  readonly generation: number;
  readonly epoch: number;
  /** The epoch that the last removal opened: older ones are refused. */
  readonly removalEpoch: number;
  /** Number of the last message or commit. */
  readonly order: number;
  readonly atMs: number;
  /** The delivery list: devices in the order in which they came. */
  readonly recipients: readonly Recipient[];
}

export interface NewConversation {
  readonly conversationId: ConversationId;
  readonly generation: number;
  readonly epoch: number;
  readonly order: number;
  readonly atMs: number;
  readonly sealedGroupInfo: Uint8Array;
  readonly recipients: readonly { readonly device: DeviceRow; readonly account: AccountRow }[];
}

export interface NewEpoch {
  readonly epoch: number;
  readonly removalEpoch: number;
  readonly order: number;
  readonly atMs: number;
  readonly sealedGroupInfo: Uint8Array;
  readonly add: readonly { readonly device: DeviceRow; readonly account: AccountRow }[];
  readonly remove: readonly DeviceRow[];
}

/** Whether it is founded between two accounts. */
export function isOfTwo({ recipients }: Pick<NewConversation, "recipients">): boolean {
  return new Set(recipients.map(({ account }) => account)).size === 2;
}

/**
 * Conversations, their members (accounts) and delivery lists (devices). A member without a device in
 * the list may come back by a rejoin.
 */
export interface Conversations {
  find(conversationId: ConversationId): Conversation | undefined;
  /** The id must be free. Accounts of the recipients become its members, attached. */
  insert(conversation: NewConversation): Conversation;
  /** Takes the next place in the conversation's order. On the path of every message. */
  advance(conversation: Conversation, place: { readonly order: number; readonly atMs: number }): void;
  /** Opens an epoch; removals come before additions, both are idempotent. */
  openEpoch(conversation: Conversation, opened: NewEpoch): void;
  sealedGroupInfo(row: ConversationRow): Uint8Array;
  isMember(row: ConversationRow, account: AccountRow): boolean;
  endMembership(conversation: Conversation, account: AccountRow): void;
  attach(conversation: Conversation, account: AccountRow, attached: boolean): void;
  /** Of how many conversations two accounts are members, of all or of those that were founded between two; counted up to a number. */
  inCommon(a: AccountRow, b: AccountRow, of: { readonly ofTwo: boolean; readonly upTo: number }): number;
  /** Takes a device out of every delivery list. */
  forgetDevice(device: DeviceRow): void;
  /** Takes an account with its devices out of every conversation; one without members is removed. */
  forgetAccount(account: AccountRow): void;
}
