import { branded } from "@bridle/protocol";
import type { Handles } from "../../ports/handles.ts";
import type { AccountRow } from "../../ports/rows.ts";
import type { Database } from "./database.ts";

export function sqliteHandles(db: Database): Handles {
  const find = db.query<{ account: number }>("SELECT account FROM handle WHERE handle = ?");
  const of = db.query<{ handle: string }>("SELECT handle FROM handle WHERE account = ?");
  const holder = db.query<{ account: number }>("SELECT account FROM handle WHERE skeleton = ?");
  const clear = db.query("DELETE FROM handle WHERE account = ?");
  const set = db.query("INSERT INTO handle (skeleton, handle, account) VALUES (?, ?, ?)");
  const bury = db.query("INSERT OR REPLACE INTO buried_handle (tag, owner) VALUES (?, ?)");
  const buried = db.query<{ owner: Uint8Array }>("SELECT owner FROM buried_handle WHERE tag = ?");

  const account = (row: { account: number } | undefined): AccountRow | undefined =>
    row && branded<number, "AccountRow">(row.account);
  return {
    find: (handle) => account(find.get(handle)),
    of: (row) => of.get(row)?.handle,
    holderOf: (skeleton) => account(holder.get(skeleton)),
    set(row, handle, skeleton) {
      clear.run(row);
      set.run(skeleton, handle, row);
    },
    clear: (row) => clear.run(row),
    bury: (tag, owner) => bury.run(tag, owner),
    buriedBy: (tag) => buried.get(tag)?.owner,
  };
}
