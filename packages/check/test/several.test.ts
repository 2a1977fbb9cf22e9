import { gzipSync } from "node:zlib";
import {
  dumpstateBytes,
  inAcquisition,
  inDump,
  inSysdiagnose,
  IphoneBackup,
  memoryFile,
  memorySource,
  sqliteBytes,
  table,
  tarBytes,
  textBytes,
  webPlatform,
  zipBytes,
} from "@bridle/testkit";
import { expect, test } from "vitest";
import { examine } from "../src/index.ts";
import { examined, feedsOf, statusOf } from "./run.ts";

type Files = ReadonlyMap<string, Uint8Array>;

const backup = (text: string): Files => {
  const sms = sqliteBytes((database) => table(database, "message", [{ ROWID: 1, guid: "g", text }]));
  return new IphoneBackup().database("HomeDomain", "Library/SMS/sms.db", sms).files();
};
const processes = { "ps.txt": textBytes(" 0:00.01 /sbin/launchd\n") };
const report: Files = new Map([["dumpState_x.log", dumpstateBytes({ packages: ["com.fine"] })]]);

/** Evidence in folders of one folder. */
function together(parts: Readonly<Record<string, Files>>): Files {
  return new Map(
    Object.entries(parts).flatMap(([folder, files]) =>
      [...files].map(([path, bytes]) => [`${folder}/${path}`, bytes] as const),
    ),
  );
}

const members = (files: Files) => [...files].map(([name, bytes]) => ({ name, bytes }));

const tarOf = (files: Files) => memoryFile("a.tar.gz", new Uint8Array(gzipSync(tarBytes(members(files)))));
const zipOf = (files: Files) => memoryFile("a.zip", zipBytes(members(files)));

const patterns = ["[domain-name:value='bad.example']"];

test("[K57] of two backups and a sysdiagnose one is examined, and the others are named", async () => {
  const files = together({
    A: backup("x"),
    B: backup("https://bad.example/x"),
    sysdiagnose_1: inSysdiagnose(processes),
  });
  for (const evidence of [files, { kind: "file", file: zipOf(files) } as const]) {
    const done = await examined(evidence, { patterns });
    expect(done.report).toMatchObject({ state: "incomplete", evidence: { kind: "ios-backup" } });
    expect(statusOf(done.report, "SMS")).toBe("read 1");
    expect(statusOf(done.report, "Source")).toBe(
      "partial 0: “B/”: holds an iPhone backup, which was not examined; “sysdiagnose_1/”: holds a sysdiagnose, which was not examined",
    );
  }
});

test("[K57] a backup is found behind however many names, in a folder and in a zip", async () => {
  const many = new Map(
    Array.from({ length: 20_001 }, (_, index) => [`UDID/00/${index}`, new Uint8Array()] as const),
  );
  const files = new Map([...many, ...together({ UDID: backup("https://bad.example/x") })]);
  for (const evidence of [files, { kind: "file", file: zipOf(files) } as const]) {
    const done = await examined(evidence, { patterns });
    expect(done.report).toMatchObject({ state: "match", evidence: { kind: "ios-backup" } });
  }
});

test("[K57] what lies beside a zipped backup's own list is named", async () => {
  const files = new Map([...backup("x"), ...together({ old: backup("x") })]);
  const { report } = await examined({ kind: "file", file: zipOf(files) });
  expect(statusOf(report, "Source")).toContain("“old/”: holds an iPhone backup");
});

test.each([
  ["ios-backup", together({ A: backup("x") }), "an iPhone backup"],
  ["ios-filesystem", inDump({ "private/var/db/diagnostics/shutdown.log": textBytes("x") }), "a dump"],
  ["androidqf", together({ A: inAcquisition(processes) }), "records taken by androidqf"],
  ["android-bugreport", together({ A: report }), "an Android bug report"],
])("[K57] a tar of another kind (%s) isn't taken for a sysdiagnose", async (_kind, files, named) => {
  const done = await examined({ kind: "file", file: tarOf(files) });
  expect(done.report).toMatchObject({ state: "incomplete", evidence: { kind: "unknown" } });
  expect(statusOf(done.report, "Source")).toContain(`holds ${named}`);
});

test.each([
  ["a sysdiagnose with its list of processes", together({ x: inSysdiagnose(processes) }), "sysdiagnose"],
  [
    "a log archive's reboots",
    new Map([
      [
        "system_logs.logarchive/Extra/shutdown.log",
        textBytes("After 0.1s, remaining client pid: 1 (/x)\nSIGTERM: [1760000000] x\n"),
      ],
      ["ps.txt", processes["ps.txt"]],
    ]),
    "sysdiagnose",
  ],
  [
    "an acquisition with logs of intrusions",
    inAcquisition({
      "packages.json": textBytes("[]"),
      "intrusion_logs/SecurityEvent.json": textBytes("[]"),
    }),
    "androidqf",
  ],
  ["a bug report in a folder", together({ A: report }), "android-bugreport"],
])("[K57] %s is one piece", async (_what, files, kind) => {
  const done = await examined(files);
  expect(done.report).toMatchObject({ state: "nothing-known-found", evidence: { kind } });
  expect(statusOf(done.report, "Source")).toBe("unknown");
});

test("[K57] what was chosen with the evidence is named too", async () => {
  const outcome = await examine({
    evidence: { kind: "folder", source: memorySource(backup("x")) },
    besides: ["second.zip"],
    feeds: feedsOf(...patterns),
    platform: webPlatform,
    timeline: false,
    version: "test",
  });
  if (!outcome.ok) throw new Error(outcome.error);
  expect(outcome.value.report.state).toBe("incomplete");
  expect(statusOf(outcome.value.report, "Source")).toBe(
    "partial 0: “second.zip”: was chosen too and not examined",
  );
});
