import { ConversationId, MessageId } from "@bridle/protocol";
import type { SqlDatabase, SqlRow } from "../ports/sql-database.ts";
import { bytesOf, idOf, maybeBytes, maybeNumber, numberOf } from "./row.ts";

/** Content on its way to the server. It stays until the server's ack is in. */
export interface OutboxItem {
  readonly id: number;
  readonly conversationId: ConversationId;
  readonly messageId: MessageId;
  /** Encoded content: sealed again when the epoch it was sealed in is over. */
  readonly content: Uint8Array;
  /** The MLS message as it was sent, so that a repetition is the same bytes. */
  readonly sealed: Uint8Array | undefined;
  readonly sealedEpoch: number | undefined;
  readonly sealedCount: number | undefined;
  /** What a person wrote or did, as against a receipt or a grant. */
  readonly visible: boolean;
}

export interface OutboxStore {
  add(item: Pick<OutboxItem, "conversationId" | "messageId" | "content" | "visible">): void;
  /** Oldest first. */
  waiting(conversationId: ConversationId, limit: number): readonly OutboxItem[];
  conversations(): readonly ConversationId[];
  get(id: number): OutboxItem | undefined;
  setSealed(
    id: number,
    sealed: { readonly bytes: Uint8Array; readonly epoch: number; readonly count: number } | undefined,
  ): void;
  unsealAll(conversationId: ConversationId): void;
  delete(id: number): void;
  deleteAll(conversationId: ConversationId): void;
}

export function outboxStore(database: SqlDatabase): OutboxStore {
  return {
    add: ({ conversationId, messageId, content, visible }) =>
      void database.run(
        "INSERT INTO outbox (conversation_id, message_id, content, visible) VALUES (?, ?, ?, ?)",
        [conversationId, messageId, content, visible ? 1 : 0],
      ),
    waiting: (conversationId, limit) =>
      database
        .all("SELECT * FROM outbox WHERE conversation_id = ? ORDER BY id LIMIT ?", [conversationId, limit])
        .map(itemOf),
    conversations: () =>
      database
        .all("SELECT DISTINCT conversation_id FROM outbox")
        .map((row) => idOf(row, "conversation_id", ConversationId)),
    get(id) {
      const row = database.get("SELECT * FROM outbox WHERE id = ?", [id]);
      return row === undefined ? undefined : itemOf(row);
    },
    setSealed: (id, sealed) =>
      void database.run("UPDATE outbox SET sealed = ?, sealed_epoch = ?, sealed_count = ? WHERE id = ?", [
        sealed?.bytes ?? null,
        sealed?.epoch ?? null,
        sealed?.count ?? null,
        id,
      ]),
    unsealAll: (conversationId) =>
      void database.run(
        "UPDATE outbox SET sealed = NULL, sealed_epoch = NULL, sealed_count = NULL WHERE conversation_id = ?",
        [conversationId],
      ),
    delete: (id) => void database.run("DELETE FROM outbox WHERE id = ?", [id]),
    deleteAll: (conversationId) =>
      void database.run("DELETE FROM outbox WHERE conversation_id = ?", [conversationId]),
  };
}

function itemOf(row: SqlRow): OutboxItem {
  return {
    id: numberOf(row, "id"),
    conversationId: idOf(row, "conversation_id", ConversationId),
    messageId: idOf(row, "message_id", MessageId),
    content: bytesOf(row, "content"),
    sealed: maybeBytes(row, "sealed"),
    sealedEpoch: maybeNumber(row, "sealed_epoch"),
    sealedCount: maybeNumber(row, "sealed_count"),
    visible: numberOf(row, "visible") === 1,
  };
}
