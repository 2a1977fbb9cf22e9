import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { loadSqlite } from "../../src/adapters/browser/sqlite-module.ts";
import { openWasmDatabase } from "../../src/adapters/browser/wasm-database.ts";
import { openSqliteDatabase } from "../../src/adapters/node/sqlite-database.ts";
import { sqlDatabaseContract } from "../../src/ports/sql-database.contract.ts";
import { FileVfs } from "./file-vfs.ts";

const wasm = readFileSync(
  createRequire(import.meta.url).resolve("@journeyapps/wa-sqlite/dist/mc-wa-sqlite.wasm"),
);

describe("[A1] the browser's store, its files in Node", () => {
  test.for(sqlDatabaseContract)("$title", ({ run }) => {
    const folder = temporaryFolder();
    return run({ open: ({ wrongKey } = { wrongKey: false }) => openInFolder(folder, wrongKey ? 2 : 1) });
  });

  test("[A2] both stores read each other's files", async () => {
    const folder = temporaryFolder();
    const written = await openInFolder(folder, 1);
    written.exec("create table t (n text); insert into t values ('from the browser')");
    written.close();
    const native = openSqliteDatabase(join(folder, "store.db"), new Uint8Array(32).fill(1));
    native.run("insert into t values (?)", ["from Node"]);
    native.close();
    const again = await openInFolder(folder, 1);
    expect(again.all("select n from t").map(({ n }) => n)).toEqual(["from the browser", "from Node"]);
    again.close();
  });
});

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "bridle-wasm-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

async function openInFolder(folder: string, key: number) {
  const module = await loadSqlite(wasm);
  const vfs = new FileVfs(folder, module);
  return openWasmDatabase(module, { vfs, name: "store.db", key: new Uint8Array(32).fill(key) });
}
