import { binaryPlist } from "../plist-writer.ts";
import { chunkSetBytes, tracev3Bytes, uuidtextBytes, uuidtextPlace } from "../unified-log.ts";
import {
  addresses,
  each,
  type Files,
  inDump,
  inSysdiagnose,
  jsonBytes,
  type Plant,
  tables,
  textBytes,
} from "./plant.ts";

const CONTAINER = "private/var/mobile/Containers/Data/Application/0A1B";
const WEBSITES = `${CONTAINER}/Library/WebKit/WebsiteData`;

const heldUp = (path: string): Uint8Array =>
  textBytes(`After 0.1s, remaining client pid: 5 (${path})\nSIGTERM: [1760000000] x\n`);

const named = (name: string): string => (name.startsWith("/") ? name : `/usr/libexec/${name}`);

/** Where the modules for full dumps look, of what backups don't hold. */
export const dumpPlants: readonly Plant[] = [
  ...each("Filesystem", ["file-path", "file-name"], (path) =>
    inDump({ [path.startsWith("/") ? path.slice(1) : `private/var/db/${path}`]: textBytes("x") }),
  ),
  ...each("Filesystem", ["process"], (name) => inDump({ [`private/var/db/x/${name}/y`]: textBytes("x") })),
  ...addresses("CacheFiles", (url) =>
    inDump({
      [`${CONTAINER}/Library/Caches/Cache.db`]: tables({
        cfurl_cache_response: [{ entry_ID: 1, request_key: url, time_stamp: "2026-01-01 00:00:00" }],
      }),
    }),
  ),
  ...["page_url", "icon_info"].flatMap((name) =>
    addresses(
      "SafariFavicon",
      (url) =>
        inDump({
          "private/var/mobile/Library/Image Cache/Favicons/Favicons.db": tables({ [name]: [{ url }] }),
        }),
      name,
    ),
  ),
  ...addresses("Analytics", (url) =>
    inDump({
      "private/var/Keychains/Analytics/a.db": tables({
        hard_failures: [{ timestamp: 1.7e9, data: binaryPlist({ x: url }) }],
      }),
    }),
  ),
  ...each("Analytics", ["process"], (name) =>
    inDump({
      "private/var/Keychains/Analytics/a.db": tables({
        all_events: [{ timestamp: 1.7e9, data: binaryPlist({ processName: name }) }],
      }),
    }),
  ),
  ...each("Netusage", ["process"], (name) =>
    inDump({ "private/var/networkd/netusage.sqlite": tables({ ZPROCESS: [{ Z_PK: 1, ZPROCNAME: name }] }) }),
  ),
  ...each("ShutdownLog", ["process", "file-path", "file-name"], (path) =>
    inDump({ "private/var/db/diagnostics/shutdown.log": heldUp(named(path)) }),
  ),
  ...each("WebkitIndexedDB", ["domain", "ip"], (host) =>
    inDump({ [`${WEBSITES}/IndexedDB/https_${host}_0/x`]: textBytes("x") }),
  ),
  ...each("WebkitLocalStorage", ["domain", "ip"], (host) =>
    inDump({ [`${WEBSITES}/LocalStorage/https_${host}_0.localstorage`]: textBytes("x") }),
  ),
  ...each("WebkitSafariViewService", ["domain", "ip"], (host) =>
    inDump({
      [`${CONTAINER}/SystemData/com.apple.SafariViewService/Library/WebKit/WebsiteData/IndexedDB/https_${host}_0/x`]:
        textBytes("x"),
    }),
  ),
];

const UUID = "A1".repeat(16);
const LOGS = "system_logs.logarchive";

const logSaying = (text: string): Files =>
  inSysdiagnose({
    [`${LOGS}/Persist/0000000000000001.tracev3`]: tracev3Bytes([], chunkSetBytes(textBytes(`\0${text}\0`))),
  });

const psLine = (command: string): string =>
  `root 0 - 99 1 4004 0.5 0.2 37 0 407000 5000 - ?? Ss 10:00AM 0:00.10 ${command}`;

const crash = (body: unknown): Uint8Array =>
  textBytes(`${JSON.stringify({ bug_type: "309" })}\n${JSON.stringify(body)}`);

/** Where the modules for a sysdiagnose look. */
export const sysdiagnosePlants: readonly Plant[] = [
  ...each("ShutdownLog", ["process", "file-path", "file-name"], (path) =>
    inSysdiagnose({ [`${LOGS}/Extra/shutdown.0.log`]: heldUp(named(path)) }),
  ),
  ...each("Processes", ["process", "file-path", "file-name"], (path) =>
    inSysdiagnose({ "ps.txt": textBytes(psLine(named(path))) }),
  ),
  ...each("Processes", ["process", "file-path", "file-name"], (path) =>
    inSysdiagnose({ "spindump.txt": textBytes(`Process: x [1]\nPath:   ${named(path)}\n`) }),
  ).map((plant) => ({ ...plant, where: "spindump" })),
  ...each("CrashReports", ["process", "file-path", "file-name"], (path) =>
    inSysdiagnose({ "crashes_and_spins/a.ips": crash({ procPath: named(path) }) }),
  ),
  ...each("UnifiedLogProcesses", ["process", "file-path", "file-name"], (path) =>
    inSysdiagnose({
      [`${LOGS}/Persist/0000000000000001.tracev3`]: tracev3Bytes([{ pid: 7, uuid: UUID }]),
      [`${LOGS}/${uuidtextPlace(UUID)}`]: uuidtextBytes(named(path)),
    }),
  ),
  ...addresses("UnifiedLogText", (url) => logSaying(`loading ${url} now`)),
  ...each("UnifiedLogText", ["file-path", "file-name"], (path) =>
    logSaying(`open ${path.startsWith("/") ? path : `/private/var/db/${path}`}`),
  ),
  ...each("TCC", ["process", "app-id"], (client) =>
    inSysdiagnose({
      "logs/Accessibility/TCC.db": tables({ access: [{ service: "x", client, auth_value: 2 }] }),
    }),
  ),
  ...each("ConfigurationProfiles", ["profile-id"], (id) =>
    inSysdiagnose({ "logs/MCState/Shared/profile-1.stub": binaryPlist({ PayloadUUID: id }) }),
  ),
  ...each("ProfileEvents", ["profile-id"], (id) =>
    inSysdiagnose({
      "logs/MCState/Shared/MCProfileEvents.plist": binaryPlist({ ProfileEvents: [{ [id]: {} }] }),
    }),
  ),
  ...each("Datausage", ["process"], (name) =>
    inSysdiagnose({ "logs/DataUsage.sqlite": tables({ ZPROCESS: [{ Z_PK: 1, ZPROCNAME: name }] }) }),
  ),
  ...each("Netusage", ["process"], (name) =>
    inSysdiagnose({
      "logs/Networking/netusage.sqlite": tables({ ZPROCESS: [{ Z_PK: 1, ZPROCNAME: name }] }),
    }),
  ),
  ...each("OSAnalyticsADDaily", ["process"], (name) =>
    inSysdiagnose({
      "logs/com.apple.osanalytics.addaily.plist": binaryPlist({ netUsageBaseline: { [name]: [1] } }),
    }),
  ),
];

/** A dump and a sysdiagnose with the given words in names and contents. */
export function fullDump(words: string): Files {
  return inDump({
    [`private/var/tmp/${words}/roleaccountd.plist`]: textBytes("x"),
    [`private/var/mobile/Media/${words}/badproc/${words}.m4a`]: textBytes("x"),
    [`private/var/mobile/Containers/Data/Application/${words}/Library/Caches/Cache.db`]: textBytes(words),
    "private/var/networkd/netusage.sqlite": tables({ ZPROCESS: [{ Z_PK: 1, ZPROCNAME: words }] }),
    "private/var/db/diagnostics/shutdown.log": heldUp(`/private/var/db/${words}`),
  });
}

export function fullSysdiagnose(words: string): Files {
  return inSysdiagnose({
    [`crashes_and_spins/${words}.ips`]: textBytes(`{"app_name":"${words}","bug_type":"${words}"}\n${words}`),
    [`crashes_and_spins/${words}-2.ips`]: textBytes(words),
    [`crashes_and_spins/${words}-3.ips`]: crash({ procPath: `/private/var/tmp/${words}` }),
    "ps.txt": textBytes(psLine(`/private/var/tmp/${words}`)),
    [`spindump-${words}.txt`]: textBytes(words),
    [`${LOGS}/Persist/${words}.tracev3`]: textBytes(words.repeat(40)),
    "logs/MCState/Shared/profile-1.stub": binaryPlist({
      PayloadDisplayName: words,
      PayloadContent: [{ PayloadType: "com.apple.notificationsettings" }],
    }),
    [`logs/${words}/TCC.db`]: textBytes(words),
    "notes.json": jsonBytes(words),
  });
}
