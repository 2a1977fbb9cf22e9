import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

export interface SqliteBytes {
  readonly main: Uint8Array;
  /** The write-ahead log, for databases in that mode that nobody has closed. */
  readonly wal: Uint8Array | undefined;
}

/** A real database, written by SQLite itself. `settings` are pragmas that come first. */
export function sqliteBytes(write: (database: DatabaseSync) => void, settings = ""): SqliteBytes {
  const folder = mkdtempSync(join(tmpdir(), "bridle-sqlite-"));
  try {
    const path = join(folder, "a.db");
    const database = new DatabaseSync(path);
    database.exec(`PRAGMA synchronous=off; ${settings}`);
    if (settings.includes("wal")) write(database);
    else {
      database.exec("BEGIN");
      write(database);
      if (database.isTransaction) database.exec("COMMIT");
    }
    const wal = settings.includes("wal") ? new Uint8Array(readFileSync(`${path}-wal`)) : undefined;
    const main = new Uint8Array(readFileSync(path));
    database.close();
    return { main, wal };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A table with rows given as objects; columns are those of the first row. Types are left to SQLite. */
export function table(
  database: DatabaseSync,
  name: string,
  rows: readonly Readonly<Record<string, string | number | bigint | null | Uint8Array>>[],
): void {
  const columns = Object.keys(rows[0] ?? {});
  const declared = columns.map((column, index) =>
    index === 0 && ["ROWID", "Z_PK", "id"].includes(column)
      ? `"${column}" INTEGER PRIMARY KEY`
      : `"${column}"`,
  );
  database.exec(`CREATE TABLE "${name}" (${declared.join(", ")})`);
  const insert = database.prepare(`INSERT INTO "${name}" VALUES (${columns.map(() => "?").join(", ")})`);
  for (const row of rows) insert.run(...columns.map((column) => row[column] ?? null));
}
