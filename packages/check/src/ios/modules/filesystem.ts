import type { Examination } from "../../examination/examination.ts";
import type { InputFile } from "../../examination/finding.ts";
import { unarchive } from "../../formats/plist/keyed-archive.ts";
import { parsePlist } from "../../formats/plist/plist.ts";
import { eachText } from "../../formats/plist/value.ts";
import { textOf } from "../../formats/sqlite/record.ts";
import { slices } from "../../formats/stream.ts";
import { parseJson, textField } from "../../json.ts";
import { textLines } from "../../logs/lines.ts";
import { readShutdownLog } from "../../logs/shutdown-log.ts";
import { fromMacTime, fromUnixSeconds, parseTime } from "../../time.ts";
import { say } from "../../words/said.ts";
import { type IosModule, placeIn, Tables } from "../artifact.ts";

const ANALYTICS = [{ path: /(?:^|\/)private\/var\/Keychains\/Analytics\/[^/]+\.db$/ }];

/** Checks of files that only a full filesystem dump holds. */
export const filesystem: readonly IosModule[] = [
  {
    name: "CacheFiles",
    only: "filesystem",
    wants: [{ path: /(?:^|\/)Cache\.db$/ }],
    async check(artifact, run) {
      const tables = await Tables.of(artifact, run);
      if (tables === undefined) return;
      // Other programs name their files so too.
      if (!tables.has("cfurl_cache_response")) return run.record(0);
      const columns = ["request_key", "time_stamp"] as const;
      await tables.each({ table: "cfurl_cache_response", columns, needed: ["request_key"] }, (row) => {
        const timeMs = parseTime(textOf(row.time_stamp));
        run.url(textOf(row.request_key), {
          place: row.place,
          timeMs,
          about: say`${artifact.name} keeps an answer`,
        });
        run.event(timeMs, "answer kept", textOf(row.request_key));
      });
    },
  },
  {
    name: "Analytics",
    only: "filesystem",
    wants: ANALYTICS,
    async check(artifact, run) {
      const tables = await Tables.of(artifact, run);
      if (tables === undefined) return;
      for (const table of ["hard_failures", "soft_failures", "all_events"]) {
        if (!tables.has(table)) continue;
        await tables.each({ table, columns: ["timestamp", "data"], needed: ["data"] }, (row) => {
          const plist = row.data instanceof Uint8Array ? parsePlist(row.data) : undefined;
          if (plist === undefined) return;
          const timeMs = fromUnixSeconds(row.timestamp) ?? fromMacTime(row.timestamp);
          const context = { place: row.place, timeMs, about: "An entry of Apple's analytics" };
          eachText(unarchive(plist) ?? plist, (text, path) => {
            if (/^https?:/i.test(text)) run.url(text, context);
            else if (/process|proc|artifact|bundle/i.test(path)) run.process(text, context);
          });
        });
      }
    },
  },
  {
    name: "AnalyticsIOSVersions",
    only: "filesystem",
    wants: ANALYTICS,
    async check(artifact, run) {
      const tables = await Tables.of(artifact, run);
      if (tables === undefined || !tables.has("all_events")) return;
      const builds = new Set<string>();
      await tables.each({ table: "all_events", columns: ["timestamp", "data"], needed: ["data"] }, (row) => {
        const plist = row.data instanceof Uint8Array ? parsePlist(row.data) : undefined;
        if (plist === undefined) return;
        eachText(plist, (text, path) => {
          if (!path.endsWith("build") || builds.has(text)) return;
          builds.add(text);
          run.event(fromUnixSeconds(row.timestamp), "iOS build first seen", text);
        });
      });
    },
  },
  {
    name: "IOSVersionHistory",
    only: "filesystem",
    wants: [{ path: /(?:^|\/)private\/var\/db\/analyticsd\/Analytics-Journal-[^/]+\.ips$/ }],
    async check(artifact, run) {
      for await (const { text } of textLines(slices(artifact.bytes, { from: 0, to: 65_536 }))) {
        const header = parseJson(text);
        run.record();
        const timeMs = parseTime((textField(header, "timestamp") ?? "").replace(/\.\d+ (?=[+-])/, " "));
        run.event(timeMs, "iOS version", textField(header, "os_version") ?? "");
        return;
      }
    },
  },
  {
    name: "ShutdownLog",
    only: "filesystem",
    wants: [{ path: /(?:^|\/)private\/var\/db\/diagnostics\/shutdown(?:\.[^/]+)?\.log$/ }],
    async check(artifact, run) {
      const chunks = slices(artifact.bytes, { from: 0, to: artifact.bytes.sizeBytes });
      await readShutdownLog(textLines(chunks), run, placeIn(artifact));
    },
  },
];

const folderModules: readonly (readonly [name: string, pattern: RegExp])[] = [
  [
    "WebkitSafariViewService",
    /\/com\.apple\.SafariViewService\/Library\/WebKit\/WebsiteData\/(?:[^/]+\/)*https?_([^/]+?)_\d+(?:\.localstorage)?(?:\/|$)/,
  ],
  ["WebkitIndexedDB", /\/WebsiteData\/IndexedDB\/(?:v\d\/)?https?_([^/]+?)_\d+(?:\/|$)/],
  ["WebkitLocalStorage", /\/WebsiteData\/LocalStorage\/https?_([^/]+?)_\d+\.localstorage$/],
];

/** The modules that read the names in a dump. */
export const nameModules: readonly string[] = ["Filesystem", ...folderModules.map(([name]) => name)];

/** What the names in a dump say: known files, process names as parts of paths, sites that left folders. */
export function checkPath(path: string, input: InputFile, examination: Examination): void {
  const run = examination.module("Filesystem");
  run.record();
  const context = { place: { input, name: path }, about: "A file is there" };
  if (!run.file(`/${path}`, context)) {
    const part = run.indicators.pathPart(path);
    if (part !== undefined)
      run.hit(part, { ...context, kind: "file-present", value: path, severity: "high" });
  }
  for (const [name, pattern] of folderModules) {
    const host = pattern.exec(path)?.[1];
    if (host === undefined) continue;
    const folder = examination.module(name);
    folder.record();
    folder.host(host, { ...context, about: "A site left a folder" });
    break;
  }
}
