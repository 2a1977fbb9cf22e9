/* oxlint-disable no-underscore-dangle -- Emscripten's names for C functions */
import { toHex } from "@bridle/protocol";
import {
  type SqlDatabase,
  type SqlRow,
  type SqlValue,
  StoreFault,
  type Synchronous,
} from "../../ports/sql-database.ts";
import { BoundedCache } from "../../sql/bounded-cache.ts";
import { runTransaction } from "../../sql/run-transaction.ts";
import { pointerFrom, type SqliteModule, withText } from "./sqlite-module.ts";
import { compile, type WasmStatement } from "./wasm-statement.ts";

/** A VFS of wa-sqlite: where the files are. */
export interface SqliteVfs {
  readonly name: string;
}

const openReadWriteCreate = 0x02 | 0x04;
const statementsMax = 256;

/**
 * Opens or creates the encrypted database `name` in a VFS: ChaCha20-Poly1305 per page with a raw 32-byte
 * key, WAL, one flush per transaction. Throws `StoreFault`; a key that doesn't fit and a damaged file
 * look alike (`corrupt`), because every page is authenticated.
 *
 * The C interface is bound directly: wa-sqlite's own JavaScript interface answers by promises only,
 * and nothing may come between two statements of a transaction.
 */
export function openWasmDatabase(
  module: SqliteModule,
  source: { readonly vfs: SqliteVfs; readonly name: string; readonly key: Uint8Array },
): SqlDatabase {
  const { vfs, name, key } = source;
  registered(module.vfs_register(vfs, false));
  registered(module.ccall("sqlite3mc_vfs_create", "number", ["string", "number"], [vfs.name, 0]));
  const pointer = pointerFrom(module, (address) => {
    withText(module, name, (path) =>
      withText(module, `multipleciphers-${vfs.name}`, (through) => {
        const code = module._sqlite3_open_v2(path, address, openReadWriteCreate, through);
        if (code !== 0) throw faultOf(code);
      }),
    );
  });
  module._sqlite3_extended_result_codes(pointer, 1);
  const database = new WasmDatabase(module, pointer);
  try {
    database.get("pragma cipher = 'chacha20'");
    database.get(`pragma key = 'raw:${toHex(key)}'`);
    // The build's default is files, where large sorts would lie in clear.
    database.exec("pragma temp_store = memory");
    database.get("pragma locking_mode = exclusive");
    database.exec("pragma synchronous = full");
    database.get("pragma journal_mode = wal");
    // What a person deletes is overwritten, so that a key that leaks later doesn't open it.
    database.get("pragma secure_delete = on");
    database.get("select count(*) from sqlite_schema");
    return database;
  } catch (fault) {
    database.close();
    throw fault;
  }
}

class WasmDatabase implements SqlDatabase {
  readonly #module: SqliteModule;
  /** Zero once it is closed. */
  #pointer: number;
  readonly #statements = new BoundedCache<WasmStatement>({
    max: statementsMax,
    dropped: (statement) => statement.finalize(),
  });

  constructor(module: SqliteModule, pointer: number) {
    this.#module = module;
    this.#pointer = pointer;
  }

  exec(sql: string): void {
    const database = this.#open();
    const code = withText(this.#module, sql, (text) => this.#module._sqlite3_exec(database, text, 0, 0, 0));
    if (code !== 0) this.#fail(code);
  }

  run(sql: string, params: readonly SqlValue[] = []): { readonly changes: number } {
    const statement = this.#statement(sql);
    const before = this.#module._sqlite3_total_changes(this.#pointer);
    statement.rows(params, Number.POSITIVE_INFINITY);
    const changed = this.#module._sqlite3_total_changes(this.#pointer) !== before;
    return { changes: changed ? this.#module._sqlite3_changes(this.#pointer) : 0 };
  }

  get(sql: string, params: readonly SqlValue[] = []): SqlRow | undefined {
    return this.#statement(sql).rows(params, 1)[0];
  }

  all(sql: string, params: readonly SqlValue[] = []): readonly SqlRow[] {
    return this.#statement(sql).rows(params, Number.POSITIVE_INFINITY);
  }

  transaction<T>(work: () => Synchronous<T>): T {
    return runTransaction(this, work);
  }

  get inTransaction(): boolean {
    return this.#pointer !== 0 && this.#module._sqlite3_get_autocommit(this.#pointer) === 0;
  }

  close(): void {
    if (this.#pointer === 0) return;
    this.#statements.clear();
    const code = this.#module._sqlite3_close_v2(this.#pointer);
    this.#pointer = 0;
    if (code !== 0) throw faultOf(code);
  }

  #open(): number {
    if (this.#pointer === 0) throw new StoreFault("closed", "the store is closed");
    return this.#pointer;
  }

  #statement(sql: string): WasmStatement {
    const database = this.#open();
    const failed = (code: number): never => this.#fail(code);
    return this.#statements.get(sql, () => compile(this.#module, { database, sql, failed }));
  }

  #fail(code: number): never {
    throw faultOf(this.#module._sqlite3_extended_errcode(this.#pointer) || code);
  }
}

function registered(code: number): void {
  if (code !== 0) throw faultOf(code);
}

// Only the code: SQLite's own words may quote what was being stored. Primary codes of sqlite3.h.
function faultOf(code: number): StoreFault {
  const primary = code & 0xff;
  const message = `SQLite result ${code}`;
  if (primary === 13) return new StoreFault("storage_full", message);
  if (primary === 11 || primary === 26) return new StoreFault("corrupt", message);
  return new StoreFault("failed", message);
}
