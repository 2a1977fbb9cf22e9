import type { ModuleRun } from "../../examination/module-run.ts";
import { quoted } from "../../examination/quoted.ts";
import { parsePlist } from "../../formats/plist/plist.ts";
import {
  dateEntry,
  eachText,
  entry,
  isData,
  isDate,
  isDict,
  type PlistValue,
  textEntry,
} from "../../formats/plist/value.ts";
import { textOf } from "../../formats/sqlite/record.ts";
import { fromMacTime } from "../../time.ts";
import { inEnglish, say } from "../../words/said.ts";
import { type Artifact, type IosModule, placeIn, plistOf, Tables } from "../artifact.ts";
import { outdatedSystem } from "../versions.ts";
import { listEntry } from "./plist-lists.ts";

const INFO = { domain: "", path: "Info.plist" };

export const settings: readonly IosModule[] = [
  {
    name: "BackupInfo",
    only: "backup",
    wants: [INFO],
    async check(artifact, run) {
      const plist = await plistOf(artifact, run);
      if (plist === undefined) return;
      run.record();
      run.event(dateEntry(plist, "Last Backup Date"), "backup made", textEntry(plist, "Product Type") ?? "");
      outdatedSystem(textEntry(plist, "Product Version") ?? "", run, placeIn(artifact));
    },
  },
  {
    name: "GlobalPreferences",
    wants: [{ domain: "HomeDomain", path: "Library/Preferences/.GlobalPreferences.plist" }],
    async check(artifact, run) {
      const plist = await plistOf(artifact, run);
      if (plist === undefined) return;
      run.record();
      const lockdown = entry(plist, "LDMGlobalEnabled");
      const on = lockdown === true || lockdown === 1;
      if (lockdown === undefined) return;
      const message = on ? "Lockdown Mode is on" : "Lockdown Mode is off";
      run.notice("lockdown-mode", { severity: on ? "info" : "low", message, place: placeIn(artifact) });
    },
  },
  {
    name: "ConfigurationProfiles",
    wants: [
      {
        domain: "SysSharedContainerDomain-systemgroup.com.apple.configurationprofiles",
        path: /(?:^|\/)profile-[^/]+$/,
      },
      { path: /(?:^|\/)ConfigurationProfiles\/profile-[^/]+\.stub$/ },
    ],
    async check(artifact, run) {
      const plist = await plistOf(artifact, run);
      if (plist !== undefined) profile(plist, artifact, run);
    },
  },
  {
    name: "ProfileEvents",
    wants: [{ path: /(?:^|\/)ConfigurationProfiles\/MCProfileEvents\.plist$/ }],
    async check(artifact, run) {
      const plist = await plistOf(artifact, run);
      for (const event of listEntry(plist, "ProfileEvents")) {
        if (!isDict(event)) continue;
        for (const [profileId, what] of event) profileEvent(profileId, what, { artifact, run });
      }
    },
  },
  {
    name: "Applications",
    wants: [INFO, { path: /^private\/var\/containers\/Bundle\/Application\/[^/]+\/iTunesMetadata\.plist$/ }],
    async check(artifact, run) {
      const plist = await plistOf(artifact, run);
      if (!isDict(plist)) return;
      const installed = entry(plist, "Applications");
      if (!isDict(installed)) {
        if (artifact.name.endsWith("iTunesMetadata.plist")) application(plist, { artifact, run });
        return;
      }
      for (const [bundle, about] of installed) {
        const data = entry(about, "iTunesMetadata");
        const metadata = isData(data) ? parsePlist(data) : data;
        if (data !== undefined && metadata === undefined)
          run.partial(`metadata of ${quoted(bundle)} can't be read`);
        application(metadata ?? new Map(), { artifact, run, bundle });
      }
    },
  },
  {
    name: "Shortcuts",
    wants: [{ domain: "HomeDomain", path: "Library/Shortcuts/Shortcuts.sqlite" }],
    async check(artifact, run) {
      const tables = await Tables.of(artifact, run);
      if (tables === undefined) return;
      const names = new Map<unknown, string>();
      const columns = ["ZNAME", "ZCREATIONDATE", "ZMODIFICATIONDATE"] as const;
      await tables.each({ table: "ZSHORTCUT", columns, needed: [] }, (row) => {
        names.set(row.place.row, textOf(row.ZNAME));
        run.event(fromMacTime(row.ZCREATIONDATE), "shortcut made", textOf(row.ZNAME));
        run.event(fromMacTime(row.ZMODIFICATIONDATE), "shortcut changed", textOf(row.ZNAME));
      });
      await tables.each(
        { table: "ZSHORTCUTACTIONS", columns: ["ZDATA", "ZSHORTCUT"], needed: ["ZDATA"] },
        (row) => {
          const plist = row.ZDATA instanceof Uint8Array ? parsePlist(row.ZDATA) : undefined;
          if (plist === undefined) return;
          const about = say`The shortcut ${names.get(row.ZSHORTCUT) ?? ""}`;
          eachText(plist, (text) => run.linksIn(text, { place: row.place, about }, "address-mentioned"));
        },
      );
    },
  },
];

function profile(plist: PlistValue, artifact: Artifact, run: ModuleRun): void {
  run.record();
  const place = placeIn(artifact);
  const timeMs = dateEntry(plist, "InstallDate");
  const name = textEntry(plist, "PayloadDisplayName") ?? textEntry(plist, "PayloadIdentifier") ?? "";
  run.event(timeMs, "profile installed", name);
  const payloads = listEntry(plist, "PayloadContent");
  const ids = [plist, ...payloads].flatMap((part) => [
    textEntry(part, "PayloadUUID") ?? "",
    textEntry(part, "PayloadIdentifier") ?? "",
  ]);
  const about = "A configuration profile is installed";
  for (const id of new Set(ids)) {
    if (id !== "" && run.equal("profile-id", id, { place, timeMs, about, kind: "profile-present" })) break;
  }
  for (const payload of payloads) {
    if (textEntry(payload, "PayloadType") !== "com.apple.notificationsettings") continue;
    const message = say`The profile "${name}" changes which notifications are shown`;
    run.notice("notification-settings-profile", { severity: "medium", message, place, timeMs });
  }
}

function profileEvent(
  profileId: string,
  what: PlistValue,
  { artifact, run }: { readonly artifact: Artifact; readonly run: ModuleRun },
): void {
  run.record();
  const fields = isDict(what) ? [...what] : [];
  const date = fields.map(([, value]) => value).find(isDate);
  const timeMs = isDate(date) ? date.ms : undefined;
  const texts = fields.flatMap(([key, value]) => (typeof value === "string" ? [[key, value] as const] : []));
  const process = texts.find(([key]) => /process/i.test(key))?.[1] ?? "";
  const operation = texts.find(([key]) => /operation/i.test(key))?.[1] ?? "an event";
  const place = placeIn(artifact);
  const about = say`A configuration profile met ${operation}`;
  run.equal("profile-id", profileId, { place, timeMs, about, kind: "profile-met" });
  if (process !== "") run.process(process, { place, timeMs, about });
  const message =
    process === ""
      ? say`Configuration profile ${profileId}: ${operation}`
      : say`Configuration profile ${profileId}: ${operation} by ${process}`;
  run.notice("profile-event", { severity: "low", message, place, timeMs });
  run.event(timeMs, "profile event", inEnglish(message));
}

// Apple's store, device management, and Apple's own test service.
const usualSources = new Set([
  "com.apple.AppStore",
  "com.apple.dmd",
  "dmd",
  "com.apple.TestFlight",
  "com.apple.appstored",
]);

interface AppContext {
  readonly artifact: Artifact;
  readonly run: ModuleRun;
  /** The identifier under which a backup lists the app. */
  readonly bundle?: string;
}

function application(metadata: PlistValue, { artifact, run, bundle }: AppContext): void {
  run.record();
  const place = placeIn(artifact);
  const declared = textEntry(metadata, "softwareVersionBundleId");
  const name = textEntry(metadata, "itemName") ?? declared ?? bundle ?? "an app";
  const timeMs = purchaseMs(metadata);
  const about = "An app is installed";
  for (const id of new Set([declared, bundle])) {
    if (id === undefined) continue;
    if (run.equal("app-id", id, { place, timeMs, about, kind: "app-present" })) break;
    if (run.process(id, { place, timeMs, about })) break;
  }
  run.event(timeMs, "app bought", name);
  if (declared === undefined) {
    // Without metadata of the store, as Apple's own apps.
    if (!isDict(metadata) || metadata.size === 0) return;
    const message = say`The app ${name} declares no identifier`;
    run.notice("app-without-id", { severity: "medium", message, place, timeMs });
  }
  const source = textEntry(metadata, "sourceApp");
  if (source === undefined || usualSources.has(source)) return;
  const message = say`The app ${name} was installed by ${source}, not by the App Store`;
  run.notice("app-source", { severity: "medium", message, place, timeMs });
}

function purchaseMs(metadata: PlistValue): number | undefined {
  const info = entry(metadata, "com.apple.iTunesStore.downloadInfo");
  return dateEntry(info, "purchaseDate") ?? dateEntry(metadata, "purchaseDate");
}
