import type { GapReason } from "@bridle/protocol";
import type { Database, Query } from "./database.ts";

export interface WaitingRow {
  readonly seq: number;
  readonly kind: number;
  readonly payload: number;
  readonly head: Uint8Array | null;
  /** `null` for gaps. */
  readonly body: Uint8Array | null;
}

export interface Pointer {
  readonly seq: number;
  readonly kind: number;
  readonly payload: number;
  readonly total: number;
}

/** `pointer.kind` of gaps; 0 and 1 are entries. */
export const GAP_KIND = { expired: 2, quota: 3, strangers: 4 } as const;

export function reasonOf(kind: number): GapReason {
  if (kind === GAP_KIND.strangers) return "strangers";
  return kind === GAP_KIND.expired ? "expired" : "quota";
}

/** An entry or gap on its way out. */
export interface OldRow extends Pointer {
  /** `null` for gaps. */
  readonly at_ms: number | null;
  /** The first byte of what is delivered, `null` for gaps. */
  readonly start: Uint8Array | null;
}

export interface MailboxStatements {
  readonly lastPayload: Query<{ readonly id: number | null }>;
  readonly addPayload: Query<unknown>;
  readonly removePayload: Query<unknown>;
  readonly addShared: Query<unknown>;
  readonly removeShare: Query<{ readonly pointers: number }>;
  readonly removeShared: Query<unknown>;
  readonly addPointer: Query<unknown>;
  readonly read: Query<WaitingRow>;
  readonly free: Query<Pointer>;
  readonly entryAt: Query<Pointer>;
  readonly gapAt: Query<Pointer>;
  readonly putGap: Query<unknown>;
  readonly remove: Query<unknown>;
  readonly acked: Query<{ readonly acked_seq: number; readonly freed_total: number }>;
  readonly putAcked: Query<unknown>;
  /** The newest pointer up to a number. */
  readonly newest: Query<{ readonly seq: number; readonly total: number }>;
  readonly count: Query<{ readonly count: number }>;
  readonly mailboxAfter: Query<{ readonly device: number }>;
  readonly oldest: Query<OldRow>;
  readonly waitingRoughly: Query<{ readonly count: number | null }>;
}

export function mailboxStatements(db: Database): MailboxStatements {
  return {
    lastPayload: db.query("SELECT max(id) AS id FROM payload"),
    addPayload: db.query("INSERT INTO payload (id, at_ms, body) VALUES (?, ?, ?)"),
    removePayload: db.query("DELETE FROM payload WHERE id = ?"),
    addShared: db.query("INSERT INTO shared (payload, pointers) VALUES (?, ?)"),
    removeShare: db.query("UPDATE shared SET pointers = pointers - 1 WHERE payload = ? RETURNING pointers"),
    removeShared: db.query("DELETE FROM shared WHERE payload = ?"),
    addPointer: db.query(
      "INSERT INTO pointer (device, seq, kind, payload, head, total) VALUES (?, ?, ?, ?, ?, ?)",
    ),
    read: db.query(
      `SELECT seq, kind, payload, head, body FROM pointer LEFT JOIN payload ON id = payload AND kind < 2
       WHERE device = ? AND seq > ? ORDER BY seq LIMIT ?`,
    ),
    free: db.query("DELETE FROM pointer WHERE device = ? AND seq <= ? RETURNING seq, kind, payload, total"),
    entryAt: db.query(
      "SELECT seq, kind, payload, total FROM pointer WHERE device = ? AND seq = ? AND kind < 2",
    ),
    gapAt: db.query(
      "SELECT seq, kind, payload, total FROM pointer WHERE device = ? AND seq = ? AND kind = ?",
    ),
    putGap: db.query(
      "INSERT OR REPLACE INTO pointer (device, seq, kind, payload, total) VALUES (?, ?, ?, ?, ?)",
    ),
    remove: db.query("DELETE FROM pointer WHERE device = ? AND seq = ?"),
    acked: db.query("SELECT acked_seq, freed_total FROM mailbox WHERE device = ?"),
    putAcked: db.query("INSERT OR REPLACE INTO mailbox (device, acked_seq, freed_total) VALUES (?, ?, ?)"),
    newest: db.query(
      "SELECT seq, total FROM pointer WHERE device = ? AND seq <= ? ORDER BY seq DESC LIMIT 1",
    ),
    count: db.query("SELECT count(*) AS count FROM pointer WHERE device = ? AND seq > ?"),
    mailboxAfter: db.query("SELECT device FROM pointer WHERE device > ? ORDER BY device LIMIT 1"),
    oldest: db.query(
      `SELECT seq, kind, payload, total, at_ms, substr(ifnull(head, body), 1, 1) AS start FROM pointer LEFT JOIN payload ON id = payload AND kind < 2
       WHERE device = ? ORDER BY seq LIMIT ?`,
    ),
    waitingRoughly: db.query("SELECT max(id) - min(id) + 1 AS count FROM payload"),
  };
}
