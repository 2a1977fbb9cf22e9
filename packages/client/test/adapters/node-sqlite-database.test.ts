import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, onTestFinished, test } from "vitest";
import { openSqliteDatabase } from "../../src/adapters/node/sqlite-database.ts";
import { sqlDatabaseContract } from "../../src/ports/sql-database.contract.ts";

describe("[A1] the store in Node", () => {
  test.for(sqlDatabaseContract)("$title", ({ run }) => {
    const folder = mkdtempSync(join(tmpdir(), "bridle-store-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const open = async ({ wrongKey } = { wrongKey: false }) =>
      openSqliteDatabase(join(folder, "store.db"), new Uint8Array(32).fill(wrongKey ? 2 : 1));
    return run({ open });
  });
});
