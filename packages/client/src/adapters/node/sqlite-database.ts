import { toHex } from "@bridle/protocol";
import Database, { type Parameter, type Statement } from "better-sqlite3-multiple-ciphers";
import {
  type SqlDatabase,
  type SqlRow,
  type SqlValue,
  StoreFault,
  type Synchronous,
} from "../../ports/sql-database.ts";
import { BoundedCache } from "../../sql/bounded-cache.ts";
import { runTransaction } from "../../sql/run-transaction.ts";

/**
 * Opens or creates the encrypted database file: ChaCha20-Poly1305 per page with a raw 32-byte key, WAL,
 * one fsync per transaction. Throws `StoreFault`; a key that doesn't fit and a damaged file look alike
 * (`corrupt`), because every page is authenticated.
 */
export function openSqliteDatabase(path: string, key: Uint8Array): SqlDatabase {
  return guarded(() => {
    const database = new Database(path, { timeout: 0 });
    try {
      database.pragma("cipher = 'chacha20'");
      database.pragma(`key = 'raw:${toHex(key)}'`);
      database.pragma("temp_store = memory");
      database.pragma("locking_mode = exclusive");
      database.pragma("journal_mode = wal");
      database.pragma("synchronous = full");
      // What a person deletes is overwritten, so that a key that leaks later doesn't open it.
      database.pragma("secure_delete = on");
      // With an exclusive lock the first read takes it; a second process is refused here.
      database.prepare("select count(*) from sqlite_schema").get();
      return new SqliteDatabase(database);
    } catch (fault) {
      database.close();
      throw fault;
    }
  });
}

const statementsMax = 256;

class SqliteDatabase implements SqlDatabase {
  readonly #database: Database;
  readonly #statements = new BoundedCache<Statement>({ max: statementsMax });

  constructor(database: Database) {
    this.#database = database;
  }

  exec(sql: string): void {
    guarded(() => this.#open().exec(sql));
  }

  run(sql: string, params: readonly SqlValue[] = []): { readonly changes: number } {
    return guarded(() => {
      const statement = this.#statement(sql);
      if (!statement.reader) return { changes: statement.run(...params.map(bound)).changes };
      const before = this.#totalChanges();
      statement.all(...params.map(bound));
      return { changes: this.#totalChanges() - before };
    });
  }

  get(sql: string, params: readonly SqlValue[] = []): SqlRow | undefined {
    return guarded(() => {
      const statement = this.#statement(sql);
      if (statement.reader) {
        const row = statement.get(...params.map(bound));
        return row === undefined ? undefined : rowOf(row);
      }
      statement.run(...params.map(bound));
      return undefined;
    });
  }

  all(sql: string, params: readonly SqlValue[] = []): readonly SqlRow[] {
    return guarded(() => {
      const statement = this.#statement(sql);
      if (statement.reader) return statement.all(...params.map(bound)).map(rowOf);
      statement.run(...params.map(bound));
      return [];
    });
  }

  transaction<T>(work: () => Synchronous<T>): T {
    return runTransaction(this, work);
  }

  get inTransaction(): boolean {
    return this.#database.open && this.#database.inTransaction;
  }

  close(): void {
    this.#statements.clear();
    if (this.#database.open) guarded(() => this.#database.close());
  }

  #open(): Database {
    if (!this.#database.open) throw new StoreFault("closed", "the store is closed");
    return this.#database;
  }

  #statement(sql: string): Statement {
    const database = this.#open();
    return this.#statements.get(sql, () => database.prepare(sql));
  }

  #totalChanges(): number {
    return Number(this.#statement("select total_changes() as n").get()?.["n"]);
  }
}

// The binding makes every number a real; as a bigint it stays an integer.
function bound(value: SqlValue): Parameter {
  if (typeof value !== "number") return value;
  if (Number.isSafeInteger(value)) return BigInt(value);
  if (!Number.isFinite(value) || Number.isInteger(value))
    throw new RangeError("a number that SQLite would change");
  return value;
}

// Columns are text, numbers, null or a Buffer, whose class and memory stay in here.
function rowOf(row: Record<string, unknown>): SqlRow {
  for (const name in row) {
    const value = row[name];
    if (value instanceof Uint8Array) row[name] = new Uint8Array(value);
  }
  return row as SqlRow;
}

function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    if (thrown instanceof Database.SqliteError) throw faultOf(thrown.code);
    throw thrown;
  }
}

// Only the code: SQLite's own words may quote what was being stored.
function faultOf(code: string): StoreFault {
  if (code === "SQLITE_FULL") return new StoreFault("storage_full", code);
  if (code.startsWith("SQLITE_CORRUPT") || code === "SQLITE_NOTADB") return new StoreFault("corrupt", code);
  return new StoreFault("failed", code);
}
