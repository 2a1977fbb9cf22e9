import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { StoreFault } from "../../ports/store.ts";

/** A prepared statement whose rows have one known shape: the SQL and the type stand side by side. */
export interface Query<Row> {
  get(...values: readonly SQLInputValue[]): Row | undefined;
  all(...values: readonly SQLInputValue[]): readonly Row[];
  /** Rows one by one; stopping early reads no more. */
  each(...values: readonly SQLInputValue[]): Iterable<Row>;
  run(...values: readonly SQLInputValue[]): void;
  /** Runs an INSERT and returns the new row number. */
  insert(...values: readonly SQLInputValue[]): number;
}

/** How long a transaction waits for a short one of another process, such as the command line's. */
const BUSY_MS = 5_000;

/** The one door to SQLite. Every failure comes out as a `StoreFault`. */
export class Database {
  readonly #db: DatabaseSync;

  constructor(file: string, options: { readonly readOnly?: boolean; readonly timeout?: number } = {}) {
    try {
      this.#db = new DatabaseSync(file, { timeout: BUSY_MS, ...options });
    } catch (cause) {
      throw storeFault(cause);
    }
  }

  query<Row>(sql: string): Query<Row> {
    const statement = guarded(() => this.#db.prepare(sql));
    return queryOver<Row>(statement);
  }

  exec(sql: string): void {
    guarded(() => this.#db.exec(sql));
  }

  /** Runs work in a transaction of its own: all of it, durable on return, or none when it throws. */
  together<T>(work: () => T): T {
    this.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      this.exec("COMMIT");
      return result;
    } catch (fault) {
      if (this.inTransaction) this.exec("ROLLBACK");
      throw fault;
    }
  }

  get inTransaction(): boolean {
    return this.#db.isTransaction;
  }

  close(): void {
    guarded(() => this.#db.close());
  }
}

function queryOver<Row>(statement: StatementSync): Query<Row> {
  return {
    // The shape of a row is what its SQL selects; only here is it taken on trust.
    get(...values) {
      try {
        return statement.get(...values) as Row | undefined;
      } catch (cause) {
        throw storeFault(cause);
      }
    },
    all(...values) {
      try {
        return statement.all(...values) as unknown as readonly Row[];
      } catch (cause) {
        throw storeFault(cause);
      }
    },
    *each(...values) {
      try {
        for (const row of statement.iterate(...values)) yield row as unknown as Row;
      } catch (cause) {
        throw storeFault(cause);
      }
    },
    run(...values) {
      try {
        statement.run(...values);
      } catch (cause) {
        throw storeFault(cause);
      }
    },
    insert(...values) {
      try {
        return Number(statement.run(...values).lastInsertRowid);
      } catch (cause) {
        throw storeFault(cause);
      }
    },
  };
}

function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw storeFault(cause);
  }
}

const SQLITE_FULL = 13;

/** SQLITE_FULL leaves the file as it was before the transaction; nothing else can be trusted to. */
function storeFault(cause: unknown): unknown {
  if (!(cause instanceof Error) || !("errcode" in cause)) return cause;
  const primary = Number(cause.errcode) & 0xff;
  return new StoreFault(primary === SQLITE_FULL ? "full" : "broken", cause);
}
