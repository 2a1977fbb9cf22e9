import { androidBackupBytes, dumpstateBytes, memoryFile, smsBackup, zipBytes } from "@bridle/testkit";
import { webPlatform } from "@bridle/testkit";
import { expect, test } from "vitest";
import { examine } from "../../src/index.ts";
import { brief, examined, feedsOf, statusOf } from "../run.ts";

const text = (value: unknown): Uint8Array =>
  new Uint8Array(Buffer.from(typeof value === "string" ? value : JSON.stringify(value)));

const SHA = "ab".repeat(32);
const patterns = [
  "[app:id='com.bad.app']",
  "[process:name='badproc']",
  `[file:hashes.'SHA-256'='${SHA}']`,
  "[file:hashes.sha1='1111111111111111111111111111111111111111']",
  "[file:hashes.md5='22222222222222222222222222222222']",
  "[app:cert.sha1='3333333333333333333333333333333333333333']",
  `[app:cert.sha256='${"44".repeat(32)}']`,
  "[app:cert.md5='55555555555555555555555555555555']",
  "[file:path='/data/local/tmp/wd/']",
  "[file:name='evil.so']",
  "[domain-name:value='bad.example']",
  "[ipv4-addr:value='203.0.113.9']",
  "[android-property:name='sys.brand.doc']",
];

const app = (name: string, rest: object = {}) => ({
  name,
  installer: "com.android.vending",
  system: false,
  disabled: false,
  files: [],
  ...rest,
});

test.each([
  [app("com.bad.app"), "AQFPackages critical app-id com.bad.app"],
  [app("com.a", { files: [{ sha256: SHA.toUpperCase() }] }), `AQFPackages critical sha256 ${SHA}`],
  [
    app("com.a", { files: [{ certificate: { sha1: "3333333333333333333333333333333333333333" } }] }),
    "AQFPackages critical app-cert-sha1 3333333333333333333333333333333333333333",
  ],
  [
    app("com.a", { files: [{ certificate: { Sha256: "44".repeat(32) } }] }),
    `AQFPackages critical app-cert-sha256 ${"44".repeat(32)}`,
  ],
  [
    app("com.a", { files: [{ certificate: { md5: "55".repeat(16) } }] }),
    "AQFPackages critical app-cert-md5 55555555555555555555555555555555",
  ],
  [app("com.topjohnwu.magisk"), "AQFPackages medium root-app"],
  [app("com.a", { installer: "com.android.chrome" }), "AQFPackages medium app-installer"],
  [app("com.a", { installer: "null" }), "AQFPackages medium app-installer"],
  [app("com.a", { installer: "org.fdroid.fdroid" }), "AQFPackages info app-installer"],
  [app("com.google.android.gms", { disabled: true, system: true }), "AQFPackages medium disabled-protection"],
])("[K43] packages.json: %s", async (item, expected) => {
  const { report } = await examined(new Map([["packages.json", text([item])]]), { patterns });
  expect(report.evidence.kind).toBe("androidqf");
  expect(report.findings.map(brief)).toEqual([expected]);
});

test("[K43] an app from a store, with hashes that nobody published, is no finding", async () => {
  const item = app("com.bad.apps", {
    files: [{ sha256: "ac".repeat(32), certificate: { sha1: "34".repeat(20) } }],
  });
  const { report } = await examined(new Map([["packages.json", text([item])]]), { patterns });
  expect(report.findings).toEqual([]);
  expect(report.state).toBe("nothing-known-found");
});

const files = new Map([
  [
    "ps.txt",
    text(
      "USER PID PPID VSZ RSS WCHAN ADDR S NAME\nu0_a1 1 1 0 0 0 0 S com.bad.app:remote\nroot 2 1 0 0 0 0 S badproc\nroot 3 1 0 0 0 0 S badprocs\n",
    ),
  ],
  ["getprop.txt", text("[sys.brand.doc]: [1]\n[ro.build.version.security_patch]: [2025-12-05]\n")],
  ["settings_global.txt", text("package_verifier_enable=0\nadb_install_need_confirm=1\n")],
  [
    "files.json",
    text([
      { path: "/data/local/tmp/wd/fs.db" },
      { path: "/data/local/tmp/wdx" },
      { path: "/sdcard/evil.so" },
      { path: "/sdcard/a", sha1: "1".repeat(40) },
      { path: "/sdcard/b", md5: "2".repeat(32) },
    ]),
  ],
  ["root_binaries.json", text(["/system/xbin/su"])],
  [
    "mounts.json",
    text([
      "/dev/block/dm-0 on /system type ext4 (rw,seclabel)",
      "tmpfs on /data/local/tmp/wd type tmpfs (ro,exec)",
    ]),
  ],
  ["logs/data/misc/a.log", text("x")],
  [
    "intrusion_logs/2026.json",
    text([
      { event_time: 1_760_000_000_000, dns_event: { hostname: "x.bad.example" } },
      { connect_event: { ip_address: "203.0.113.9", package_name: "com.bad.app" } },
      { security_event: { tag: "TAG_CERT_AUTHORITY_INSTALLED", file_path: "/data/local/tmp/wd/x" } },
      { dns_event: { hostname: "notbad.example" } },
    ]),
  ],
  ["dumpsys.txt", dumpstateBytes({ databases: ["com.bad.app"] })],
]);

test("[K44] each other file of an acquisition", async () => {
  const { report } = await examined(files, { patterns });
  expect(report.findings.map(brief).toSorted()).toEqual([
    "AQFFiles critical file-name evil.so",
    "AQFFiles critical file-path /data/local/tmp/wd/",
    "AQFFiles critical md5 22222222222222222222222222222222",
    "AQFFiles critical sha1 1111111111111111111111111111111111111111",
    "AQFFiles high temporary-file",
    "AQFGetProp critical android-property sys.brand.doc",
    "AQFProcesses critical app-id com.bad.app",
    "AQFProcesses critical process badproc",
    "AQFSettings medium unsafe-setting",
    "ConnectEvent critical app-id com.bad.app",
    "ConnectEvent critical ip 203.0.113.9",
    "DnsEvent critical domain bad.example",
    "DumpsysDBInfo critical app-id com.bad.app",
    "Mounts critical file-path /data/local/tmp/wd/",
    "Mounts high writable-system",
    "Mounts medium mount-options",
    "RootBinaries high root-binary",
    "SecurityEvent critical file-path /data/local/tmp/wd/",
    "SecurityEvent medium security-event",
  ]);
  expect(statusOf(report, "AQFLogTimestamps")).toBe("read 1");
});

test("[K44] what is mounted oddly, the system and places in it included", async () => {
  const mounts = [
    "/dev/block/dm-1 on / type ext4 (ro,noatime)",
    "/dev/block/dm-2 on /vendor type ext4 (ro,noatime)",
    "/dev/block/dm-3 on /systematic type ext4 (rw,remount)",
    "/dev/block/dm-4 on /system/app type ext4 (rw,seclabel)",
    "/dev/block/dm-5 on /system type ext4 (ro,noatime)",
    "/dev/block/dm-6 on /product type ext4 (ro,remount)",
    "tmpfs on /data/localized type tmpfs (exec)",
  ];
  const { report } = await examined(new Map([...files, ["mounts.json", text(mounts)]]), {});
  const said = report.findings.filter(({ module }) => module === "Mounts").map(({ message }) => message);
  expect(said.toSorted()).toEqual([
    "/product is mounted with remount",
    "/system is mounted with noatime",
    "/system/app is mounted so that it can be changed",
  ]);
});

test("[K72] an acquisition's own list of properties gives the zone of its dump and of its zip", async () => {
  const event = async (getprop: string) => {
    const bytes = zipBytes([
      { name: "dumpsys.txt", bytes: dumpstateBytes({ packages: ["com.fine"] }) },
      { name: "logs/a.log", bytes: new Uint8Array(Buffer.from("x")) },
      { name: "packages.json", bytes: text([]) },
      { name: "getprop.txt", bytes: new Uint8Array(Buffer.from(getprop)) },
    ]);
    const evidence = { kind: "file", file: memoryFile("qf.zip", bytes) } as const;
    const events = [...(await examined(evidence)).timeline];
    return ["app installed", "log modified"].map((name) =>
      events.find(({ event }) => event.startsWith(name)),
    );
  };
  const local = await event("[ro.x]: [1]\n");
  expect(local.map((found) => found?.event)).toEqual([
    "app installed (local time)",
    "log modified (local time)",
  ]);
  const prague = await event("[ro.x]: [1]\n[persist.sys.timezone]: [Europe/Prague]\n");
  expect(prague.map((found) => found?.event)).toEqual(["app installed", "log modified"]);
  expect(prague.map((found) => found?.timeMs)).toEqual(
    local.map((found) => (found?.timeMs ?? 0) - 3_600_000),
  );
});

test.each(["203.0.113.9", "/203.0.113.9:443", "name.example/203.0.113.9", "/[::ffff:203.0.113.9]:443"])(
  "[K44] an address as Java writes it: %s",
  async (address) => {
    const log = text([
      { connect_event: { ip_address: address } },
      { connect_event: { ip_address: "203.0.113.90" } },
    ]);
    const logs = new Map([["a/intrusion.json", log]]);
    const { report } = await examined(logs, { patterns });
    expect(report.findings.map(brief)).toEqual(["ConnectEvent critical ip 203.0.113.9"]);
    expect(statusOf(report, "ConnectEvent")).toBe("read 2");
  },
);

const sms = smsBackup([
  { address: "+1555", body: "hi https://x.bad.example/a", date: "1760000000000" },
  { address: "+1556", body: "https://notbad.example", date: "1760000000001" },
]);
const member = { name: "apps/com.android.providers.telephony/d_f/000000_sms_backup", bytes: sms };

test.each([
  ["compressed", {}, undefined],
  ["stored", { compressed: false }, undefined],
  ["encrypted", { lock: { password: "pässword", rounds: 500 } }, "pässword"],
  ["encrypted, version 1", { version: 1, lock: { password: "p", rounds: 500 } }, "p"],
])("[K45] an .ab backup: %s", async (_name, form, password) => {
  const file = memoryFile("backup.ab", androidBackupBytes({ members: [member], ...form }));
  const options = password === undefined ? { patterns } : { patterns, password };
  const { report } = await examined({ kind: "file", file }, options);
  expect(report.evidence.kind).toBe("android-backup");
  expect(report.findings.map(brief)).toEqual(["SMS critical domain bad.example"]);
  expect(report.findings[0]).toMatchObject({
    time: "2025-10-09T08:53:20.000Z",
    indicator: { matched: "subdomain" },
  });
});

test("[K45] an .ab backup's wrong password is told; a cut one is incomplete", async () => {
  const lock = { password: "p", rounds: 100 };
  const bytes = androidBackupBytes({ members: [member], lock });
  const request = { feeds: feedsOf(), platform: webPlatform, timeline: false, version: "test" } as const;
  const evidence = { kind: "file", file: memoryFile("backup.ab", bytes) } as const;
  expect(await examine({ ...request, evidence, password: "q" })).toEqual({
    ok: false,
    error: "wrong password",
  });
  expect(await examine({ ...request, evidence })).toEqual({ ok: false, error: "password needed" });
  const cut = androidBackupBytes({ members: [member] }).slice(0, -200);
  const { report } = await examined({ kind: "file", file: memoryFile("backup.ab", cut) });
  expect(report.state).toBe("incomplete");
});

test("[K44] a bug report and a backup inside an acquisition are read with it", async () => {
  const bugreport = zipBytes([
    { name: "dumpState_x.log", bytes: dumpstateBytes({ packages: ["com.bad.app"] }) },
  ]);
  const nested = zipBytes([
    { name: "packages.json", bytes: text([]) },
    { name: "bugreport.zip", bytes: bugreport, stored: true },
    { name: "backup.ab", bytes: androidBackupBytes({ members: [member] }) },
  ]);
  const { report } = await examined({ kind: "file", file: memoryFile("qf.zip", nested) }, { patterns });
  expect(report.findings.map(brief).toSorted()).toEqual([
    "DumpsysPackages critical app-id com.bad.app",
    "SMS critical domain bad.example",
  ]);
});
