import type { Examination } from "../examination/examination.ts";
import type { Place } from "../examination/finding.ts";
import type { Context, ModuleRun } from "../examination/module-run.ts";
import { Database } from "../formats/sqlite/database.ts";
import { textOf } from "../formats/sqlite/record.ts";
import type { IosModule } from "./artifact.ts";
import { readFileRecord } from "./file-record.ts";
import type { OpenBackup } from "./open-backup.ts";
import { WantedFiles } from "./wanted-files.ts";

/** A file of a backup that a check reads. */
export interface ManifestEntry {
  readonly fileId: string;
  readonly domain: string;
  readonly path: string;
  /** The archived record, copied. */
  readonly record: Uint8Array | undefined;
}

/** What the manifest has for the checks. */
export interface WantedEntries {
  readonly files: readonly { readonly module: IosModule; readonly entry: ManifestEntry }[];
  /** Write-ahead logs, by `logKey` of their database. */
  readonly logs: ReadonlyMap<string, ManifestEntry>;
}

/** The key under which a database's log is kept. */
export function logKey({ domain, path }: Pick<ManifestEntry, "domain" | "path">): string {
  return `${domain}\n${path}-wal`;
}

const FILE = 1;

/** Goes through the manifest once: checks every name, and remembers the few files that are to be read. */
export async function scanManifest(
  backup: Pick<OpenBackup, "manifest" | "manifestLog" | "input">,
  examination: Examination,
  modules: readonly IosModule[],
): Promise<WantedEntries> {
  const run = examination.module("Manifest");
  const files: { module: IosModule; entry: ManifestEntry }[] = [];
  const logs = new Map<string, ManifestEntry>();
  const database = await Database.open(backup.manifest, backup.manifestLog);
  if (!database.ok) {
    run.failed(`Manifest.db: ${database.error}`);
    return { files, logs };
  }
  examination.progress({ phase: "list" });
  const wanted = new WantedFiles(modules);
  const columns = ["fileID", "domain", "relativePath", "flags", "file"];
  const rows = await database.value.scan("Files", columns, (values, { rowid }) => {
    const [fileId = null, domain = null, path = null, flags = null, blob = null] = values;
    const entry = { fileId: textOf(fileId), domain: textOf(domain), path: textOf(path), record: undefined };
    checkName(entry, run, () => ({ input: backup.input, table: "Files", row: rowid }));
    if (run.keepsTimeline && blob instanceof Uint8Array) times(entry, blob, run);
    if (flags !== FILE && flags !== null) return;
    const readers = wanted.inBackup(entry.domain, entry.path);
    const isLog = entry.path.endsWith("-wal");
    if ((readers.length === 0 && !isLog) || !/^[0-9a-f]{40}$/.test(entry.fileId)) return;
    const kept = { ...entry, record: blob instanceof Uint8Array ? blob.slice() : undefined };
    if (isLog) logs.set(`${entry.domain}\n${entry.path}`, kept);
    for (const module of readers) files.push({ module, entry: kept });
  });
  if (rows === undefined) run.failed("Manifest.db: no table Files");
  else run.record(rows);
  const { pages, cells } = database.value.damage;
  if (pages + cells > 0) run.partial(`Manifest.db: ${pages + cells} damaged pages or rows`);
  return { files, logs };
}

/** Where a domain's files lie on the phone, of those that are one folder. Indicators print whole paths. */
const domainRoots: ReadonlyMap<string, string> = new Map([
  ["HomeDomain", "/private/var/mobile"],
  ["CameraRollDomain", "/private/var/mobile"],
  ["MediaDomain", "/private/var/mobile"],
  ["RootDomain", "/private/var/root"],
  ["WirelessDomain", "/private/var/wireless"],
  ["DatabaseDomain", "/private/var/db"],
  ["KeychainDomain", "/private/var/Keychains"],
  ["NetworkDomain", "/private/var/networkd"],
  ["InstallDomain", "/private/var/installd"],
  ["MobileDeviceDomain", "/private/var/MobileDevice"],
  ["SystemPreferencesDomain", "/private/var/preferences"],
]);

/** Known paths and names, and sites that left their name in a path, as caches do. */
function checkName({ domain, path }: ManifestEntry, run: ModuleRun, place: () => Place): void {
  if (path === "") return;
  const root = domainRoots.get(domain);
  const whole = `${root ?? ""}/${path}`;
  const known = run.indicators.file(path) ?? (root === undefined ? undefined : run.indicators.file(whole));
  const context = (): Context => ({ place: place(), about: `A file of ${domain}`, severity: "high" });
  if (known !== undefined) run.hit(known, { ...context(), kind: "file-present", value: whole });
  if (!path.includes(".")) return;
  for (const part of path.split("/")) {
    if (!part.includes(".")) continue;
    for (const piece of part.split("_")) {
      const site = piece.length > 3 && piece.includes(".") ? run.indicators.host(piece) : undefined;
      if (site !== undefined) run.hit(site, { ...context(), kind: "file-present", value: piece });
    }
  }
}

function times({ domain, path }: ManifestEntry, blob: Uint8Array, run: ModuleRun): void {
  const record = readFileRecord(blob);
  if (record === undefined) return;
  const name = `${domain}-${path}`;
  run.event(record.bornMs, "file made", name);
  if (record.modifiedMs !== record.bornMs) run.event(record.modifiedMs, "file modified", name);
  if (record.changedMs !== record.modifiedMs) run.event(record.changedMs, "file changed", name);
}
