import type { Answers } from "../../ports/answers.ts";
import type { Database } from "./database.ts";

export function sqliteAnswers(db: Database): Answers {
  const find = db.query<{ ord: number; at_ms: number }>("SELECT ord, at_ms FROM answer WHERE key = ?");
  const keep = db.query("INSERT INTO answer (key, ord, at_ms) VALUES (?, ?, ?)");
  // A walk over the keys in slices: an index by time would cost every message a second write.
  const slice = db.query<{ last: Uint8Array | null }>(
    "SELECT max(key) AS last FROM (SELECT key FROM answer WHERE key > ? ORDER BY key LIMIT ?)",
  );
  const expire = db.query("DELETE FROM answer WHERE key > ? AND key <= ? AND at_ms < ?");
  return {
    find(key) {
      const row = find.get(key);
      return row && { order: row.ord, atMs: row.at_ms };
    },
    keep: (key, { order, atMs }) => keep.run(key, order, atMs),
    expire(beforeMs, from, rows) {
      const start = from ?? new Uint8Array(0);
      const last = slice.get(start, rows)?.last ?? undefined;
      if (last !== undefined) expire.run(start, last, beforeMs);
      return last;
    },
  };
}
