import { branded, fromHex, toHex } from "@bridle/protocol";
import type { NoticeCounts, Notices, WaitingNotice } from "../../ports/notices.ts";
import type { AccountRow } from "../../ports/rows.ts";
import type { Database } from "./database.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

interface Row {
  readonly id: number;
  readonly batch: Uint8Array;
  readonly account: number;
  readonly raw: Uint8Array;
  readonly at_ms: number;
}

interface SuccessorRow {
  readonly key: Uint8Array;
  readonly since_ms: number;
  readonly signature: Uint8Array;
}

export function sqliteNotices(db: Database): Notices {
  const { optedOut, optOut, optIn, posted, putTag, putCode, codeDay, expireTags } = smallStatements(db);
  const sql = waitingStatements(db);
  const noticeOf = (row: Row): WaitingNotice => ({
    batch: toHex(row.batch),
    account: branded<number, "AccountRow">(row.account),
    raw: row.raw,
    atMs: row.at_ms,
    places: sql.places
      .all(row.id)
      .map(({ device, seq }) => ({ device: branded<number, "DeviceRow">(device), seq })),
  });
  const idOf = ({ batch, account }: WaitingNotice): number | undefined =>
    sql.find.get(batchBytes(batch), account)?.id;
  const settle = (notice: WaitingNotice, as: "delivered" | "expired"): void => {
    const id = idOf(notice);
    if (id === undefined) return;
    sql.removePlaces.run(id);
    sql.remove.run(id);
    sql.count.run(batchBytes(notice.batch), 0, as === "delivered" ? 1 : 0, as === "expired" ? 1 : 0);
  };
  const ofAccount = (account: AccountRow): readonly WaitingNotice[] => sql.waiting.all(account).map(noticeOf);
  return {
    isOptedOut: (account) => optedOut.get(account) !== undefined,
    setOptedOut: (account, isOut) => (isOut ? optOut : optIn).run(account),
    wasPosted: (tag) => posted.get(tag) !== undefined,
    add(notice, { tag, code }) {
      const { batch, account, raw, atMs } = notice;
      sql.add.run(batchBytes(batch), account, raw, atMs);
      const id = idOf(notice);
      if (id !== undefined) for (const { device, seq } of notice.places) sql.addPlace.run(id, device, seq);
      putTag.run(tag, atMs);
      putCode.run(code, Math.floor(atMs / DAY_MS));
      sql.count.run(batchBytes(batch), 1, 0, 0);
    },
    waiting: ofAccount,
    page(after, max) {
      const rows = sql.page.all(after, max);
      return { notices: rows.map(noticeOf), next: rows.length < max ? 0 : (rows.at(-1)?.id ?? 0) };
    },
    addPlace(notice, { device, seq }) {
      const id = idOf(notice);
      if (id !== undefined) sql.addPlace.run(id, device, seq);
    },
    forgetDevice: (device) => sql.forgetDevice.run(device),
    settle,
    counts: (batch) => ({
      ...(sql.counts.get(batchBytes(batch)) ?? { posted: 0, delivered: 0, expired: 0 }),
    }),
    codeDay: (code) => codeDay.get(code)?.day,
    removeAll(account) {
      for (const notice of ofAccount(account)) settle(notice, "expired");
      optIn.run(account);
    },
    successors: () =>
      sql.successors.all().map(({ key, since_ms: sinceMs, signature }) => ({ key, sinceMs, signature })),
    addSuccessor: ({ key, sinceMs, signature }) => sql.addSuccessor.run(key, sinceMs, signature),
    expireTags: (beforeMs) => expireTags.run(beforeMs),
  };
}

function waitingStatements(db: Database) {
  return {
    add: db.query("INSERT INTO notice (batch, account, raw, at_ms) VALUES (?, ?, ?, ?)"),
    find: db.query<{ readonly id: number }>("SELECT id FROM notice WHERE batch = ? AND account = ?"),
    waiting: db.query<Row>("SELECT * FROM notice WHERE account = ? ORDER BY id"),
    page: db.query<Row>("SELECT * FROM notice WHERE id > ? ORDER BY id LIMIT ?"),
    remove: db.query("DELETE FROM notice WHERE id = ?"),
    places: db.query<{ readonly device: number; readonly seq: number }>(
      "SELECT device, seq FROM notice_place WHERE notice = ? ORDER BY device",
    ),
    addPlace: db.query("INSERT INTO notice_place (notice, device, seq) VALUES (?, ?, ?)"),
    removePlaces: db.query("DELETE FROM notice_place WHERE notice = ?"),
    forgetDevice: db.query("DELETE FROM notice_place WHERE device = ?"),
    counts: db.query<NoticeCounts>("SELECT posted, delivered, expired FROM notice_batch WHERE batch = ?"),
    count: db.query(
      `INSERT INTO notice_batch (batch, posted, delivered, expired) VALUES (?, ?, ?, ?)
     ON CONFLICT (batch) DO UPDATE SET posted = posted + excluded.posted,
       delivered = delivered + excluded.delivered, expired = expired + excluded.expired`,
    ),
    successors: db.query<SuccessorRow>("SELECT * FROM notice_key ORDER BY id"),
    addSuccessor: db.query("INSERT INTO notice_key (key, since_ms, signature) VALUES (?, ?, ?)"),
  };
}

function smallStatements(db: Database) {
  return {
    optedOut: db.query<object>("SELECT 1 FROM notice_opt_out WHERE account = ?"),
    optOut: db.query("INSERT OR IGNORE INTO notice_opt_out (account) VALUES (?)"),
    optIn: db.query("DELETE FROM notice_opt_out WHERE account = ?"),
    posted: db.query<object>("SELECT 1 FROM notice_tag WHERE tag = ?"),
    putTag: db.query("INSERT INTO notice_tag (tag, at_ms) VALUES (?, ?)"),
    expireTags: db.query("DELETE FROM notice_tag WHERE at_ms < ?"),
    putCode: db.query("INSERT OR IGNORE INTO notice_code (code, day) VALUES (?, ?)"),
    codeDay: db.query<{ readonly day: number }>("SELECT day FROM notice_code WHERE code = ?"),
  };
}

function batchBytes(batch: string): Uint8Array {
  const bytes = fromHex(batch);
  if (bytes?.length !== 16) throw new Error("assertion failed: a batch's id has 16 bytes");
  return bytes;
}
