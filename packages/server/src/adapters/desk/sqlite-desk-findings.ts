import type { Finding } from "@bridle/desk";
import { lastAtMs, type DeskFindings } from "../../desk/desk-findings.ts";
import type { Database } from "../sqlite/database.ts";

export const deskFindingsSchema = `
  CREATE TABLE finding (id TEXT PRIMARY KEY, last_at_ms INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
  CREATE INDEX finding_by_time ON finding (last_at_ms);
`;

/** Over a database that has `deskFindingsSchema`, with secure deletion on. */
export function sqliteDeskFindings(db: Database): DeskFindings {
  const all = db.query<{ readonly body: string }>("SELECT body FROM finding ORDER BY id");
  const put = db.query("INSERT OR REPLACE INTO finding VALUES (?, ?, ?)");
  const remove = db.query("DELETE FROM finding WHERE id = ?");
  const expire = db.query("DELETE FROM finding WHERE last_at_ms < ?");
  return {
    // What was kept is what `put` wrote; the file is trusted as far as the folder is.
    all: () => all.all().map(({ body }) => JSON.parse(body) as Finding),
    put: (finding) => put.run(finding.id, lastAtMs(finding), JSON.stringify(finding)),
    remove: (id) => remove.run(id),
    expire: (beforeMs) => expire.run(beforeMs),
  };
}
