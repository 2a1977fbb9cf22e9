import type { DeskOrders, KeptOrder } from "../../desk/desk-orders.ts";
import type { Database } from "../sqlite/database.ts";

export const deskOrdersSchema = `
  CREATE TABLE order_text (
    id TEXT PRIMARY KEY,
    body TEXT NOT NULL,
    added_at_ms INTEGER NOT NULL,
    added_by TEXT NOT NULL
  ) WITHOUT ROWID;
`;

interface Row {
  readonly id: string;
  readonly body: string;
  readonly added_at_ms: number;
  readonly added_by: string;
}

/** Over a database that has `deskOrdersSchema`. */
export function sqliteDeskOrders(db: Database): DeskOrders {
  const all = db.query<Row>("SELECT * FROM order_text ORDER BY id");
  const find = db.query<Row>("SELECT * FROM order_text WHERE id = ?");
  const put = db.query("INSERT OR REPLACE INTO order_text VALUES (?, ?, ?, ?)");
  return {
    all: () => all.all().map(keptOf),
    find(id) {
      const row = find.get(id);
      return row && keptOf(row);
    },
    put: ({ id, text, addedAtMs, by }) => put.run(id, text, addedAtMs, by),
  };
}

function keptOf(row: Row): KeptOrder {
  return { id: row.id, text: row.body, addedAtMs: row.added_at_ms, by: row.added_by };
}
