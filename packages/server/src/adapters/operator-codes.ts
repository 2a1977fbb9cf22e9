import { existsSync } from "node:fs";
import { join } from "node:path";
import { createRegistrationCode, findUsableCode } from "../domain/registration.ts";
import { StoreRefusal } from "../ports/data-folder.ts";
import type { RegistrationCode } from "../ports/registration-codes.ts";
import { STORE_FILE } from "./data-folder.ts";
import { readKeys } from "./keys-file.ts";
import { nodeClock } from "./node-clock.ts";
import { createNodeCrypto } from "./node-crypto.ts";
import { Database } from "./sqlite/database.ts";
import { sqliteRegistrationCodes } from "./sqlite/registration-codes.ts";
import { newerStore, storeVersion, STORE_VERSION } from "./sqlite/schema.ts";

/** The registration codes of a data folder, for its operator. Each change is durable when it returns. */
export interface OperatorCodes {
  create(terms: { readonly uses: number; readonly lifetimeMs: number }): RegistrationCode;
  /** Those that still work, soonest to expire first. */
  list(): readonly RegistrationCode[];
  /** False where no code that works is spelt so; case and separators don't matter. */
  revoke(typed: string): boolean;
  close(): void;
}

/**
 * Opens the codes of a data folder whether its server runs or not: a running one reads them anew for
 * each registration. Throws `StoreRefusal`.
 */
export function openOperatorCodes(dataDir: string): OperatorCodes {
  const path = join(dataDir, STORE_FILE);
  if (!existsSync(path))
    throw new StoreRefusal("not_a_store", "There is no Bridle data folder at that path.");
  const crypto = createNodeCrypto(readKeys(dataDir));
  const db = new Database(path);
  try {
    refuseOtherVersion(storeVersion(db));
    db.exec("PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF;");
  } catch (fault) {
    db.close();
    throw fault;
  }
  const registrationCodes = sqliteRegistrationCodes(db);
  const tables = { registrationCodes };
  const changing = <T>(work: () => T): T => {
    db.exec("BEGIN IMMEDIATE");
    try {
      const value = work();
      db.exec("COMMIT");
      return value;
    } catch (fault) {
      if (db.inTransaction) db.exec("ROLLBACK");
      throw fault;
    }
  };
  const nowMs = (): number => nodeClock.nowMs();
  return {
    create: ({ uses, lifetimeMs }) =>
      changing(() => createRegistrationCode(tables, crypto, { uses, expiresAtMs: nowMs() + lifetimeMs })),
    list: () => registrationCodes.all().filter((code) => code.expiresAtMs > nowMs()),
    revoke: (typed) =>
      changing(() => {
        const found = findUsableCode(tables, typed, nowMs());
        if (found !== undefined) registrationCodes.delete(found.code);
        return found !== undefined;
      }),
    close: () => db.close(),
  };
}

function refuseOtherVersion(version: number): void {
  if (version > STORE_VERSION) throw newerStore(version);
  if (version < STORE_VERSION)
    throw new StoreRefusal(
      "unreadable",
      "An older Bridle wrote this data folder. Start the server on it once.",
    );
}
