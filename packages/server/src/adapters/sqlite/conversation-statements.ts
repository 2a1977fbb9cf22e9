import type { Database, Query } from "./database.ts";

export interface ConversationStatements {
  readonly find: Query<{
    readonly id: number;
    readonly generation: number;
    readonly epoch: number;
    readonly removal_epoch: number;
    readonly ord: number;
    readonly at_ms: number;
  }>;
  readonly recipients: Query<{
    readonly device: number;
    readonly account: number;
    readonly attached: number | null;
  }>;
  readonly insert: Query<unknown>;
  readonly putPlace: Query<unknown>;
  readonly openEpoch: Query<unknown>;
  readonly groupInfo: Query<{ readonly sealed: Uint8Array }>;
  readonly putGroupInfo: Query<unknown>;
  readonly member: Query<unknown>;
  readonly addMember: Query<unknown>;
  readonly endMembership: Query<unknown>;
  readonly attach: Query<unknown>;
  readonly inCommon: Query<{ readonly count: number }>;
  readonly ofTwoInCommon: Query<{ readonly count: number }>;
  readonly addRecipient: Query<unknown>;
  readonly removeRecipient: Query<unknown>;
  readonly forgetDevice: Query<unknown>;
  readonly conversationsOf: Query<{ readonly conversation: number }>;
  readonly forgetMember: Query<unknown>;
  readonly removeRecipientsOf: Query<unknown>;
  readonly anyMember: Query<unknown>;
  /** What goes with a conversation that nobody is a member of. */
  readonly removals: readonly Query<unknown>[];
}

export function conversationStatements(db: Database): ConversationStatements {
  return {
    find: db.query(
      `SELECT id, generation, epoch, removal_epoch, ord, at_ms
       FROM conversation JOIN place ON place.conversation = id WHERE conversation_id = ?`,
    ),
    recipients: db.query(
      `SELECT recipient.device, recipient.account, member.attached FROM recipient
       LEFT JOIN member USING (conversation, account) WHERE conversation = ? ORDER BY position`,
    ),
    insert: db.query(
      "INSERT INTO conversation (conversation_id, generation, epoch, removal_epoch, of_two) VALUES (?, ?, ?, ?, ?)",
    ),
    putPlace: db.query("INSERT OR REPLACE INTO place (conversation, ord, at_ms) VALUES (?, ?, ?)"),
    openEpoch: db.query("UPDATE conversation SET epoch = ?, removal_epoch = ? WHERE id = ?"),
    groupInfo: db.query("SELECT sealed FROM group_info WHERE conversation = ?"),
    putGroupInfo: db.query("INSERT OR REPLACE INTO group_info (conversation, sealed) VALUES (?, ?)"),
    member: db.query("SELECT 1 FROM member WHERE conversation = ? AND account = ?"),
    addMember: db.query("INSERT OR IGNORE INTO member (conversation, account, attached) VALUES (?, ?, 1)"),
    endMembership: db.query("DELETE FROM member WHERE conversation = ? AND account = ?"),
    attach: db.query("UPDATE member SET attached = ? WHERE conversation = ? AND account = ?"),
    inCommon: db.query(
      `SELECT count(*) AS count FROM (
         SELECT 1 FROM member AS a JOIN member AS b ON b.conversation = a.conversation
         WHERE a.account = ? AND b.account = ? LIMIT ?)`,
    ),
    ofTwoInCommon: db.query(
      `SELECT count(*) AS count FROM (
         SELECT 1 FROM member AS a JOIN member AS b ON b.conversation = a.conversation
         JOIN conversation ON conversation.id = a.conversation
         WHERE a.account = ? AND b.account = ? AND of_two = 1 LIMIT ?)`,
    ),
    addRecipient: db.query(
      `INSERT INTO recipient (conversation, position, device, account)
       SELECT ?1, ifnull(max(position), 0) + 1, ?2, ?3 FROM recipient WHERE conversation = ?1`,
    ),
    removeRecipient: db.query("DELETE FROM recipient WHERE conversation = ? AND device = ?"),
    forgetDevice: db.query("DELETE FROM recipient WHERE device = ?"),
    conversationsOf: db.query("SELECT conversation FROM member WHERE account = ?"),
    forgetMember: db.query("DELETE FROM member WHERE account = ?"),
    removeRecipientsOf: db.query("DELETE FROM recipient WHERE conversation = ? AND account = ?"),
    anyMember: db.query("SELECT 1 FROM member WHERE conversation = ? LIMIT 1"),
    removals: [
      db.query("DELETE FROM recipient WHERE conversation = ?"),
      db.query("DELETE FROM group_info WHERE conversation = ?"),
      db.query("DELETE FROM place WHERE conversation = ?"),
      db.query("DELETE FROM conversation WHERE id = ?"),
    ],
  };
}
