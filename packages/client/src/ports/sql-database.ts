/** What a column holds. Integers stay within what JavaScript holds exactly. */
export type SqlValue = string | number | Uint8Array | null;
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** Anything but a promise: an async callback in a transaction doesn't compile. */
export type Synchronous<T> = T extends PromiseLike<unknown> ? never : T;

/** Thrown for what the store could not do; the one fault type of this port. */
export class StoreFault extends Error {
  readonly kind: "storage_full" | "corrupt" | "closed" | "failed";
  constructor(kind: StoreFault["kind"], message: string) {
    super(message);
    this.name = "StoreFault";
    this.kind = kind;
  }
}

/**
 * The device's encrypted database, one writer. Synchronous on purpose: nothing can come between two
 * statements of a transaction.
 *
 * Obligations: when `transaction` returns, its changes survive a crash of the process and, as far as
 * the platform lets us, a power cut (`synchronous=FULL`); when it throws, none of them happened.
 * Content never reaches the disk in clear, temporary files included (`temp_store=MEMORY`).
 */
export interface SqlDatabase {
  /** Statements without parameters, for the schema. */
  exec(sql: string): void;
  run(sql: string, params?: readonly SqlValue[]): { readonly changes: number };
  get(sql: string, params?: readonly SqlValue[]): SqlRow | undefined;
  all(sql: string, params?: readonly SqlValue[]): readonly SqlRow[];
  /** Not nested: a transaction inside a transaction is a bug and throws. */
  transaction<T>(work: () => Synchronous<T>): T;
  close(): void;
}
