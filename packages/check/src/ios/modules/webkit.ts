import { dateEntry, entry, numberEntry, type PlistValue, textEntry } from "../../formats/plist/value.ts";
import { textOf } from "../../formats/sqlite/record.ts";
import { fromUnixSeconds } from "../../time.ts";
import { say } from "../../words/said.ts";
import { type IosModule, placeIn, plistOf, Tables } from "../artifact.ts";
import { archivedList, listEntry } from "./plist-lists.ts";

const redirectLists = [
  "subresourceUniqueRedirectsFrom",
  "subresourceUniqueRedirectsTo",
  "topFrameUniqueRedirectsFrom",
  "topFrameUniqueRedirectsTo",
  "topFrameUniqueRedirectsToSinceSameSiteStrictEnforcement",
];

const contactLists = [
  "subresourceUnderTopFrameOrigins",
  "subframeUnderTopFrameOrigins",
  "topFrameLinkDecorationsFrom",
];

export const webkit: readonly IosModule[] = [
  {
    name: "WebkitResourceLoadStatistics",
    wants: [{ path: /(?:^|\/)Library\/WebKit\/WebsiteData\/ResourceLoadStatistics\/observations\.db$/ }],
    async check(artifact, run) {
      const tables = await Tables.of(artifact, run);
      const columns = ["registrableDomain", "lastSeen"] as const;
      await tables?.each({ table: "ObservedDomains", columns, needed: ["registrableDomain"] }, (row) => {
        const domain = textOf(row.registrableDomain);
        const timeMs = fromUnixSeconds(row.lastSeen);
        run.host(domain, { place: row.place, timeMs, about: "WebKit observed a site" });
        run.event(timeMs, "site observed", domain);
      });
    },
  },
  {
    name: "WebkitSessionResourceLog",
    wants: [
      {
        path: /(?:^|\/)Library\/WebKit\/WebsiteData\/ResourceLoadStatistics\/full_browsing_session_resourceLog\.plist$/,
      },
    ],
    async check(artifact, run) {
      const plist = await plistOf(artifact, run);
      const place = placeIn(artifact);
      for (const site of listEntry(plist, "browsingStatistics")) {
        run.record();
        const origin =
          textEntry(site, "PrevalentResourceOrigin") ?? textEntry(site, "prevalentResourceDomain") ?? "";
        const timeMs = fromUnixSeconds(numberEntry(site, "lastSeen")) ?? dateEntry(site, "lastSeen");
        run.event(timeMs, "site loaded", origin);
        run.host(origin, { place, timeMs, about: "WebKit loaded from a site" });
        for (const name of contactLists) {
          for (const other of originsOf(entry(site, name))) {
            run.host(other, { place, timeMs, about: say`WebKit loaded ${origin} on a site` });
          }
        }
        for (const name of redirectLists) {
          for (const other of originsOf(entry(site, name))) {
            run.host(other, { place, timeMs, about: say`A redirect to or from ${origin}`, severity: "high" });
          }
        }
      }
    },
  },
];

function originsOf(list: PlistValue | undefined): readonly string[] {
  return archivedList(list).flatMap((item) => {
    const origin = typeof item === "string" ? item : (textEntry(item, "origin") ?? textEntry(item, "domain"));
    return origin === undefined ? [] : [origin];
  });
}
