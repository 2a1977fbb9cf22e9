import {
  bytes,
  decode,
  encode,
  fixedBytes,
  receipt,
  struct,
  u53,
  u8,
  type ConversationId,
  type Infer,
  type MessageId,
} from "@bridle/protocol";
import { StoreFault, type SqlDatabase } from "../ports/sql-database.ts";
import { bytesOf } from "./row.ts";

// What makes a received message provable to others (DESIGN §9). Dropped after days, because it also
// proves what people would rather not have provable.

const evidence = struct({
  version: u8,
  framedContentTbs: bytes({ max: 128 * 1024 }),
  signature: bytes({ max: 128 }),
  ciphertextHash: fixedBytes(32),
  order: u53,
  atMs: u53,
  receipt,
});
export type Evidence = Omit<Infer<typeof evidence>, "version">;

/** How long evidence is kept unless a report needs it. */
export const EVIDENCE_LIFETIME_MS: number = 7 * 24 * 60 * 60 * 1000;

export interface EvidenceStore {
  put(
    conversationId: ConversationId,
    messageId: MessageId,
    kept: Evidence & { readonly expiresAt: number },
  ): void;
  get(conversationId: ConversationId, messageId: MessageId): Evidence | undefined;
  deleteExpired(nowMs: number): void;
}

export function evidenceStore(database: SqlDatabase): EvidenceStore {
  return {
    put(conversationId, messageId, { expiresAt, ...kept }) {
      const data = encode(evidence, { version: 1, ...kept });
      database.run("INSERT OR IGNORE INTO evidence VALUES (?, ?, ?, ?)", [
        conversationId,
        messageId,
        data,
        expiresAt,
      ]);
    },
    get(conversationId, messageId) {
      const row = database.get("SELECT data FROM evidence WHERE conversation_id = ? AND message_id = ?", [
        conversationId,
        messageId,
      ]);
      if (row === undefined) return undefined;
      const read = decode(evidence, bytesOf(row, "data"));
      if (!read.ok) throw new StoreFault("corrupt", "evidence");
      const { version: _, ...kept } = read.value;
      return kept;
    },
    deleteExpired: (nowMs) => void database.run("DELETE FROM evidence WHERE expires_at < ?", [nowMs]),
  };
}
