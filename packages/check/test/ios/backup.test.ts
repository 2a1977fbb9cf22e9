import {
  binaryPlist,
  IphoneBackup,
  memoryFile,
  memorySource,
  sqliteBytes,
  table,
  webPlatform,
  zipBytes,
} from "@bridle/testkit";
import { expect, test } from "vitest";
import { Cancelled, examine, type Progress, readFeeds } from "../../src/index.ts";
import { brief, examined, feedsOf, statusOf } from "../run.ts";

const lock = { password: "žluť 🐴 pass", outerIterations: 1000, innerIterations: 100 };

const messages = sqliteBytes((database) => {
  table(database, "handle", [{ ROWID: 1, id: "+420123456789" }]);
  table(database, "message", [
    { ROWID: 1, text: "hello", handle_id: 1, is_from_me: 0, date: 700_000_000_000_000_000 },
    {
      ROWID: 2,
      text: "see https://bad.example/x?y.",
      handle_id: 1,
      is_from_me: 0,
      date: 700_000_001_000_000_000,
    },
  ]);
  table(database, "attachment", [{ ROWID: 1, filename: "~/Library/SMS/a.jpg", created_date: 700_000_000 }]);
});

function backup(): IphoneBackup {
  return new IphoneBackup(5).database("HomeDomain", "Library/SMS/sms.db", messages);
}

test.each([
  ["unencrypted", undefined],
  ["encrypted", lock],
] as const)("[K30] an %s backup: from its files to the answer", async (_name, lock) => {
  const { report, timeline } = await examined(backup().files(lock), {
    patterns: ["[domain-name:value='bad.example']"],
    ...(lock === undefined ? {} : { password: lock.password }),
  });
  expect(report.state).toBe("match");
  expect(report.evidence.kind).toBe("ios-backup");
  expect(report.findings.map(brief)).toEqual(["SMS critical domain bad.example"]);
  const [finding] = report.findings;
  expect(finding?.time).toBe("2023-03-08T20:26:41.000Z");
  expect(finding?.evidence).toMatchObject({
    name: "HomeDomain-Library/SMS/sms.db",
    table: "message",
    row: 2,
  });
  expect(finding?.evidence.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(finding?.indicator).toMatchObject({
    campaigns: ["Testware"],
    feed: "test/test.stix2",
    matched: "exact",
  });
  expect(statusOf(report, "SMS")).toBe("read 3");
  expect([...timeline].map(({ event }) => event)).toContain("message received");
});

test.each([
  ["unencrypted", undefined],
  ["encrypted", lock],
] as const)("[K30] an %s backup of iOS 9 or older", async (_name, lock) => {
  const old = backup().file("RootDomain", "Library/Preferences/roleaccountd.plist", new Uint8Array(1));
  const { report, timeline } = await examined(old.oldFiles(lock), {
    patterns: ["[domain-name:value='bad.example']", "[file:name='roleaccountd.plist']"],
    ...(lock === undefined ? {} : { password: lock.password }),
  });
  expect(report.findings.map(brief)).toEqual([
    "SMS critical domain bad.example",
    "Manifest high file-name roleaccountd.plist",
    "BackupInfo info outdated-system",
  ]);
  expect(report.coverage.filter(({ status }) => status === "partial" || status === "failed")).toEqual([]);
  expect(statusOf(report, "Manifest")).toBe("read 2");
  expect([...timeline].map(({ event, text }) => `${event} ${text}`)).toContain(
    "file made HomeDomain-Library/SMS/sms.db",
  );
});

test("[K31] an old backup's wrong password, and its damaged list", async () => {
  await expect(examined(backup().oldFiles(lock), { password: "wrong" })).rejects.toThrow("wrong password");
  const files = backup().oldFiles();
  files.set("Manifest.mbdb", files.get("Manifest.mbdb")!.slice(0, -10));
  const { report } = await examined(files);
  expect(report.state).toBe("incomplete");
  expect(statusOf(report, "Manifest")).toBe("partial 0: Manifest.mbdb: damaged");
});

test("[K31] a wrong password and a missing one are told apart", async () => {
  const run = (password?: string) =>
    examine({
      evidence: { kind: "folder", source: memorySource(backup().files(lock)) },
      feeds: feedsOf(),
      platform: webPlatform,
      timeline: false,
      password,
      version: "test",
    });
  expect(await run()).toEqual({ ok: false, error: "password needed" });
  expect(await run("wrong")).toEqual({ ok: false, error: "wrong password" });
});

test("[K32] nothing found is only said of what was examined", async () => {
  const { report } = await examined(backup().files());
  expect(report.state).toBe("nothing-known-found");
  expect(report.coverage.find(({ module }) => module === "SafariHistory")).toEqual({
    module: "SafariHistory",
    status: "absent",
    records: 0,
    why: "only encrypted backups hold this",
  });
});

test("[K33] a backup that was broken off, or lacks its list of keys, says so", async () => {
  const files = backup().files();
  files.set("Status.plist", binaryPlist({ SnapshotState: "finished", IsFullBackup: false }));
  expect((await examined(files)).report.state).toBe("nothing-known-found");
  files.set("Status.plist", binaryPlist({ SnapshotState: "moving" }));
  const { report } = await examined(files);
  expect(report.state).toBe("incomplete");
  expect(statusOf(report, "Manifest")).toBe("partial 1: the backup was not finished: “moving”");
  const locked = backup().files(lock);
  locked.delete("Manifest.plist");
  const without = (await examined(locked, { password: lock.password })).report;
  expect(without.state).toBe("incomplete");
  expect(statusOf(without, "Manifest")).toContain("Manifest.plist is missing");
});

test("[K33] a file that is listed but missing, and no indicators at all, make a run incomplete", async () => {
  const files = backup().files();
  files.delete("3d/3d0d7e5fb2ce288813306e4d4636395e047a3d28");
  expect((await examined(files)).report.state).toBe("incomplete");
  const without = await examine({
    evidence: { kind: "folder", source: memorySource(backup().files()) },
    feeds: readFeeds([], webPlatform),
    platform: webPlatform,
    timeline: false,
    version: "test",
  });
  expect(without.ok && without.value.report.state).toBe("incomplete");
});

test.each([
  ["unencrypted", undefined],
  ["encrypted", lock],
] as const)("[K30] an %s backup as a zip, below folders of its own", async (_name, lock) => {
  const members = [...backup().files(lock)].map(([name, bytes]) => ({
    name: `Backup/00008110-000A/${name}`,
    bytes,
  }));
  const evidence = { kind: "file", file: memoryFile("backup.zip", zipBytes(members)) } as const;
  const options = { patterns: ["[domain-name:value='bad.example']"] };
  const { report } = await examined(
    evidence,
    lock === undefined ? options : { ...options, password: lock.password },
  );
  expect(report.findings.map(brief)).toEqual(["SMS critical domain bad.example"]);
});

test("[K30] messages that are only in the database's log are found, in encrypted backups too", async () => {
  const written = sqliteBytes((database) => {
    database.exec("PRAGMA wal_autocheckpoint=0");
    table(database, "message", [{ ROWID: 1, text: "https://bad.example/only-in-the-log" }]);
  }, "PRAGMA journal_mode=wal;");
  const files = new IphoneBackup(6).database("HomeDomain", "Library/SMS/sms.db", written).files(lock);
  const { report } = await examined(files, {
    password: lock.password,
    patterns: ["[domain-name:value='bad.example']"],
  });
  expect(report.findings.map(brief)).toEqual(["SMS critical domain bad.example"]);
});

test("[K85] a run tells its phases, how long the key derivation takes, and ends when it is cancelled", async () => {
  const phases: Progress[] = [];
  const signal = { aborted: false };
  const slow = { password: "p", outerIterations: 1_000_001, innerIterations: 1 };
  const request = {
    evidence: { kind: "folder", source: memorySource(backup().files(slow)) },
    feeds: feedsOf(),
    platform: { ...webPlatform, nowMs: () => phases.length },
    timeline: false,
    password: "p",
    version: "test",
    signal,
    onProgress: (progress: Progress) => void phases.push(progress),
  } as const;
  expect((await examine(request)).ok).toBe(true);
  expect(new Set(phases.map(({ phase }) => phase))).toEqual(
    new Set(["recognise", "derive-key", "list", "read", "report"]),
  );
  expect(phases.find(({ phase }) => phase === "derive-key")).toHaveProperty("expectedMs");
  signal.aborted = true;
  await expect(examine(request)).rejects.toBeInstanceOf(Cancelled);
});
