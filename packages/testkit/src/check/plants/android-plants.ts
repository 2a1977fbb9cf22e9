import { androidBackupBytes, smsBackup } from "../android-backup.ts";
import { type DumpContent, dumpstateBytes, protobufTombstone, textTombstone } from "../android-dump.ts";
import { addresses, each, type Files, inAcquisition, jsonBytes, type Plant, textBytes } from "./plant.ts";

const report = (content: DumpContent, more: Readonly<Record<string, Uint8Array>> = {}): Files =>
  new Map([["dumpState_1.log", dumpstateBytes(content)], ...Object.entries(more)]);

const inDumpsys = (module: string, content: (app: string) => DumpContent): readonly Plant[] =>
  each(module, ["app-id"], (app) => report(content(app)));

const app = (rest: object): object => ({
  name: "com.fine",
  installer: "com.android.vending",
  system: false,
  disabled: false,
  files: [],
  ...rest,
});

const certificate = (field: string) => (value: string) =>
  inAcquisition({ "packages.json": jsonBytes([app({ files: [{ certificate: { [field]: value } }] })]) });

const intrusion = (event: string, field: string) => (value: string) =>
  inAcquisition({ "intrusion_logs/a.json": jsonBytes([{ [event]: { [field]: value } }]) });

const messagesIn = (messages: readonly Readonly<Record<string, string>>[], kind = "sms"): Files =>
  inAcquisition({
    "backup.ab": androidBackupBytes({
      members: [
        {
          name: `apps/com.android.providers.telephony/d_f/000000_${kind}_backup`,
          bytes: smsBackup(messages),
        },
      ],
    }),
  });

/** Where the modules for Android's records look. */
export const androidPlants: readonly Plant[] = [
  ...inDumpsys("DumpsysPackages", (name) => ({ packages: [name] })),
  ...inDumpsys("DumpsysActivities", (name) => ({ activities: [`${name}/.Main`] })),
  ...inDumpsys("DumpsysReceivers", (name) => ({ receivers: [["a.b.BOOT", `${name}/.Boot`]] })),
  ...inDumpsys("DumpsysAccessibility", (name) => ({ accessibilityInstalled: [`${name}/.S`] })),
  ...inDumpsys("DumpsysAppops", (name) => ({ appops: [[name, "CAMERA", "allow"]] })),
  ...inDumpsys("DumpsysBatteryDaily", (name) => ({ batteryUpdates: [[name, 3]] })),
  ...inDumpsys("DumpsysBatteryHistory", (name) => ({ batteryActive: [name] })),
  ...inDumpsys("DumpsysDBInfo", (name) => ({ databases: [name] })),
  ...inDumpsys("DumpsysPlatformCompat", (name) => ({ compat: [name] })),
  ...each("DumpsysGetProp", ["android-property"], (name) => report({ properties: { [name]: "1" } })),
  ...each("Tombstones", ["process"], (name) =>
    report({}, { "FS/data/tombstones/tombstone_00": textTombstone({ process: `/a/${name}`, uid: 10_001 }) }),
  ),
  ...each("Tombstones", ["process"], (name) =>
    report(
      {},
      { "FS/data/tombstones/tombstone_00.pb": protobufTombstone({ process: `/a/${name}`, uid: 10_001 }) },
    ),
  ).map((plant) => ({ ...plant, where: "protobuf" })),
  ...each("AQFPackages", ["app-id"], (name) =>
    inAcquisition({ "packages.json": jsonBytes([app({ name })]) }),
  ),
  ...each("AQFPackages", ["sha256"], (sha256) =>
    inAcquisition({ "packages.json": jsonBytes([app({ files: [{ sha256 }] })]) }),
  ),
  ...each("AQFPackages", ["app-cert-md5"], certificate("md5")),
  ...each("AQFPackages", ["app-cert-sha1"], certificate("Sha1")),
  ...each("AQFPackages", ["app-cert-sha256"], certificate("sha256")),
  ...each("AQFProcesses", ["app-id", "process"], (name) =>
    inAcquisition({ "ps.txt": textBytes(`u0_a1 1 1 0 0 0 0 S ${name}\n`) }),
  ),
  ...each("AQFProcesses", ["app-id", "process"], (name) =>
    inAcquisition({ "processes.json": jsonBytes([{ name }]) }),
  ).map((plant) => ({ ...plant, where: "JSON" })),
  ...each("AQFGetProp", ["android-property"], (name) =>
    inAcquisition({ "getprop.txt": textBytes(`[${name}]: [1]\n`) }),
  ),
  ...each("AQFFiles", ["file-path", "file-name"], (path) =>
    inAcquisition({ "files.json": jsonBytes([{ path }]) }),
  ),
  ...(["md5", "sha1", "sha256"] as const).flatMap((type) =>
    each("AQFFiles", [type], (hash) =>
      inAcquisition({ "files.json": jsonBytes([{ path: "/sdcard/a", [type]: hash }]) }),
    ),
  ),
  ...each("Mounts", ["file-path"], (path) =>
    inAcquisition({ "mounts.json": jsonBytes([`tmpfs on ${path} type tmpfs (ro)`]) }),
  ),
  ...addresses(
    "SMS",
    (url) => messagesIn([{ address: "+1", body: `see ${url}`, date: "1760000000000" }]),
    ".ab",
  ),
  ...addresses("SMS", (url) => messagesIn([{ mms_body: `see ${url}` }], "mms"), ".ab, MMS"),
  ...each("DnsEvent", ["domain"], intrusion("dns_event", "hostname")),
  ...each("ConnectEvent", ["ip"], intrusion("connect_event", "ip_address")),
  ...each("ConnectEvent", ["app-id"], intrusion("connect_event", "package_name")),
  ...each("DnsEvent", ["app-id"], intrusion("dns_event", "package_name")),
  ...each("SecurityEvent", ["file-path"], intrusion("security_event", "file_path")),
  ...each("SecurityEvent", ["process"], intrusion("security_event", "process_name")),
  ...each("SecurityEvent", ["app-id"], intrusion("security_event", "package_name")),
];

/** An acquisition with the given words in names and contents. */
export function fullAcquisition(words: string): Files {
  return inAcquisition({
    "packages.json": jsonBytes([app({ name: `com.${words}`, installer: words })]),
    "files.json": jsonBytes([
      { path: `/data/local/tmp/${words}`, modified_time: 1_760_000_000 },
      { path: `/sdcard/${words}/roleaccountd.plist` },
    ]),
    "root_binaries.json": jsonBytes([`/system/${words}/su`]),
    "mounts.json": jsonBytes([`${words} on /data/local/${words} type tmpfs (ro,exec)`]),
    "settings_global.txt": textBytes(`package_verifier_enable=${words}\n`),
    [`settings_${words}.txt`]: textBytes(words),
    [`logs/${words}.log`]: textBytes(words),
    [`bugreport-${words}.zip`]: textBytes(words),
    [`backup-${words}.ab`]: textBytes(words),
    [`intrusion_logs/${words}.json`]: textBytes(`${words}\n`),
    "intrusion_logs/b.json": jsonBytes([{ security_event: { tag: "WIPE_FAILURE", account: words } }]),
    "dumpsys.txt": dumpstateBytes({
      packages: [`com.${words}`],
      receivers: [["android.provider.Telephony.SMS_RECEIVED", `org.${words}/.Sms`]],
      accessibilityEnabled: [`org.${words}/.Service`],
      batteryUpdates: [[`org.${words}`, 0]],
      databases: [`org.${words}`],
    }),
  });
}

/** A bug report with the given words in names and contents. */
export function fullReport(words: string): Files {
  return report(
    { packages: [`com.${words}`], accessibilityEnabled: [`org.${words}/.Service`] },
    {
      [`FS/data/${words}`]: textBytes(words),
      [`FS/data/tombstones/${words}/tombstone_01`]: textBytes(words),
      "FS/data/tombstones/tombstone_00": textTombstone({ process: words, uid: 0 }),
    },
  );
}
