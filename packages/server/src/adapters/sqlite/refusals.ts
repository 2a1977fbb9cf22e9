import { branded } from "@bridle/protocol";
import { REFUSALS_COUNTED_MAX, type Refusals } from "../../ports/refusals.ts";
import type { Database } from "./database.ts";

interface Row {
  readonly day: number;
  readonly account: number;
  readonly attempts: number;
}

export function sqliteRefusals(db: Database): Refusals {
  const add = db.query(
    `INSERT INTO refusal (day, account, attempts) VALUES (?1, ?2, min(?3, ${REFUSALS_COUNTED_MAX}))
     ON CONFLICT DO UPDATE SET attempts = min(attempts + ?3, ${REFUSALS_COUNTED_MAX})`,
  );
  const before = db.query<Row>("SELECT * FROM refusal WHERE day < ? ORDER BY day, account LIMIT ?");
  const remove = db.query("DELETE FROM refusal WHERE day = ? AND account = ?");
  const removeAll = db.query("DELETE FROM refusal WHERE account = ?");
  return {
    add: ({ account, day, attempts }) => add.run(day, account, attempts),
    before: (day, max) =>
      before.all(day, max).map((row) => ({ ...row, account: branded<number, "AccountRow">(row.account) })),
    remove: (account, day) => remove.run(day, account),
    removeAll: (account) => removeAll.run(account),
  };
}
