import type { Synchronous } from "../ports/sql-database.ts";

/** What a transaction needs of a database. */
export interface TransactionScope {
  readonly inTransaction: boolean;
  exec(sql: string): void;
}

/** `SqlDatabase.transaction`, the same for every adapter. */
export function runTransaction<T>(scope: TransactionScope, work: () => Synchronous<T>): T {
  if (scope.inTransaction) throw new Error("a transaction inside a transaction");
  scope.exec("begin immediate");
  try {
    const result: T = work();
    if (isThenable(result)) throw new Error("asynchronous work in a transaction");
    scope.exec("commit");
    return result;
  } catch (fault) {
    // A full disk may have rolled back by itself, and a closed store has nothing to roll back.
    if (scope.inTransaction) scope.exec("rollback");
    throw fault;
  }
}

function isThenable(value: unknown): boolean {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
