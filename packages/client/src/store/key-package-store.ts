import type { SqlDatabase } from "../ports/sql-database.ts";
import { bytesOf, numberOf, textOf } from "./row.ts";

/** The private side of a key package that is or was at the server. */
export interface StoredKeyPackage {
  readonly ref: string;
  readonly publicPackage: Uint8Array;
  readonly privatePackage: Uint8Array;
  readonly lastResort: boolean;
  readonly at: number;
}

export interface KeyPackageStore {
  put(keyPackage: StoredKeyPackage): void;
  list(): readonly StoredKeyPackage[];
  /** After its welcome came: a key package opens one door, once. The last resort stays. */
  deleteUsed(ref: string): void;
  deleteOlderThan(at: number): void;
}

export function keyPackageStore(database: SqlDatabase): KeyPackageStore {
  return {
    put: ({ ref, publicPackage, privatePackage, lastResort, at }) =>
      void database.run("INSERT OR REPLACE INTO key_package VALUES (?, ?, ?, ?, ?)", [
        ref,
        publicPackage,
        privatePackage,
        lastResort ? 1 : 0,
        at,
      ]),
    list: () =>
      database.all("SELECT * FROM key_package ORDER BY at, ref").map((row) => ({
        ref: textOf(row, "ref"),
        publicPackage: bytesOf(row, "public"),
        privatePackage: bytesOf(row, "private"),
        lastResort: numberOf(row, "last_resort") === 1,
        at: numberOf(row, "at"),
      })),
    deleteUsed: (ref) =>
      void database.run("DELETE FROM key_package WHERE ref = ? AND last_resort = 0", [ref]),
    deleteOlderThan: (at) => void database.run("DELETE FROM key_package WHERE at < ?", [at]),
  };
}
