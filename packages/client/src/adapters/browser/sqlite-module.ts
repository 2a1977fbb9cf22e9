/* oxlint-disable no-underscore-dangle -- Emscripten's names for C functions */
import loadModule from "@journeyapps/wa-sqlite/dist/mc-wa-sqlite.mjs";

/** The exports of SQLite's WebAssembly module that are used here. Pointers are numbers. */
export interface SqliteModule {
  /** Replaced when the memory grows: never kept over a call. */
  readonly HEAPU8: Uint8Array;
  readonly HEAP32: Int32Array;
  UTF8ToString(pointer: number): string;
  vfs_register(vfs: object, makeDefault: boolean): number;
  ccall(name: string, returns: "number", types: readonly string[], args: readonly unknown[]): number;
  /** The upper half of the last 64-bit result. */
  getTempRet0(): number;
  /** The address of `sqlite3_free`, as a destructor of bound values. */
  _getSqliteFree(): number;
  _sqlite3_malloc(size: number): number;
  _sqlite3_free(pointer: number): void;
  _sqlite3_open_v2(name: number, database: number, flags: number, vfs: number): number;
  _sqlite3_close_v2(database: number): number;
  _sqlite3_extended_result_codes(database: number, on: number): number;
  _sqlite3_extended_errcode(database: number): number;
  _sqlite3_get_autocommit(database: number): number;
  _sqlite3_changes(database: number): number;
  _sqlite3_total_changes(database: number): number;
  _sqlite3_exec(database: number, sql: number, callback: 0, argument: 0, message: 0): number;
  _sqlite3_prepare_v2(database: number, sql: number, size: number, statement: number, tail: number): number;
  _sqlite3_finalize(statement: number): number;
  _sqlite3_step(statement: number): number;
  _sqlite3_reset(statement: number): number;
  _sqlite3_clear_bindings(statement: number): number;
  _sqlite3_bind_parameter_count(statement: number): number;
  _sqlite3_bind_null(statement: number, index: number): number;
  _sqlite3_bind_double(statement: number, index: number, value: number): number;
  _sqlite3_bind_int64(statement: number, index: number, low: number, high: number): number;
  _sqlite3_bind_zeroblob(statement: number, index: number, size: number): number;
  _sqlite3_bind_blob(
    statement: number,
    index: number,
    value: number,
    size: number,
    destructor: number,
  ): number;
  _sqlite3_bind_text(
    statement: number,
    index: number,
    value: number,
    size: number,
    destructor: number,
  ): number;
  _sqlite3_column_count(statement: number): number;
  _sqlite3_column_name(statement: number, column: number): number;
  _sqlite3_column_type(statement: number, column: number): number;
  _sqlite3_column_int64(statement: number, column: number): number;
  _sqlite3_column_double(statement: number, column: number): number;
  _sqlite3_column_text(statement: number, column: number): number;
  _sqlite3_column_blob(statement: number, column: number): number;
  _sqlite3_column_bytes(statement: number, column: number): number;
}

/** Loads SQLite with SQLite3MultipleCiphers. `wasm`: its code, where it can't be fetched from beside the script. */
export async function loadSqlite(wasm?: Uint8Array): Promise<SqliteModule> {
  // The package declares its factory as `any`; the interface above is what its build exports.
  return (await loadModule(wasm === undefined ? {} : { wasmBinary: wasm })) as SqliteModule;
}

/** Puts bytes, with a zero behind them, into SQLite's memory. The caller frees them or hands them over. */
export function allocate(module: SqliteModule, bytes: Uint8Array): number {
  const pointer = module._sqlite3_malloc(bytes.length + 1);
  if (pointer === 0) throw new RangeError("out of memory");
  module.HEAPU8.set(bytes, pointer);
  module.HEAPU8[pointer + bytes.length] = 0;
  return pointer;
}

/** Runs `work` with a text in SQLite's memory. */
export function withText<T>(
  module: SqliteModule,
  text: string,
  work: (pointer: number, size: number) => T,
): T {
  const bytes = new TextEncoder().encode(text);
  const pointer = allocate(module, bytes);
  try {
    return work(pointer, bytes.length);
  } finally {
    module._sqlite3_free(pointer);
  }
}

/** Calls `work` with the address of a result, and answers the pointer that it left there. */
export function pointerFrom(module: SqliteModule, work: (address: number) => void): number {
  const address = allocate(module, new Uint8Array(4));
  try {
    work(address);
    return module.HEAP32[address / 4] ?? 0;
  } finally {
    module._sqlite3_free(address);
  }
}
