import { BUILDS_PER_ACCOUNT, type Builds } from "../../ports/builds.ts";
import type { Database } from "./database.ts";

export function sqliteBuilds(db: Database): Builds {
  const find = db.query<{ readonly id: number }>("SELECT id FROM build_seen WHERE account = ? AND tag = ?");
  const insert = db.query("INSERT INTO build_seen (account, tag) VALUES (?, ?)");
  const trim = db.query(
    `DELETE FROM build_seen WHERE account = ?1 AND id NOT IN
       (SELECT id FROM build_seen WHERE account = ?1 ORDER BY id DESC LIMIT ${BUILDS_PER_ACCOUNT})`,
  );
  const remove = db.query("DELETE FROM build_seen WHERE account = ?");
  return {
    isKnown: (account, tag) => find.get(account, tag) !== undefined,
    note(account, tag) {
      insert.run(account, tag);
      trim.run(account);
    },
    removeAll: (account) => remove.run(account),
  };
}
