import { byteSource, IphoneBackup, sqliteBytes } from "@bridle/testkit";
import { expect, test } from "vitest";
import { readWal } from "../../src/formats/sqlite/wal.ts";
import { brief, examined, statusOf } from "../run.ts";

const WAL = "PRAGMA journal_mode=wal; PRAGMA wal_autocheckpoint=0;";
const PATH = "Library/SMS/sms.db";
const name = `“HomeDomain-${PATH}”`;

/** A database whose newest message, with a known link, is in the log only. */
const messages = sqliteBytes((database) => {
  database.exec("CREATE TABLE message (ROWID INTEGER PRIMARY KEY, text, date, is_from_me, handle_id)");
  database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  database.exec("INSERT INTO message VALUES (1, 'https://bad.example/x', 0, 0, 0)");
}, WAL);

const log = messages.wal ?? new Uint8Array();
const frameBytes = 24 + 4096;

function flipped(at: number): Uint8Array {
  return log.map((byte, index) => (index === at ? byte ^ 1 : byte));
}

async function reportWith(wal: Uint8Array) {
  const database = { main: messages.main, wal };
  const files = new IphoneBackup().database("HomeDomain", PATH, database).files();
  return (await examined(files, { patterns: ["[domain-name:value='bad.example']"] })).report;
}

test("[K21] a message that only the log holds is read; the log alone is one page", async () => {
  expect(log).toHaveLength(32 + frameBytes);
  const report = await reportWith(log);
  expect(report.findings.map(brief)).toEqual(["SMS critical domain bad.example"]);
  expect(statusOf(report, "SMS")).toBe("read 1");
});

test.each([
  ["its magic number is damaged", flipped(3), "the header of its log is damaged"],
  ["its checksum is damaged", flipped(25), "the header of its log is damaged"],
  ["its header's salt is damaged", flipped(17), "the header of its log is damaged"],
  ["it ends within its header", log.slice(0, 20), "the header of its log is damaged"],
  ["its first page is damaged", flipped(32 + 24 + 100), "its log is damaged from page 1 of it on"],
  ["the first page's checksum is damaged", flipped(32 + 17), "its log is damaged from page 1 of it on"],
  ["it ends within its first page", log.slice(0, 3000), "its log is cut off"],
] as const)("[K21] a log is not passed over in silence when %s", async (_what, wal, why) => {
  const report = await reportWith(wal);
  expect(statusOf(report, "SMS")).toMatch(new RegExp(`^partial 0: .*${name}: ${why}`));
  // What a whole page held is searched as any older page is.
  const isWhole = wal.length === log.length;
  expect(report.findings.map(brief)).toEqual(isWhole ? ["SMS high domain bad.example"] : []);
  expect(report.state).toBe(isWhole ? "match" : "incomplete");
});

test("[K21] a log with a damaged salt before pages of the same round is damaged", async () => {
  const many = sqliteBytes((database) => {
    database.exec("CREATE TABLE t (a)");
    for (let row = 0; row < 5; row++) database.exec(`INSERT INTO t VALUES (${row})`);
  }, WAL).wal!;
  const wal = many.map((byte, index) => (index === 32 + frameBytes + 9 ? byte ^ 1 : byte));
  expect((await readWal(byteSource(wal), 4096)).damage).toBe("its log is damaged from page 2 of it on");
});

test("[K21] what honest use leaves in a log is no damage", async () => {
  const uses: Readonly<Record<string, readonly string[]>> = {
    emptied: ["INSERT INTO t VALUES (1)", "PRAGMA wal_checkpoint(TRUNCATE)"],
    "begun anew over an earlier round": [
      "INSERT INTO t VALUES (zeroblob(90000))",
      "PRAGMA wal_checkpoint(RESTART)",
      "INSERT INTO t VALUES (2)",
    ],
    "taken back after its pages were written": [
      "PRAGMA cache_size=2; PRAGMA cache_spill=2",
      "BEGIN",
      ...Array.from({ length: 40 }, () => "INSERT INTO t VALUES (randomblob(3000))"),
      "ROLLBACK",
      "INSERT INTO t VALUES (3)",
    ],
  };
  for (const [use, statements] of Object.entries(uses)) {
    const { wal } = sqliteBytes((database) => {
      database.exec("CREATE TABLE t (a)");
      for (const statement of statements) database.exec(statement);
    }, WAL);
    const { index, damage } = await readWal(byteSource(wal!), 4096);
    expect([use, damage]).toEqual([use, undefined]);
    expect([use, (index?.older.length ?? 0) > 0]).toEqual([use, use !== "emptied"]);
  }
  // The system cuts a log to a size that its settings name, and so through an older page.
  const { wal } = sqliteBytes((database) => {
    database.exec("CREATE TABLE t (a)");
    for (const statement of uses["begun anew over an earlier round"] ?? []) database.exec(statement);
  }, WAL);
  expect((await readWal(byteSource(wal!.slice(0, 60_000)), 4096)).damage).toBeUndefined();
});

test("[K38] a file shorter than the manifest says makes the run incomplete; a longer one is a remark", async () => {
  const backup = new IphoneBackup().database("HomeDomain", PATH, { ...messages, wal: log });
  const files = backup.files();
  const [path = "", whole = log] = [...files].find(([, bytes]) => bytes.length === log.length) ?? [];
  // A page of the log is missing altogether, which the log itself can't tell.
  files.set(path, whole.slice(0, 32));
  const shorter = (await examined(files)).report;
  expect(shorter.state).toBe("incomplete");
  expect(statusOf(shorter, "SMS")).toContain(`32 bytes, where the manifest says ${log.length}`);
  files.set(path, Uint8Array.from([...whole, ...new Uint8Array(frameBytes)]));
  const longer = (await examined(files)).report;
  expect(longer.state).toBe("nothing-known-found");
  expect(statusOf(longer, "SMS")).toContain("where the manifest says");
});
