import { type DumpContent, dumpstateBytes, textTombstone } from "../android-dump.ts";
import { IphoneBackup } from "../iphone-backup.ts";
import { binaryPlist } from "../plist-writer.ts";
import { tracev3Bytes, uuidtextBytes, uuidtextPlace } from "../unified-log.ts";
import { type Files, inAcquisition, inDump, inSysdiagnose, jsonBytes, tables, textBytes } from "./plant.ts";

/** Evidence in which heuristics fire, and much the same in which none does. */
export interface Oddities {
  readonly name: string;
  readonly odd: Files;
  readonly near: Files;
}

const usage = (odd: boolean): Uint8Array =>
  tables({
    ZPROCESS: [
      { Z_PK: 1, ZPROCNAME: "fine" },
      { Z_PK: odd ? 4 : 2, ZPROCNAME: "good" },
    ],
    ZLIVEUSAGE: [{ Z_PK: 1, ZHASPROCESS: odd ? 3 : 2 }],
  });

const profile = (odd: boolean): Uint8Array =>
  binaryPlist({
    PayloadUUID: "p",
    PayloadContent: [{ PayloadType: odd ? "com.apple.notificationsettings" : "com.apple.wifi.managed" }],
  });

const events = (odd: boolean): Uint8Array => binaryPlist({ ProfileEvents: odd ? [{ p: {} }] : [] });

/** Apps and what people write. */
function withMessages(odd: boolean): IphoneBackup {
  return new IphoneBackup()
    .info({
      "Product Version": odd ? "16.1" : "26.99",
      Applications: {
        "com.a": {
          iTunesMetadata: binaryPlist({
            softwareVersionBundleId: "com.a",
            sourceApp: odd ? "com.store" : "com.apple.AppStore",
          }),
        },
        "com.b": {
          iTunesMetadata: binaryPlist(odd ? { itemName: "B" } : { softwareVersionBundleId: "com.b" }),
        },
        "com.apple.c": {},
      },
    })
    .file(
      "HomeDomain",
      "Library/SMS/sms.db",
      tables({
        message: [
          {
            ROWID: 1,
            text: `${odd ? "" : "They say: "}Apple detected a targeted mercenary spyware attack against your iPhone.`,
            is_from_me: 0,
          },
          { ROWID: 2, text: "ALERT: State-sponsored attackers may be targeting your iPhone", is_from_me: 1 },
        ],
        attachment: [
          { ROWID: 1, filename: `/var/tmp/a/file-${odd ? 1 : 2}`, is_outgoing: 0 },
          { ROWID: 2, filename: "/var/tmp/a/file-1", is_outgoing: 1 },
        ],
      }),
    )
    .file(
      "HomeDomain",
      "Library/Safari/History.db",
      tables({
        history_items: [
          { id: 1, url: "http://a.example/" },
          { id: 2, url: odd ? "https://b.test/" : "https://www.a.example/" },
        ],
        history_visits: [
          { id: 1, history_item: 1, visit_time: 7e8, redirect_destination: 2 },
          { id: 2, history_item: 2, visit_time: 7e8 + 0.9, redirect_destination: null },
        ],
      }),
    )
    .file(
      "HomeDomain",
      "Library/Calendar/Calendar.sqlitedb",
      tables({
        CalendarItem: [{ ROWID: 1, summary: "Meeting", description: odd ? "Notes" : "Notes of May" }],
      }),
    );
}

function backup(odd: boolean): Files {
  return withMessages(odd)
    .file("WirelessDomain", "Library/Databases/DataUsage.sqlite", usage(odd))
    .file("SysSharedContainerDomain-x", "Library/ConfigurationProfiles/profile-1.stub", profile(odd))
    .file("SysSharedContainerDomain-x", "Library/ConfigurationProfiles/MCProfileEvents.plist", events(odd))
    .plist("HomeDomain", "Library/Preferences/com.apple.identityservices.idstatuscache.plist", {
      "com.apple.madrid": { [odd ? "a\u0000\u0000b" : "a\u0000b"]: { LookupDate: 7e8 } },
    })
    .plist(
      "HomeDomain",
      "Library/Preferences/.GlobalPreferences.plist",
      odd ? { LDMGlobalEnabled: true } : { AppleLocale: "cs" },
    )
    .files();
}

const reboot = (odd: boolean): Uint8Array =>
  textBytes(
    [
      ...[0.1, ...(odd ? [0.6] : [])].map((s) => `After ${s}s, remaining client pid: 5 (/usr/sbin/x)`),
      `After 2s, remaining client pid: 6 (${odd ? "/private/var/db/agent" : "/usr/libexec/private/var/db/x"})`,
      "SIGTERM: [1760000000] x",
    ].join("\n"),
  );

const dump = (odd: boolean): Files =>
  inDump({
    "private/var/networkd/netusage.sqlite": usage(odd),
    "private/var/wireless/Library/Databases/DataUsage.sqlite": usage(odd),
    ...(odd ? {} : { "usr/libexec/fine": textBytes("x"), "usr/libexec/good": textBytes("x") }),
    "private/var/db/diagnostics/shutdown.log": reboot(odd),
  });

const UUID = "B2".repeat(16);
const program = (odd: boolean): string => (odd ? "/private/var/tmp/agent" : "/usr/libexec/agent");

const sysdiagnose = (odd: boolean): Files =>
  inSysdiagnose({
    "logs/SystemVersion/SystemVersion.plist": binaryPlist({ ProductVersion: odd ? "16.1" : "26.99" }),
    "ps.txt": textBytes(`root 0 - 99 1 4004 0.5 0.2 37 0 1 5 - ?? Ss 10:00AM 0:00.10 ${program(odd)} -x`),
    "crashes_and_spins/a.ips": textBytes(`{"bug_type":"309"}\n{"procPath":"${program(odd)}"}`),
    "system_logs.logarchive/Persist/0000000000000001.tracev3": tracev3Bytes([{ pid: 7, uuid: UUID }]),
    [`system_logs.logarchive/${uuidtextPlace(UUID)}`]: uuidtextBytes(program(odd)),
    "system_logs.logarchive/Extra/shutdown.0.log": reboot(odd),
    "logs/MCState/Shared/profile-1.stub": profile(odd),
    "logs/MCState/Shared/MCProfileEvents.plist": events(odd),
  });

const key = Buffer.from(new Uint8Array(524).map((_, index) => (index === 0 ? 64 : 0))).toString("base64");

const dumpContent = (odd: boolean): DumpContent => ({
  packages: [odd ? "com.topjohnwu.magisk" : "com.topjohnwu.other"],
  receivers: [
    ["android.provider.Telephony.SMS_RECEIVED", `${odd ? "org.reader" : "com.android.mms"}/.Sms`],
    ["android.intent.action.BOOT_COMPLETED", "org.reader/.Boot"],
  ],
  accessibilityInstalled: ["org.seer/.Service"],
  accessibilityEnabled: odd ? ["org.seer/.Service"] : [],
  appops: [
    ["org.store", "REQUEST_INSTALL_PACKAGES", odd ? "allow" : "default"],
    ["com.android.shell", "READ_SMS", odd ? "allow" : "ignore"],
  ],
  batteryUpdates: odd
    ? [
        ["org.back", 5],
        ["org.back", 7],
        ["org.gone", 0],
      ]
    : [
        ["org.back", 7],
        ["org.back", 5],
      ],
  properties: { "ro.build.version.security_patch": odd ? "2025-01-05" : "2025-12-05" },
  adb: odd ? `ADB MANAGER STATE (dumpsys adb):\n    user_keys=${key} me@host\n` : "ADB MANAGER STATE:\n",
});

const report = (odd: boolean): Files =>
  new Map([
    ["dumpState_1.log", dumpstateBytes(dumpContent(odd))],
    [
      "FS/data/tombstones/tombstone_00",
      textTombstone({ process: "/system/bin/x", uid: odd ? 1000 : 10_100 }),
    ],
  ]);

const installed = (name: string, installer: string, disabled = false) => ({
  name,
  installer,
  system: false,
  disabled,
  files: [],
});

const acquisition = (odd: boolean): Files =>
  inAcquisition({
    "packages.json": jsonBytes([
      installed(odd ? "com.topjohnwu.magisk" : "com.fine", "com.android.vending"),
      installed("com.b", odd ? "com.android.chrome" : "com.android.vending"),
      installed(odd ? "com.android.vending" : "com.other", "com.android.vending", true),
    ]),
    "getprop.txt": textBytes(`[ro.build.version.security_patch]: [${odd ? "2025-01-05" : "2025-12-05"}]\n`),
    "settings_global.txt": textBytes(`package_verifier_enable=${odd ? 0 : 1}\nother_setting=0\n`),
    "files.json": jsonBytes([{ path: odd ? "/data/local/tmp/x" : "/data/local/tmpx/x" }]),
    "root_binaries.json": jsonBytes(odd ? ["/system/xbin/su"] : []),
    "mounts.json": jsonBytes([
      `/dev/block/dm-0 on /system type ext4 (${odd ? "rw" : "ro"},seclabel)`,
      `tmpfs on /data/local/tmp type tmpfs (${odd ? "exec" : "noexec"})`,
    ]),
    "intrusion_logs/a.json": jsonBytes([
      { security_event: { tag: odd ? "WIPE_FAILURE" : "APP_PROCESS_START" } },
    ]),
  });

const evidence = { backup, dump, sysdiagnose, report, acquisition };

/** One of each kind of evidence, odd in every way that a heuristic knows. */
export const oddities: readonly Oddities[] = Object.entries(evidence).map(([name, make]) => ({
  name,
  odd: make(true),
  near: make(false),
}));
