import { branded, type ConversationId } from "@bridle/protocol";
import {
  isOfTwo,
  type Conversation,
  type Conversations,
  type NewConversation,
  type NewEpoch,
} from "../../ports/conversations.ts";
import type { AccountRow, ConversationRow, DeviceRow } from "../../ports/rows.ts";
import { conversationStatements, type ConversationStatements } from "./conversation-statements.ts";
import type { Database } from "./database.ts";
import { idBytes } from "./id-bytes.ts";
import { WriteBehind } from "./write-behind.ts";

const CONVERSATIONS_MAX = 50_000;

/** Conversations with their lists are read once and then kept; places in their order are written per commit. */
export class SqliteConversations implements Conversations {
  readonly #sql: ConversationStatements;
  readonly #cache = new WriteBehind<ConversationId, Conversation>(CONVERSATIONS_MAX);

  constructor(db: Database) {
    this.#sql = conversationStatements(db);
  }

  find(conversationId: ConversationId): Conversation | undefined {
    return this.#cache.get(conversationId) ?? this.#load(conversationId);
  }

  insert(conversation: NewConversation): Conversation {
    const { conversationId, generation, epoch, order, atMs, recipients } = conversation;
    const sql = this.#sql;
    const ofTwo = isOfTwo(conversation) ? 1 : 0;
    const id = sql.insert.insert(idBytes(conversationId), generation, epoch, epoch, ofTwo);
    sql.putPlace.run(id, order, atMs);
    sql.putGroupInfo.run(id, conversation.sealedGroupInfo);
    for (const { device, account } of recipients) {
      sql.addMember.run(id, account);
      sql.addRecipient.run(id, device, account);
    }
    const inserted = this.#load(conversationId);
    if (inserted === undefined) throw new Error("assertion failed: a conversation just inserted");
    return inserted;
  }

  advance({ conversationId }: Conversation, place: { readonly order: number; readonly atMs: number }): void {
    const current = this.find(conversationId);
    if (current !== undefined) this.#cache.change(conversationId, { ...current, ...place });
  }

  openEpoch(conversation: Conversation, opened: NewEpoch): void {
    const { row } = conversation;
    const sql = this.#sql;
    this.#evict(conversation);
    sql.openEpoch.run(opened.epoch, opened.removalEpoch, row);
    sql.putPlace.run(row, opened.order, opened.atMs);
    sql.putGroupInfo.run(row, opened.sealedGroupInfo);
    for (const device of opened.remove) sql.removeRecipient.run(row, device);
    for (const { device, account } of opened.add) {
      sql.removeRecipient.run(row, device);
      sql.addRecipient.run(row, device, account);
    }
  }

  sealedGroupInfo(row: ConversationRow): Uint8Array {
    return this.#sql.groupInfo.get(row)?.sealed ?? new Uint8Array(0);
  }

  isMember(row: ConversationRow, account: AccountRow): boolean {
    return this.#sql.member.get(row, account) !== undefined;
  }

  endMembership(conversation: Conversation, account: AccountRow): void {
    this.#evict(conversation);
    this.#sql.endMembership.run(conversation.row, account);
  }

  attach(conversation: Conversation, account: AccountRow, attached: boolean): void {
    this.#evict(conversation);
    this.#sql.attach.run(attached ? 1 : 0, conversation.row, account);
  }

  inCommon(a: AccountRow, b: AccountRow, of: { readonly ofTwo: boolean; readonly upTo: number }): number {
    const { inCommon, ofTwoInCommon } = this.#sql;
    return (of.ofTwo ? ofTwoInCommon : inCommon).get(a, b, of.upTo)?.count ?? 0;
  }

  forgetDevice(device: DeviceRow): void {
    this.#evictAll();
    this.#sql.forgetDevice.run(device);
  }

  forgetAccount(account: AccountRow): void {
    const sql = this.#sql;
    this.#evictAll();
    const conversations = sql.conversationsOf.all(account);
    sql.forgetMember.run(account);
    for (const { conversation } of conversations) {
      sql.removeRecipientsOf.run(conversation, account);
      if (sql.anyMember.get(conversation) !== undefined) continue;
      for (const removal of sql.removals) removal.run(conversation);
    }
  }

  flush(): void {
    this.#cache.flush(this.#write);
  }

  forget(): void {
    this.#cache.forget();
  }

  #load(conversationId: ConversationId): Conversation | undefined {
    const found = this.#sql.find.get(idBytes(conversationId));
    if (found === undefined) return undefined;
    return this.#cache.load(conversationId, {
      row: branded<number, "ConversationRow">(found.id),
      conversationId,
      generation: found.generation,
      epoch: found.epoch,
      removalEpoch: found.removal_epoch,
      order: found.ord,
      atMs: found.at_ms,
      recipients: this.#sql.recipients.all(found.id).map((recipient) => ({
        device: branded<number, "DeviceRow">(recipient.device),
        account: branded<number, "AccountRow">(recipient.account),
        attached: recipient.attached === 1,
      })),
    });
  }

  readonly #write = (_id: ConversationId, { row, order, atMs }: Conversation): void =>
    this.#sql.putPlace.run(row, order, atMs);

  #evict({ conversationId }: Conversation): void {
    this.#cache.evict(conversationId, this.#write);
  }

  /** Which conversations a device or account is in isn't known here, and this is rare: all are read again. */
  #evictAll(): void {
    this.flush();
    this.forget();
  }
}
