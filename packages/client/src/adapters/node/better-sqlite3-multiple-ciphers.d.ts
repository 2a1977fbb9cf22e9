// The package's `exports` hide its own declarations; this is the part that is used here.
declare module "better-sqlite3-multiple-ciphers" {
  type Parameter = string | number | bigint | Uint8Array | null;

  interface Statement {
    /** Whether it returns rows; `run` is only for those that don't, `get` and `all` only for those that do. */
    readonly reader: boolean;
    run(...params: readonly Parameter[]): { readonly changes: number };
    get(...params: readonly Parameter[]): Record<string, unknown> | undefined;
    all(...params: readonly Parameter[]): Record<string, unknown>[];
  }

  class Database {
    static readonly SqliteError: new (message: string, code: string) => Error & { readonly code: string };
    constructor(path: string, options: { readonly timeout: number });
    readonly open: boolean;
    readonly inTransaction: boolean;
    prepare(sql: string): Statement;
    exec(sql: string): this;
    pragma(source: string): unknown;
    close(): this;
  }
  export default Database;
  export type { Parameter, Statement };
}
