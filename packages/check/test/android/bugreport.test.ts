import {
  abxBytes,
  type DumpContent,
  dumpstateBytes,
  memoryFile,
  protobufTombstone,
  textTombstone,
  zipBytes,
} from "@bridle/testkit";
import { expect, test } from "vitest";
import type { Report } from "../../src/index.ts";
import { brief, examined, statusOf } from "../run.ts";

const BAD = "com.bad.app";
const patterns = [`[app:id='${BAD}']`, "[process:name='badproc']", "[android-property:name='sys.brand.doc']"];

async function reportOn(content: DumpContent): Promise<Report> {
  const files = new Map([
    ["main_entry.txt", new Uint8Array(Buffer.from("bugreport-x.txt"))],
    ["bugreport-x.txt", dumpstateBytes(content)],
  ]);
  return (await examined(files, { patterns })).report;
}

const positives: readonly (readonly [module: string, content: DumpContent])[] = [
  ["DumpsysPackages", { packages: ["com.fine", BAD] }],
  ["DumpsysActivities", { activities: [`${BAD}/.Main`] }],
  ["DumpsysReceivers", { receivers: [["android.intent.action.BOOT_COMPLETED", `${BAD}/.Boot`]] }],
  ["DumpsysAccessibility", { accessibilityInstalled: [`${BAD}/.Service`] }],
  ["DumpsysAppops", { appops: [[BAD, "CAMERA", "allow"]] }],
  ["DumpsysBatteryDaily", { batteryUpdates: [[BAD, 3]] }],
  ["DumpsysBatteryHistory", { batteryActive: [BAD] }],
  ["DumpsysDBInfo", { databases: [BAD] }],
  ["DumpsysPlatformCompat", { compat: [BAD] }],
];

test.each(positives)("[K40] %s finds a known app", async (module, content) => {
  const report = await reportOn(content);
  expect(report.state).toBe("match");
  expect(report.findings.map(brief)).toContain(`${module} critical app-id ${BAD}`);
  expect(report.findings[0]?.evidence.offset).toBeGreaterThan(5);
});

test("[K40] names that only resemble a known app don't match", async () => {
  const report = await reportOn({
    packages: [`${BAD}.more`, "com.bad.ap", "com.bad"],
    activities: [`x${BAD}/.Main`],
    batteryActive: [`${BAD}2`],
    databases: ["com.bad.app2"],
    accessibilityInstalled: ["org.bad.app/.S"],
  });
  expect(report.state).toBe("nothing-known-found");
  expect(report.findings).toEqual([]);
});

test("[K41] what experts look at in a dump", async () => {
  const report = await reportOn({
    packages: ["com.topjohnwu.magisk"],
    receivers: [["android.provider.Telephony.SMS_RECEIVED", "org.reader/.Sms"]],
    accessibilityEnabled: ["org.seer/.Service", "com.google.android.marvin.talkback/.TalkBackService"],
    appops: [
      ["org.store", "REQUEST_INSTALL_PACKAGES", "allow"],
      ["com.android.shell", "READ_SMS", "allow"],
    ],
    batteryUpdates: [
      ["org.back", 5],
      ["org.back", 7],
      ["org.gone", 0],
    ],
    properties: { "ro.build.version.security_patch": "2025-01-05", "sys.brand.doc": "1" },
  });
  expect(report.findings.map(brief).toSorted()).toEqual([
    "DumpsysAccessibility info accessibility-service",
    "DumpsysAccessibility medium accessibility-service",
    "DumpsysAppops medium installs-apps",
    "DumpsysAppops medium shell-permission",
    "DumpsysBatteryDaily medium app-downgraded",
    "DumpsysBatteryDaily medium app-removed",
    "DumpsysGetProp critical android-property sys.brand.doc",
    "DumpsysGetProp medium old-patch-level",
    "DumpsysPackages medium root-app",
    "DumpsysReceivers info sms-receiver",
  ]);
  expect((await reportOn({ accessibilityEnabled: ["org.seer/.Service"] })).state).toBe("needs-expert");
  expect((await reportOn({ batteryUpdates: [["org.gone", 0]] })).state).toBe("nothing-known-found");
});

test.each(["xml", "abx"])("[K41] trusted computers, with the store of keys as %s", async (form) => {
  const key = Buffer.from(new Uint8Array(524).map((_, index) => (index === 0 ? 64 : 0))).toString("base64");
  const store = {
    name: "keyStore",
    children: [{ name: "adbKey", attributes: { key: `${key} me@host`, lastConnection: 1_700_000_000_000 } }],
  };
  const head = "ADB MANAGER STATE (dumpsys adb):\n{\n  debugging_manager={\n";
  const keystore =
    form === "xml"
      ? `keystore=<keyStore><adbKey key="${key} me@host" lastConnection="1700000000000" /></keyStore>`
      : abxBytes(store);
  const adb = Buffer.concat([
    Buffer.from(`${head}    user_keys=${key} other@host\n`),
    Buffer.from(keystore as string),
    Buffer.from("\n}"),
  ]);
  const report = await reportOn({ adb: new Uint8Array(adb) });
  const messages = report.findings.map(({ message }) => message).join();
  expect(messages).toContain("other@host may control the phone");
  expect(messages).toContain("me@host may control the phone");
});

test("[K42] a zip is read as the folder it holds, tombstones in both forms with it", async () => {
  const bytes = zipBytes([
    { name: "main_entry.txt", bytes: Buffer.from("bugreport-x.txt"), stored: true },
    { name: "bugreport-x.txt", bytes: dumpstateBytes({ packages: [BAD], fillerBytes: 3_000_000 }) },
    {
      name: "FS/data/tombstones/tombstone_00",
      bytes: textTombstone({ process: "/system/bin/badproc", uid: 10_001 }),
    },
    {
      name: "FS/data/tombstones/tombstone_00.pb",
      bytes: protobufTombstone({ process: "/system/bin/fine", uid: 1000 }),
    },
  ]);
  const { report } = await examined({ kind: "file", file: memoryFile("bugreport.zip", bytes) }, { patterns });
  expect(report.findings.map(brief)).toEqual([
    "Tombstones critical process badproc",
    `DumpsysPackages critical app-id ${BAD}`,
    "Tombstones medium privileged-crash",
  ]);
  expect(report.findings[0]?.time).toBe("2026-01-01T10:12:13.123Z");
  expect(statusOf(report, "Tombstones")).toBe("read 2");
  expect(report.inputs.map(({ path }) => path)).toContain("FS/data/tombstones/tombstone_00");
});

test("[K42] a text by itself is read; one that is no dump, or a zip without its dump, is incomplete", async () => {
  const dump = dumpstateBytes({ packages: [BAD] });
  const file = memoryFile("dumpstate.txt", dump);
  expect((await examined({ kind: "file", file }, { patterns })).report.state).toBe("match");
  const other = memoryFile("a.txt", new Uint8Array(Buffer.from("hello\n".repeat(1000))));
  expect((await examined({ kind: "file", file: other })).report.state).toBe("incomplete");
  const empty = new Map([["main_entry.txt", new Uint8Array(Buffer.from("gone.txt"))]]);
  expect((await examined(empty)).report.state).toBe("incomplete");
});

test("[K72] copies of files bear the phone's local time, in UTC where its zone is on record", async () => {
  const event = async (properties: Readonly<Record<string, string>>) => {
    const dump = dumpstateBytes({ packages: ["com.fine"], properties });
    const bytes = zipBytes([
      { name: "FS/data/a", bytes: Buffer.from("x") },
      { name: "dumpState_x.log", bytes: dump },
    ]);
    const { timeline } = await examined({ kind: "file", file: memoryFile("bugreport.zip", bytes) });
    return [...timeline].find(({ module }) => module === "BugReportTimestamps");
  };
  const local = await event({});
  expect(local).toMatchObject({ event: "file modified (local time)", text: "/data/a" });
  const prague = await event({ "persist.sys.timezone": "Europe/Prague" });
  expect(prague).toMatchObject({ event: "file modified", timeMs: (local?.timeMs ?? 0) - 3_600_000 });
});

test("[K72] without a zone, the phone's local times are never given as UTC", async () => {
  const files = new Map([
    ["dumpState_x.log", dumpstateBytes({ packages: [BAD], batteryUpdates: [[BAD, 0]] })],
  ]);
  const { report, timeline } = await examined(files, { patterns });
  expect(report.findings.length).toBeGreaterThan(2);
  for (const { message, time } of report.findings) {
    expect(time).toBeUndefined();
    expect(message).toMatch(/\(20\d\d-\d\d-\d\d \d\d:\d\d:\d\d by the phone's clock\)/);
  }
  const events = [...timeline].map(({ event }) => event);
  expect(new Set(events)).toEqual(
    new Set(["app installed (local time)", "app updated (local time)", "app update (day) (local time)"]),
  );
});

test("[K72] a dump's local times become UTC where its zone is on record", async () => {
  const content = { packages: ["com.fine"], properties: { "persist.sys.timezone": "Europe/Prague" } };
  const files = new Map([["dumpState_x.log", dumpstateBytes(content)]]);
  const outcome = await examined(files, { patterns });
  const installed = [...outcome.timeline].find(({ event }) => event === "app installed");
  expect(installed?.timeMs).toBe(Date.UTC(2025, 11, 1, 8, 8, 7));
  expect(statusOf(outcome.report, "Dumpstate")).toMatch(/^read \d+$/);
});
