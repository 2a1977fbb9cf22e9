import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { branded } from "@bridle/protocol";
import { afterAll, describe, expect, test } from "vitest";
import { storeContract } from "../../ports/store.contract.ts";
import { inTransaction, type Store } from "../../ports/store.ts";
import { openSqliteStore } from "./store.ts";

const folder = mkdtempSync(join(tmpdir(), "bridle-store-"));
let stores = 0;

afterAll(() => rmSync(folder, { recursive: true }));

describe("SQLite in a file", () => {
  storeContract(() => openSqliteStore(join(folder, `${stores++}.db`)));
});
describe("[S46] the bytes of a mailbox", () => {
  const device = branded<number, "DeviceRow">(1);
  const post = (store: Store, size: number): unknown =>
    inTransaction(store, () =>
      store.mailboxes.post({ atMs: 1, body: new Uint8Array(size), copies: [{ device }] }),
    );

  test("are known after a restart, whatever was acknowledged before", () => {
    const file = join(folder, `${stores++}.db`);
    const first = openSqliteStore(file);
    for (const size of [100, 10, 1]) post(first, size);
    inTransaction(first, () => first.mailboxes.ack(device, 1));
    first.close();
    const second = openSqliteStore(file);
    expect(second.mailboxes.head(device)).toMatchObject({ ackedSeq: 1, lastSeq: 3, bytes: 11 });
    inTransaction(second, () => second.mailboxes.ack(device, 3));
    second.close();
    const third = openSqliteStore(file);
    post(third, 5);
    expect(third.mailboxes.head(device)).toMatchObject({ lastSeq: 4, bytes: 5 });
    third.close();
  });

  test("count from the day on which a store of the version before is opened", () => {
    const file = join(folder, `${stores++}.db`);
    const before = openSqliteStore(file);
    post(before, 100);
    before.close();
    const db = new DatabaseSync(file);
    db.exec(`ALTER TABLE pointer DROP COLUMN total; ALTER TABLE mailbox DROP COLUMN freed_total;
             ALTER TABLE conversation DROP COLUMN of_two;
             PRAGMA user_version = 5`);
    db.close();
    const store = openSqliteStore(file);
    expect(store.mailboxes.head(device)).toMatchObject({ lastSeq: 1, bytes: 0 });
    post(store, 7);
    expect(store.mailboxes.head(device)).toMatchObject({ lastSeq: 2, bytes: 7 });
    inTransaction(store, () => store.mailboxes.ack(device, 1));
    expect(store.mailboxes.head(device).bytes).toBe(7);
    store.close();
  });
});
describe("SQLite in memory", () => {
  storeContract(() => openSqliteStore(":memory:"));
});
