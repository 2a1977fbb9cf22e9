/* oxlint-disable no-underscore-dangle -- Emscripten's names for C functions */
import type { SqlRow, SqlValue } from "../../ports/sql-database.ts";
import { allocate, pointerFrom, type SqliteModule, withText } from "./sqlite-module.ts";

const resultRow = 100;
const resultDone = 101;

/** A statement's column types (sqlite3.h). */
const columnInteger = 1;
const columnReal = 2;
const columnText = 3;
const columnBlob = 4;

/** One compiled statement of SQLite's C interface, synchronously. `failed` throws for a result code. */
export class WasmStatement {
  readonly #module: SqliteModule;
  readonly #pointer: number;
  readonly #failed: (code: number) => never;
  readonly #parameters: number;

  constructor(
    module: SqliteModule,
    compiled: { readonly pointer: number; readonly failed: (code: number) => never },
  ) {
    this.#module = module;
    this.#pointer = compiled.pointer;
    this.#failed = compiled.failed;
    this.#parameters = module._sqlite3_bind_parameter_count(this.#pointer);
  }

  /** The first `max` rows; the statement is carried out to its end unless it gives more. */
  rows(params: readonly SqlValue[], max: number): readonly SqlRow[] {
    if (params.length !== this.#parameters) {
      throw new RangeError(`expected ${this.#parameters} parameters, got ${params.length}`);
    }
    const rows: SqlRow[] = [];
    try {
      for (const [index, value] of params.entries()) this.#check(this.#bind(index + 1, value));
      let columns: readonly string[] | undefined;
      for (;;) {
        const code = this.#module._sqlite3_step(this.#pointer);
        if (code === resultDone) return rows;
        if (code !== resultRow) this.#failed(code);
        if (rows.length < max) rows.push(this.#row((columns ??= this.#columns())));
        if (rows.length === max) return rows;
      }
    } finally {
      this.#module._sqlite3_reset(this.#pointer);
      this.#module._sqlite3_clear_bindings(this.#pointer);
    }
  }

  finalize(): void {
    this.#module._sqlite3_finalize(this.#pointer);
  }

  #check(code: number): void {
    if (code !== 0) this.#failed(code);
  }

  #bind(index: number, value: SqlValue): number {
    const module = this.#module;
    if (value === null) return module._sqlite3_bind_null(this.#pointer, index);
    if (typeof value === "number") return this.#bindNumber(index, value);
    const free = module._getSqliteFree();
    if (typeof value === "string") {
      const bytes = new TextEncoder().encode(value);
      return module._sqlite3_bind_text(this.#pointer, index, allocate(module, bytes), bytes.length, free);
    }
    if (value.length === 0) return module._sqlite3_bind_zeroblob(this.#pointer, index, 0);
    return module._sqlite3_bind_blob(this.#pointer, index, allocate(module, value), value.length, free);
  }

  #bindNumber(index: number, value: number): number {
    if (Number.isSafeInteger(value)) {
      const high = Math.floor(value / 2 ** 32);
      return this.#module._sqlite3_bind_int64(this.#pointer, index, (value - high * 2 ** 32) | 0, high);
    }
    if (!Number.isFinite(value) || Number.isInteger(value)) {
      throw new RangeError("a number that SQLite would change");
    }
    return this.#module._sqlite3_bind_double(this.#pointer, index, value);
  }

  #columns(): readonly string[] {
    const length = this.#module._sqlite3_column_count(this.#pointer);
    return Array.from({ length }, (_, column) =>
      this.#module.UTF8ToString(this.#module._sqlite3_column_name(this.#pointer, column)),
    );
  }

  #row(columns: readonly string[]): SqlRow {
    const row: Record<string, SqlValue> = {};
    for (const [index, name] of columns.entries()) row[name] = this.#value(index);
    return row;
  }

  #value(column: number): SqlValue {
    const [module, statement] = [this.#module, this.#pointer];
    switch (module._sqlite3_column_type(statement, column)) {
      case columnInteger: {
        const low = module._sqlite3_column_int64(statement, column);
        return module.getTempRet0() * 2 ** 32 + (low >>> 0);
      }
      case columnReal:
        return module._sqlite3_column_double(statement, column);
      case columnText:
        return new TextDecoder("utf-8", { ignoreBOM: true }).decode(
          this.#bytes(module._sqlite3_column_text(statement, column), column),
        );
      case columnBlob:
        return this.#bytes(module._sqlite3_column_blob(statement, column), column).slice();
      default:
        return null;
    }
  }

  #bytes(pointer: number, column: number): Uint8Array {
    return this.#module.HEAPU8.subarray(
      pointer,
      pointer + this.#module._sqlite3_column_bytes(this.#pointer, column),
    );
  }
}

/** Compiles one statement. */
export function compile(
  module: SqliteModule,
  source: { readonly database: number; readonly sql: string; readonly failed: (code: number) => never },
): WasmStatement {
  const { database, sql, failed } = source;
  const pointer = withText(module, sql, (text, size) =>
    pointerFrom(module, (address) => {
      const code = module._sqlite3_prepare_v2(database, text, size + 1, address, 0);
      if (code !== 0) failed(code);
    }),
  );
  return new WasmStatement(module, { pointer, failed });
}
