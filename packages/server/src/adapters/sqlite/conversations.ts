import { branded, type ConversationId } from "@bridle/protocol";
import type { Conversation, Conversations, Recipient } from "../../ports/conversations.ts";
import { conversationStatements, type ConversationStatements } from "./conversation-statements.ts";
import type { Database } from "./database.ts";
import { idBytes } from "./id-bytes.ts";
import { WriteBehind } from "./write-behind.ts";

const CONVERSATIONS_MAX = 50_000;

export interface SqliteConversations extends Conversations {
  flush(): void;
  forget(): void;
}

type Cache = WriteBehind<ConversationId, Conversation>;

export function sqliteConversations(db: Database): SqliteConversations {
  const sql = conversationStatements(db);
  const cache: Cache = new WriteBehind(CONVERSATIONS_MAX);
  const write = (_id: ConversationId, { row, order, atMs }: Conversation): void =>
    sql.putPlace.run(row, order, atMs);
  const evict = ({ conversationId }: Conversation): void => cache.evict(conversationId, write);
  const find = (conversationId: ConversationId): Conversation | undefined =>
    cache.get(conversationId) ?? load(sql, cache, conversationId);
  return {
    find,
    insert(conversation) {
      const { conversationId, generation, epoch } = conversation;
      const id = sql.insert.insert(idBytes(conversationId), generation, epoch, epoch);
      sql.putPlace.run(id, conversation.order, conversation.atMs);
      sql.putGroupInfo.run(id, conversation.sealedGroupInfo);
      for (const { device, account } of conversation.recipients) {
        sql.addMember.run(id, account);
        sql.addRecipient.run(id, device, account);
      }
      const inserted = load(sql, cache, conversationId);
      if (inserted === undefined) throw new Error("assertion failed: a conversation just inserted");
      return inserted;
    },
    advance({ conversationId }, place) {
      const current = find(conversationId);
      if (current !== undefined) cache.change(conversationId, { ...current, ...place });
    },
    openEpoch(conversation, opened) {
      const { row } = conversation;
      evict(conversation);
      sql.openEpoch.run(opened.epoch, opened.removalEpoch, row);
      sql.putPlace.run(row, opened.order, opened.atMs);
      sql.putGroupInfo.run(row, opened.sealedGroupInfo);
      for (const device of opened.remove) sql.removeRecipient.run(row, device);
      for (const { device, account } of opened.add) {
        sql.removeRecipient.run(row, device);
        sql.addRecipient.run(row, device, account);
      }
    },
    sealedGroupInfo: (row) => sql.groupInfo.get(row)?.sealed ?? new Uint8Array(0),
    isMember: (row, account) => sql.member.get(row, account) !== undefined,
    endMembership(conversation, account) {
      evict(conversation);
      sql.endMembership.run(conversation.row, account);
    },
    attach(conversation, account, attached) {
      evict(conversation);
      sql.attach.run(attached ? 1 : 0, conversation.row, account);
    },
    haveOneInCommon: (a, b) => sql.inCommon.get(a, b) !== undefined,
    // Which conversations it is in isn't known here, and this is rare: all are read again.
    forgetDevice(device) {
      cache.flush(write);
      cache.forget();
      sql.forgetDevice.run(device);
    },
    forgetAccount(account) {
      cache.flush(write);
      cache.forget();
      forgetAccount(sql, account);
    },
    flush: () => cache.flush(write),
    forget: () => cache.forget(),
  };
}

function load(
  sql: ConversationStatements,
  cache: Cache,
  conversationId: ConversationId,
): Conversation | undefined {
  const found = sql.find.get(idBytes(conversationId));
  if (found === undefined) return undefined;
  const recipients: readonly Recipient[] = sql.recipients.all(found.id).map((recipient) => ({
    device: branded<number, "DeviceRow">(recipient.device),
    account: branded<number, "AccountRow">(recipient.account),
    attached: recipient.attached === 1,
  }));
  return cache.load(conversationId, {
    row: branded<number, "ConversationRow">(found.id),
    conversationId,
    generation: found.generation,
    epoch: found.epoch,
    removalEpoch: found.removal_epoch,
    order: found.ord,
    atMs: found.at_ms,
    recipients,
  });
}

function forgetAccount(sql: ConversationStatements, account: number): void {
  const conversations = sql.conversationsOf.all(account);
  sql.forgetMember.run(account);
  for (const { conversation } of conversations) {
    sql.removeRecipientsOf.run(conversation, account);
    if (sql.anyMember.get(conversation) !== undefined) continue;
    for (const removal of sql.removals) removal.run(conversation);
  }
}
