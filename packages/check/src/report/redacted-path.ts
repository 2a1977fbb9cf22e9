import { iosModules } from "../ios/modules/index.ts";

const LEFT_OUT = "[left out]";

/** Parts of paths that every phone and every acquisition has. */
const usualParts: ReadonlySet<string> = new Set([
  ...iosModules.flatMap(({ wants }) =>
    wants.flatMap(({ domain, path }) => (typeof path === "string" ? usualPath(domain, path) : [])),
  ),
  ...`Manifest.db Manifest.db-wal Manifest.plist Manifest.mbdb Info.plist private var mobile root db tmp wireless Library networkd
  containers Containers Data Application Shared AppGroup Bundle Caches Preferences Keychains Analytics diagnostics analyticsd Safari Profiles WebKit
  WebsiteData ResourceLoadStatistics LocalStorage IndexedDB observations.db full_browsing_session_resourceLog.plist Favicons.db Cache.db
  ConfigurationProfiles MCProfileEvents.plist MCState TCC.db netusage.sqlite iTunesMetadata.plist system_logs.logarchive Extra Persist Special Signpost HighVolume
  crashes_and_spins logs Networking Accessibility SystemVersion SystemVersion.plist ps.txt ps_thread.txt taskinfo.txt spindump-nosymbols.txt tailspin-info.txt
  FS data tombstones main_entry.txt dumpstate.txt local packages.json processes.json processes.txt getprop.txt files.json root_binaries.json mounts.json
  dumpsys.txt bugreport.zip backup.ab settings_global.txt settings_secure.txt settings_system.txt system vendor product bin xbin`.split(
    /\s+/,
  ),
]);

function usualPath(domain: string | undefined, path: string): readonly string[] {
  return [...path.split("/"), ...(domain === undefined ? [] : [`${domain}-${path.split("/")[0]}`])];
}

/** Names that are made of numbers and identifiers. */
const usualForms =
  /^(?:[0-9a-f]{2}|[0-9a-f]{40}|[0-9A-F]{2}|[0-9A-F]{16,32}(?:\.tracev3)?|[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}|tombstone_\d+(?:\.pb)?|shutdown(?:\.\d{1,3})?\.log|settings_(?:global|secure|system)\.txt|pid \d+|\d{6}_(?:sms|mms)_backup)$/;

const usualEnding =
  /\.(?:db|sqlite|sqlitedb|storedata|plist|stub|ips|log|txt|json|zip|tar|gz|ab|pb|tracev3|localstorage|age)(?:-wal)?$/;

/** A path whose parts are left out unless every phone has them; of a file's name its ending stays. */
export function redactedPath(path: string): string {
  return path
    .split("/")
    .map((part) =>
      part === "" || usualParts.has(part.replace(/-wal$/, "")) || usualForms.test(part)
        ? part
        : `${LEFT_OUT}${usualEnding.exec(part)?.[0] ?? ""}`,
    )
    .join("/");
}
