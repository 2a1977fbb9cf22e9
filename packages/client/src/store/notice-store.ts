import { decode, encode, fixedBytes, limits, list, struct, u53, type Infer } from "@bridle/protocol";
import type { NoticeStanding, RefusedDay } from "../api/shapes.ts";
import { StoreFault, type SqlDatabase, type SqlRow } from "../ports/sql-database.ts";
import { bytesOf, numberOf, oneOfColumn, textOf } from "./row.ts";

/** The operator's notice keys that this device trusts, oldest first: each was named by the one before it. */
const pinnedKeys = struct({
  keys: list(struct({ key: fixedBytes(32), sinceMs: u53 }), { max: 1 + limits.noticeKeySuccessorsMax }),
});
export type PinnedKeys = Infer<typeof pinnedKeys>["keys"];

export interface NoticeRecord {
  /** The first 16 bytes of SHA-256 over `raw`, in hex. */
  readonly id: string;
  readonly raw: Uint8Array;
  readonly standing: NoticeStanding;
  readonly at: number;
  readonly seen: boolean;
}

/** More than anybody should ever get; beyond that the oldest go. */
const KEPT_MAX = 100;

/** Safety notices and the keys that they are checked with: a table of its own, which no message reaches. */
export interface NoticeStore {
  has(id: string): boolean;
  put(notice: NoticeRecord): void;
  list(): readonly NoticeRecord[];
  delete(id: string): void;
  setSeen(id: string): void;
  /** The last days on which strangers were refused, newest first. */
  refusedDays(): readonly RefusedDay[];
  putRefusedDay(refused: RefusedDay): void;
  keys(): PinnedKeys;
  setKeys(keys: PinnedKeys): void;
  /** What the server was last known to hold. */
  optedOut(): boolean;
  setOptedOut(optedOut: boolean): void;
}

const ATTEMPTS = ["one", "few", "many"] as const;
const DAYS_SHOWN = 30;
const DAYS_KEPT = 90;
const STANDINGS = ["verified", "unverified", "newer"] as const;

export function noticeStore(database: SqlDatabase): NoticeStore {
  const get = (name: string): SqlRow | undefined =>
    database.get("SELECT value FROM kv WHERE name = ?", [name]);
  const put = (name: string, value: Uint8Array | number): void => {
    database.run("INSERT OR REPLACE INTO kv VALUES (?, ?)", [name, value]);
  };
  return {
    has: (id) => database.get("SELECT 1 FROM notice WHERE id = ?", [id]) !== undefined,
    put({ id, raw, standing, at, seen }) {
      database.run("INSERT OR IGNORE INTO notice (id, raw, standing, at, seen) VALUES (?, ?, ?, ?, ?)", [
        id,
        raw,
        standing,
        at,
        seen ? 1 : 0,
      ]);
      database.run(
        "DELETE FROM notice WHERE id NOT IN (SELECT id FROM notice ORDER BY at DESC, id LIMIT ?)",
        [KEPT_MAX],
      );
    },
    list: () => database.all("SELECT * FROM notice ORDER BY at DESC, id").map(recordOf),
    delete: (id) => void database.run("DELETE FROM notice WHERE id = ?", [id]),
    setSeen: (id) => void database.run("UPDATE notice SET seen = 1 WHERE id = ?", [id]),
    refusedDays: () =>
      database.all("SELECT * FROM refused_day ORDER BY day DESC LIMIT ?", [DAYS_SHOWN]).map((row) => ({
        day: numberOf(row, "day"),
        attempts: oneOfColumn(row, "attempts", ATTEMPTS),
      })),
    putRefusedDay({ day, attempts }) {
      database.run("INSERT OR REPLACE INTO refused_day VALUES (?, ?)", [day, attempts]);
      database.run("DELETE FROM refused_day WHERE day <= ?", [day - DAYS_KEPT]);
    },
    keys() {
      const row = get("noticeKeys");
      if (row === undefined) return [];
      const read = decode(pinnedKeys, bytesOf(row, "value"));
      if (!read.ok) throw new StoreFault("corrupt", "notice keys");
      return read.value.keys;
    },
    setKeys: (keys) => put("noticeKeys", encode(pinnedKeys, { keys })),
    optedOut: () => get("noticesOptedOut")?.["value"] === 1,
    setOptedOut: (optedOut) => put("noticesOptedOut", optedOut ? 1 : 0),
  };
}

function recordOf(row: SqlRow): NoticeRecord {
  return {
    id: textOf(row, "id"),
    raw: bytesOf(row, "raw"),
    standing: oneOfColumn(row, "standing", STANDINGS),
    at: numberOf(row, "at"),
    seen: numberOf(row, "seen") === 1,
  };
}
