import {
  androidBackupBytes,
  binaryPlist,
  chunkSetBytes,
  dumpstateBytes,
  inAcquisition,
  inSysdiagnose,
  IphoneBackup,
  jsonBytes,
  memoryFile,
  smsBackup,
  textBytes,
  tracev3Bytes,
  uuidtextPlace,
} from "@bridle/testkit";
import { expect, test } from "vitest";
import { readTrace } from "../src/formats/tracev3.ts";
import { examined, statusOf } from "./run.ts";

// What is cut off, or of a form that nobody knows, was not read: it may never count as searched.

type Files = ReadonlyMap<string, Uint8Array>;
const UUID = "A1".repeat(16);
const TRACE = "system_logs.logarchive/Persist/1.tracev3";
const crash = (body: string): Uint8Array => textBytes(`${JSON.stringify({ app_name: "fine" })}\n${body}`);
const preferences = (path: string, plist: Parameters<typeof binaryPlist>[0]): Files =>
  new IphoneBackup()
    .plist(path.startsWith("Library/Caches") ? "RootDomain" : "HomeDomain", path, plist)
    .files();
const STATUS = "Library/Preferences/com.apple.identityservices.idstatuscache.plist";
const CLIENTS = "Library/Caches/locationd/clients.plist";

const unknown: readonly (readonly [what: string, module: string, files: Files, why: string])[] = [
  [
    "a crash report with a cut body",
    "CrashReports",
    inSysdiagnose({ "crashes_and_spins/a.ips": crash('{"procPath": "/private/var/db/x') }),
    "“a.ips” is cut off or damaged",
  ],
  [
    "shutdown.log with nothing of it",
    "ShutdownLog",
    inSysdiagnose({ "shutdown.log": textBytes("\u0001 garbage\nmore\n") }),
    "“shutdown.log” is of an unknown form",
  ],
  [
    "a damaged list of a program's paths",
    "UnifiedLogProcesses",
    inSysdiagnose({ [`system_logs.logarchive/${uuidtextPlace(UUID)}`]: textBytes("x") }),
    "1 files with the paths of programs can't be read",
  ],
  [
    "a log without any program's path",
    "UnifiedLogProcesses",
    inSysdiagnose({ [TRACE]: tracev3Bytes([{ pid: 7, uuid: UUID }]) }),
    "no program's path is in the log's archive",
  ],
  [
    "a log packed in another way",
    "UnifiedLogText",
    inSysdiagnose({ [TRACE]: tracev3Bytes([], new Uint8Array(101).fill(7)) }),
    "1 parts of the log are packed in another way",
  ],
  [
    "packages.json of another shape",
    "AQFPackages",
    inAcquisition({ "packages.json": jsonBytes({ packages: [{ name: "com.fine" }] }) }),
    "“packages.json”: no entry of a known form",
  ],
  [
    "files.json of another shape",
    "AQFFiles",
    inAcquisition({ "files.json": jsonBytes([{ file: "/data/local/tmp/x" }]) }),
    "“files.json”: no entry of a known form",
  ],
  [
    "getprop.txt without a property",
    "AQFGetProp",
    inAcquisition({ "getprop.txt": textBytes("error: no devices\n") }),
    "“getprop.txt”: no entry of a known form",
  ],
  [
    "settings without a setting",
    "AQFSettings",
    inAcquisition({ "settings_global.txt": textBytes("cmd: Failure\n") }),
    "“settings_global.txt”: no entry of a known form",
  ],
  [
    "accounts that were looked up, in another shape",
    "IDStatusCache",
    preferences(STATUS, { users: ["a"] }),
    `“HomeDomain-${STATUS}”: no entry of a known form`,
  ],
  [
    "programs that asked for the location, in another shape",
    "LocationdClients",
    preferences(CLIENTS, ["a"]),
    `“RootDomain-${CLIENTS}”: no entry of a known form`,
  ],
];

test.each(unknown)("[K66] %s is read in part", async (...[, module, files, why]) => {
  const { report } = await examined(files);
  expect(report.state).toBe("incomplete");
  expect(report.findings).toEqual([]);
  expect(statusOf(report, module)).toMatch(/^partial /);
  expect(statusOf(report, module)).toContain(why);
});

const empty: readonly (readonly [what: string, files: Files])[] = [
  ["an empty list of apps", inAcquisition({ "packages.json": jsonBytes([]) })],
  ["empty settings", inAcquisition({ "settings_global.txt": textBytes("") })],
  ["a phone that never looked up an account", preferences(STATUS, {})],
  ["a report of a value in each line", inSysdiagnose({ "a.ips": crash('{"procName":"x"}\n{"a":1}\n') })],
  ["a report in words", inSysdiagnose({ "a.ips": crash("Reset count: 1\n") })],
  [
    "a log of reboots that nothing held up",
    inSysdiagnose({ "shutdown.log": textBytes("SIGTERM: [1760000000] x\n") }),
  ],
];

test.each(empty)("[K66] %s is read whole", async (_what, files) => {
  expect((await examined(files)).report.state).toBe("nothing-known-found");
});

test("[K66] messages of another shape in an .ab backup are read in part", async () => {
  const name = "apps/com.android.providers.telephony/d_f/000000_sms_backup";
  const run = async (bytes: Uint8Array) =>
    (
      await examined({
        kind: "file",
        file: memoryFile("a.ab", androidBackupBytes({ members: [{ name, bytes }] })),
      })
    ).report;
  const { state, coverage } = await run(smsBackup([{ text: "https://bad.example" }]));
  expect(state).toBe("incomplete");
  expect(coverage.find(({ module }) => module === "SMS")?.why).toBe(`“${name}”: no entry of a known form`);
  expect((await run(smsBackup([]))).state).toBe("nothing-known-found");
});

test("[K66] a dump that breaks off anywhere is read in part, as a bug report's and as services' own", async () => {
  const whole = Buffer.from(dumpstateBytes({ packages: ["com.fine"] }));
  const state = async (bytes: Uint8Array) => {
    const { report } = await examined({ kind: "file", file: memoryFile("dump.txt", new Uint8Array(bytes)) });
    return report.state;
  };
  expect(await state(whole)).toBe("nothing-known-found");
  for (const mark of [
    "DUMP OF SERVICE package:",
    "Receiver Resolver",
    "--------- 0.015s was the duration of dumpsys adb",
  ])
    expect(await state(whole.subarray(0, whole.indexOf(mark)))).toBe("incomplete");
  const services = whole.subarray(whole.indexOf("DUMP OF SERVICE"), whole.indexOf("== dumpstate: done") - 57);
  expect(await state(services)).toBe("nothing-known-found");
  expect(await state(services.subarray(0, services.lastIndexOf("--------- 0.015s")))).toBe("incomplete");
});

test("[K66] a part of the unified log that is larger than is read is told", async () => {
  const bytes = Buffer.from(tracev3Bytes([], new Uint8Array(17 * 1024 * 1024)));
  const seen: Uint8Array[] = [];
  const damage = await readTrace(
    memoryFile("a", new Uint8Array(bytes)).stream(),
    () => undefined,
    (content) => seen.push(content),
  );
  expect([damage, seen.length]).toEqual(["a part larger than is read", 0]);
  const small = tracev3Bytes([], chunkSetBytes(textBytes("x")));
  expect(
    await readTrace(
      memoryFile("a", small).stream(),
      () => undefined,
      () => undefined,
    ),
  ).toBeUndefined();
});
