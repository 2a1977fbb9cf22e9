import {
  androidBackupBytes,
  dumpstateBytes,
  inAcquisition,
  inDump,
  inSysdiagnose,
  IphoneBackup,
  memoryFile,
  memorySource,
  sqliteBytes,
  stixBundle,
  table,
  tarBytes,
  textBytes,
  webPlatform,
  zipBytes,
} from "@bridle/testkit";
import { expect, test } from "vitest";
import { examine, readFeeds } from "../src/index.ts";
import { brief, examined, statusOf } from "./run.ts";

const link = "https://bad.example/x";
const patterns = ["[domain-name:value='bad.example']"];
const messages = (text: string) =>
  sqliteBytes((database) => table(database, "message", [{ ROWID: 1, guid: "g", text }])).main;

const zipped = (files: ReadonlyMap<string, Uint8Array>): Uint8Array =>
  zipBytes([...files].map(([name, bytes]) => ({ name, bytes })));

test("[K56] in a dump only links and what is no file may be left out without a word", async () => {
  const files = inDump({ "private/var/db/x": textBytes("x") });
  const refusing = async (why: string) => {
    const source = { ...memorySource(files), refused: [{ path: "private/var/mobile", why }] };
    return (await examined({ kind: "folder", source })).report;
  };
  for (const usual of ["a link, which is not followed", "not a file"]) {
    const report = await refusing(usual);
    expect(report.state).toBe("nothing-known-found");
    expect(statusOf(report, "Source")).toBe("absent 0: 1 links and other names were not followed");
  }
  for (const why of [
    "can't be opened",
    "given twice",
    "encrypted within the zip",
    "more files than are read",
  ]) {
    const report = await refusing(why);
    expect(report.state).toBe("incomplete");
    expect(statusOf(report, "Source")).toBe(`partial 0: “private/var/mobile”: ${why}`);
  }
});

test("[K61] a dump's zip whose directory breaks off is incomplete", async () => {
  const zip = Buffer.from(
    zipped(inDump(Object.fromEntries([1, 2, 3].map((n) => [`private/var/db/${n}`, textBytes("x")])))),
  );
  const second = zip.indexOf("PK\x01\x02", zip.indexOf("PK\x01\x02") + 1);
  zip[second] = 0;
  const { report } = await examined({ kind: "file", file: memoryFile("dump.zip", new Uint8Array(zip)) });
  expect(report).toMatchObject({ state: "incomplete", evidence: { kind: "ios-filesystem" } });
  expect(statusOf(report, "Source")).toContain("damaged behind 1 members");
});

test.each([
  ["an acquisition", inAcquisition({})],
  ["a sysdiagnose", inSysdiagnose({ "crashes_and_spins/x.txt": textBytes("x") })],
  ["logs of an acquisition", inAcquisition({ "logs/a.txt": textBytes("x") })],
])("[K65] %s without any record is incomplete and says so", async (_what, files) => {
  const { report } = await examined(files);
  expect(report.state).toBe("incomplete");
  expect(statusOf(report, "Source")).toBe("failed 0: nothing that a check reads is in it");
});

test("[K65] an .ab backup without messages has none that were read", async () => {
  const other = { name: "apps/com.fine/f/x", bytes: textBytes("x") };
  const file = memoryFile("a.ab", androidBackupBytes({ members: [other] }));
  const { report } = await examined({ kind: "file", file });
  expect(report).toMatchObject({ state: "incomplete", evidence: { kind: "android-backup" } });
  expect(statusOf(report, "SMS")).toBe("absent 0");
});

test("[K13] a list with nothing in it that a check can use makes a run incomplete", async () => {
  const feeds = readFeeds(
    [{ name: "a.stix2", bytes: stixBundle("Testware", ["[x-other:y='z']"]) }],
    webPlatform,
  );
  expect(feeds.feeds).toHaveLength(1);
  const source = memorySource(
    new IphoneBackup().file("HomeDomain", "Library/SMS/sms.db", messages("x")).files(),
  );
  const outcome = await examine({
    evidence: { kind: "folder", source },
    feeds,
    platform: webPlatform,
    timeline: false,
    version: "test",
  });
  if (!outcome.ok) throw new Error(outcome.error);
  expect(outcome.value.report.state).toBe("incomplete");
  expect(statusOf(outcome.value.report, "Indicators")).toBe("partial 0: no indicators were loaded");
});

test("[K61] a zip that counts fewer members than its directory holds is refused", async () => {
  const dump = { name: "dumpState_x.log", bytes: dumpstateBytes({ packages: ["com.fine"] }) };
  const hidden = { name: "FS/data/tombstones/tombstone_00", bytes: textBytes("x") };
  const bytes = Buffer.from(zipBytes([dump, hidden]));
  bytes.writeUInt16LE(1, bytes.length - 12);
  const { report } = await examined({ kind: "file", file: memoryFile("a.zip", new Uint8Array(bytes)) });
  expect(report.state).toBe("incomplete");
  expect(statusOf(report, "Source")).toBe("partial 0: “a.zip”: the zip's directory goes on behind 1 members");
});

test("[K61] a tar that goes on behind zeros is incomplete, and one with many zeros at its end isn't", async () => {
  const ps = (name: string): Uint8Array => textBytes(` 0:00.01 /sbin/${name}\n`);
  const tar = tarBytes([
    { name: "x/ps.txt", bytes: ps("launchd") },
    { name: "x/ps_thread.txt", bytes: ps("bh") },
  ]);
  const run = async (bytes: Uint8Array) =>
    (
      await examined(
        { kind: "file", file: memoryFile("a.tar", bytes) },
        { patterns: ["[process:name='bh']"] },
      )
    ).report;
  expect((await run(tar)).state).toBe("match");
  const zeroed = await run(Uint8Array.from(tar).fill(0, 1024, 1536));
  expect(zeroed.state).toBe("incomplete");
  expect(statusOf(zeroed, "Source")).toBe("partial 0: “x/ps.txt”: the archive goes on behind its end");
  const fine = tarBytes([{ name: "x/ps.txt", bytes: ps("launchd") }]);
  const padded = new Uint8Array(fine.length + 300_000);
  padded.set(fine);
  expect((await run(padded)).state).toBe("nothing-known-found");
});

/** A zip whose named members don't unpack. */
function damagedZip(files: ReadonlyMap<string, Uint8Array>, names: readonly string[]): Uint8Array {
  return zipBytes(
    [...files].map(([name, bytes]) => ({ name, bytes, ...(names.includes(name) ? { checksum: 5 } : {}) })),
  );
}

test("[K36] a file of a backup that doesn't unpack ends its own module, and what others find stays", async () => {
  const backup = new IphoneBackup()
    .file("HomeDomain", "Library/Calendar/Calendar.sqlitedb", messages("x"))
    .file("HomeDomain", "Library/SMS/sms.db", messages(link));
  const files = backup.files();
  const calendar = [...files.keys()].find((path) => path.includes("/"))!;
  for (const name of [calendar, "Info.plist"]) {
    const file = memoryFile("b.zip", damagedZip(files, [name]));
    const { report } = await examined({ kind: "file", file }, { patterns });
    expect(report).toMatchObject({ state: "match", evidence: { kind: "ios-backup" } });
    expect(report.findings.map(brief)).toEqual(["SMS critical domain bad.example"]);
    const module = name === calendar ? "Calendar" : "BackupInfo";
    expect(statusOf(report, module)).toMatch(/^failed 0: .*its checksum doesn't fit$/);
  }
});

test("[K36] what kind of evidence it was outlives the fault that ended the run", async () => {
  const backup = new IphoneBackup().file("HomeDomain", "Library/SMS/sms.db", messages("x"));
  const file = memoryFile("b.zip", damagedZip(backup.files(), ["Manifest.db"]));
  const { report } = await examined({ kind: "file", file });
  expect(report).toMatchObject({ state: "incomplete", evidence: { kind: "ios-backup" } });
  const list = memoryFile("b.zip", damagedZip(backup.files(), ["Manifest.plist"]));
  expect(statusOf((await examined({ kind: "file", file: list })).report, "SMS")).toBe("read 1");
});

test("[K36] a file of a dump that doesn't unpack ends its own module", async () => {
  const usage = sqliteBytes((database) => table(database, "ZPROCESS", [{ Z_PK: 1, ZPROCNAME: "x" }])).main;
  const files = inDump({
    "private/var/networkd/netusage.sqlite": usage,
    "private/var/mobile/Library/SMS/sms.db": messages(link),
    "private/var/tmp/hooker": textBytes("x"),
  });
  const damaged = ["private/var/networkd/netusage.sqlite", "private/var/tmp/hooker"];
  const file = memoryFile("dump.zip", damagedZip(files, damaged));
  const { report } = await examined(
    { kind: "file", file },
    { patterns: [...patterns, "[file:path='/private/var/tmp/hooker']"] },
  );
  expect(report).toMatchObject({ state: "match", evidence: { kind: "ios-filesystem" } });
  expect(report.findings.map(brief)).toContain("SMS critical domain bad.example");
  expect(statusOf(report, "Netusage")).toMatch(/^failed 0: .*its checksum doesn't fit$/);
  expect(statusOf(report, "Filesystem")).toMatch(/^partial .*its checksum doesn't fit$/);
});
