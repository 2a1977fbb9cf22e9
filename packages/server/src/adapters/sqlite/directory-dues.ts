import { AccountId } from "@bridle/protocol";
import type { DirectoryDues } from "../../ports/directory-dues.ts";
import type { Database } from "./database.ts";
import { idBytes, storedId } from "./id-bytes.ts";

export function sqliteDirectoryDues(db: Database): DirectoryDues {
  const add = db.query("INSERT OR REPLACE INTO directory_due (account_id) VALUES (?)");
  const addAll = db.query("INSERT OR REPLACE INTO directory_due (account_id) SELECT account_id FROM account");
  const first = db.query<{ readonly turn: number; readonly account_id: Uint8Array }>(
    "SELECT turn, account_id FROM directory_due ORDER BY turn LIMIT ?",
  );
  const settle = db.query("DELETE FROM directory_due WHERE turn = ?");
  return {
    add: (accountId) => add.run(idBytes(accountId)),
    addAll: () => addAll.run(),
    first: (max) =>
      first.all(max).map((row) => ({ turn: row.turn, accountId: storedId(AccountId, row.account_id) })),
    settle: (turn) => settle.run(turn),
  };
}
