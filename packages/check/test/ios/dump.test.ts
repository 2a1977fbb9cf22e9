import { binaryPlist, sqliteBytes, table } from "@bridle/testkit";
import { expect, test } from "vitest";
import { brief, examined, statusOf } from "../run.ts";

const patterns = [
  "[domain-name:value='bad.example']",
  "[process:name='bh']",
  "[file:path='/private/var/tmp/hooker']",
];

const text = (value: string): Uint8Array => new Uint8Array(Buffer.from(value));
const database = (name: string, rows: Parameters<typeof table>[2]): Uint8Array =>
  sqliteBytes((opened) => table(opened, name, rows)).main;

const bad = "https://bad.example/x";
const CONTAINER = "private/var/mobile/Containers/Data/Application/0A1B";

const positives: readonly (readonly [path: string, bytes: Uint8Array, expected: readonly string[]])[] = [
  ["private/var/tmp/hooker", text("x"), ["Filesystem high file-path /private/var/tmp/hooker"]],
  ["private/var/db/x/bh/y", text("x"), ["Filesystem high process bh"]],
  [
    `${CONTAINER}/Library/Caches/Cache.db`,
    database("cfurl_cache_response", [{ entry_ID: 1, request_key: bad, time_stamp: "2026-01-01 00:00:00" }]),
    ["CacheFiles critical domain bad.example"],
  ],
  [
    "private/var/mobile/Library/Image Cache/Favicons/Favicons.db",
    sqliteBytes((opened) => {
      table(opened, "page_url", [{ url: bad }]);
      table(opened, "icon_info", [{ url: "https://fine.example" }]);
    }).main,
    ["SafariFavicon critical domain bad.example"],
  ],
  [
    "private/var/Keychains/Analytics/a.db",
    database("all_events", [{ timestamp: 1.7e9, data: binaryPlist({ processName: "bh", build: "23B1" }) }]),
    ["Analytics critical process bh"],
  ],
  [
    "private/var/db/diagnostics/shutdown.log",
    text("After 0.1s, remaining client pid: 5 (/usr/libexec/bh)\nSIGTERM: [1760000000] x\n"),
    ["ShutdownLog critical process bh"],
  ],
  [
    `${CONTAINER}/Library/WebKit/WebsiteData/IndexedDB/https_www.bad.example_0/x`,
    text("x"),
    ["WebkitIndexedDB critical domain bad.example"],
  ],
  [
    `${CONTAINER}/Library/WebKit/WebsiteData/LocalStorage/https_bad.example_0.localstorage`,
    text("x"),
    ["WebkitLocalStorage critical domain bad.example"],
  ],
  [
    `${CONTAINER}/SystemData/com.apple.SafariViewService/Library/WebKit/WebsiteData/IndexedDB/https_bad.example_0/x`,
    text("x"),
    ["WebkitSafariViewService critical domain bad.example"],
  ],
  [
    "private/var/mobile/Library/SMS/sms.db",
    database("message", [{ ROWID: 1, text: bad }]),
    ["SMS critical domain bad.example"],
  ],
  [
    "private/var/networkd/db/netusage.sqlite",
    database("ZPROCESS", [{ Z_PK: 1, ZPROCNAME: "bh" }]),
    ["Netusage critical process bh", "Netusage medium process-without-binary"],
  ],
  [
    "private/var/containers/Bundle/Application/0A1B/iTunesMetadata.plist",
    binaryPlist({ softwareVersionBundleId: "bh", sourceApp: "com.apple.AppStore" }),
    ["Applications critical process bh"],
  ],
];

test.each(positives)("[K56] a filesystem dump: %s", async (path, bytes, expected) => {
  const files = new Map([
    [path, bytes],
    ["private/var/db/fine", text("x")],
  ]);
  const { report } = await examined(files, { patterns });
  expect(report.evidence.kind).toBe("ios-filesystem");
  expect(report.findings.map(brief)).toEqual(expected);
  expect(report.findings.every(({ evidence }) => /^[0-9a-f]{64}$/.test(evidence.sha256))).toBe(true);
});

test("[K56] versions of iOS over time go into the timeline", async () => {
  const journal = `{"timestamp":"2026-01-01 10:00:00.00 +0000","os_version":"iPhone OS 26.1 (23B85)"}\n{}`;
  const files = new Map([["private/var/db/analyticsd/Analytics-Journal-1.ips", text(journal)]]);
  const { report, timeline } = await examined(files);
  expect(statusOf(report, "IOSVersionHistory")).toBe("read 1");
  expect([...timeline].map(({ text }) => text)).toContain("iPhone OS 26.1 (23B85)");
});
