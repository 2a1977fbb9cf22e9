import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe } from "vitest";
import { storeContract } from "../../ports/store.contract.ts";
import { openSqliteStore } from "./store.ts";

const folder = mkdtempSync(join(tmpdir(), "bridle-store-"));
let stores = 0;

afterAll(() => rmSync(folder, { recursive: true }));

describe("SQLite in a file", () => {
  storeContract(() => openSqliteStore(join(folder, `${stores++}.db`)));
});
describe("SQLite in memory", () => {
  storeContract(() => openSqliteStore(":memory:"));
});
