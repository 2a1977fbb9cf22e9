import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { newSignal, signalStoreContract } from "../../ports/signal-store.contract.ts";
import { Database } from "../sqlite/database.ts";
import { memorySignalStore } from "./memory-signal-store.ts";
import { openSqliteSignalStore } from "./sqlite-signal-store.ts";

const folder = mkdtempSync(join(tmpdir(), "bridle-signals-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** All bytes that lie in a folder, in whatever file. */
function bytesIn(path: string): Buffer {
  return Buffer.concat(readdirSync(path).map((name) => readFileSync(join(path, name))));
}

/** Takes back what later versions added to a file. */
function setBackToFirst(file: string): void {
  const db = new Database(file);
  db.exec(`
    DROP TABLE identity;
    DROP INDEX signal_hit;
    DROP INDEX signal_by_day_and_target;
    CREATE INDEX signal_by_target ON signal (target) WHERE target IS NOT NULL;
    PRAGMA user_version = 1;
  `);
  db.close();
}

describe("in memory", () => {
  signalStoreContract(memorySignalStore);
});

describe("SQLite", () => {
  signalStoreContract(() => openSqliteSignalStore(":memory:"));

  test("[S112] what expired is in no file any more, nor in a journal", () => {
    const path = mkdtempSync(join(folder, "expiry-"));
    const store = openSqliteSignalStore(join(path, "desk.sqlite"));
    const target = "0123456789abcdeffedcba9876543210";
    const box = Buffer.from("a box that must go with its row, all of it");
    const batch = store.openBatch(Buffer.from("a key that must go with its last target"));
    store.openBatch(new Uint8Array(80));
    const detail = "a detail that must go";
    store.add(
      Array.from({ length: 300 }, (_, number) =>
        newSignal({ target, detail, atMs: 1_000 }, { batch, number, box }),
      ),
    );
    store.add([newSignal({ atMs: 9_000, detail: "what stays" })]);
    const traces = [Buffer.from(target, "hex"), box, Buffer.from(detail), Buffer.from("a key that must go")];
    expect(traces.map((trace) => bytesIn(path).includes(trace))).toEqual([true, true, true, true]);
    store.expire(5_000, 1_000);
    expect(traces.map((trace) => bytesIn(path).includes(trace))).toEqual([false, false, false, false]);
    expect(bytesIn(path).includes("what stays")).toBe(true);
    store.close();
    expect(traces.map((trace) => bytesIn(path).includes(trace))).toEqual([false, false, false, false]);
  });

  test("[S112] however much expired, one piece of it goes at a time", () => {
    const store = openSqliteSignalStore(":memory:");
    store.add(Array.from({ length: 5_000 }, () => newSignal({ atMs: 1_000 })));
    store.add([newSignal({ atMs: 9_000 })]);
    const left: number[] = [];
    for (let isDone = false; !isDone; left.push(store.size())) ({ isDone } = store.expire(5_000, 1_000_000));
    expect(left).toEqual([3_001, 1_001, 1]);
    store.close();
  });

  test("[S111] a sealed target is found on whatever day it was, also in a file of the first version", () => {
    const file = join(folder, "first.sqlite");
    const box = new Uint8Array(48);
    const fill = openSqliteSignalStore(file);
    const batch = fill.openBatch(new Uint8Array(80));
    const days = [3, 1, 9];
    fill.add(
      days.map((day, number) =>
        newSignal({ atMs: day * 86_400_000, target: `${day}`.repeat(32) }, { batch, number, box }),
      ),
    );
    fill.close();
    setBackToFirst(file);
    const store = openSqliteSignalStore(file);
    const found = store.sealedFor(["9", "1", "5", "3"].map((digit) => digit.repeat(32)));
    expect(found.map(({ sealed }) => sealed?.number)).toEqual([2, 1, 0]);
    store.close();
  });

  test("[S113] a damaged file begins anew, and nothing of it stays", () => {
    const path = mkdtempSync(join(folder, "damage-"));
    const file = join(path, "desk.sqlite");
    const store = openSqliteSignalStore(file);
    store.add(Array.from({ length: 200 }, () => newSignal({ detail: "kept before the damage" })));
    store.close();
    const damaged = readFileSync(file);
    damaged.fill(0xa5, 4096, 12_288);
    writeFileSync(file, damaged);
    const reopened = openSqliteSignalStore(file);
    expect(reopened.wasReset).toBe(true);
    expect(reopened.size()).toBe(0);
    reopened.add([newSignal({})]);
    reopened.close();
    expect(bytesIn(path).includes("kept before the damage")).toBe(false);
    const sound = openSqliteSignalStore(file);
    expect([sound.wasReset, sound.size()]).toEqual([false, 1]);
    sound.close();
  });

  test("[S61] a file of the first version is brought up to date, with its leads", () => {
    const file = join(mkdtempSync(join(folder, "older-")), "desk.sqlite");
    const store = openSqliteSignalStore(file);
    store.add([newSignal({ kind: "indicatorHit", detail: "a.stix2" }), newSignal({})]);
    store.close();
    setBackToFirst(file);
    const again = openSqliteSignalStore(file);
    expect([again.size(), ...again.hits()]).toEqual([2, ["a.stix2", 1]]);
    again.close();
  });

  test("[S61] a file that a newer version wrote is refused and not touched", () => {
    const file = join(folder, "newer.sqlite");
    openSqliteSignalStore(file).close();
    const newer = readFileSync(file);
    newer.writeUInt32BE(99, 60);
    writeFileSync(file, newer);
    expect(() => openSqliteSignalStore(file)).toThrow("newer Bridle");
    expect(readFileSync(file)).toEqual(newer);
  });
});
