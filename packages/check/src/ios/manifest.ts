import { toHex, utf8Encode } from "@bridle/protocol";
import { sha1 } from "@noble/hashes/legacy.js";
import type { Examination } from "../examination/examination.ts";
import type { Place } from "../examination/finding.ts";
import type { Context, ModuleRun } from "../examination/module-run.ts";
import { Database } from "../formats/sqlite/database.ts";
import { textOf } from "../formats/sqlite/record.ts";
import { limits } from "../limits.ts";
import type { IosModule } from "./artifact.ts";
import { type FileRecord, readFileRecord } from "./file-record.ts";
import { readMbdb } from "./mbdb.ts";
import type { OpenBackup } from "./open-backup.ts";
import { WantedFiles } from "./wanted-files.ts";

/** A file of a backup that a check reads. */
export interface ManifestEntry {
  readonly fileId: string;
  readonly domain: string;
  readonly path: string;
  readonly record: FileRecord | undefined;
  /** Where the backup keeps the file. */
  readonly place: string;
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
  backup: Pick<OpenBackup, "manifest" | "manifestLog" | "input" | "form">,
  examination: Examination,
  modules: readonly IosModule[],
): Promise<WantedEntries> {
  examination.progress({ phase: "list" });
  const scan = new ManifestScan(examination.module("Manifest"), modules);
  await (backup.form === "mbdb" ? scanMbdb(backup, scan) : scanDatabase(backup, scan));
  return scan;
}

/** A line of the list, of either form; what only few lines are asked for comes by a call. */
interface Line {
  readonly domain: string;
  readonly path: string;
  readonly isFile: boolean;
  readonly place: () => Place;
  readonly record: () => FileRecord | undefined;
  /** Name and place of the file in the backup; `undefined` for a name that is none. */
  readonly file: () => Pick<ManifestEntry, "fileId" | "place"> | undefined;
}

class ManifestScan implements WantedEntries {
  readonly files: { module: IosModule; entry: ManifestEntry }[] = [];
  readonly logs = new Map<string, ManifestEntry>();
  readonly run: ModuleRun;
  readonly #wanted: WantedFiles;

  constructor(run: ModuleRun, modules: readonly IosModule[]) {
    this.run = run;
    this.#wanted = new WantedFiles(modules);
  }

  line({ domain, path, isFile, place, record, file }: Line): void {
    checkName({ domain, path }, this.run, place);
    if (this.run.keepsTimeline) times({ domain, path }, record(), this.run);
    if (!isFile) return;
    const readers = this.#wanted.inBackup(domain, path);
    const isLog = path.endsWith("-wal");
    const found = readers.length > 0 || isLog ? file() : undefined;
    if (found === undefined) return;
    const entry = { ...found, domain, path, record: record() };
    if (isLog) this.logs.set(`${domain}\n${path}`, entry);
    for (const module of readers) this.files.push({ module, entry });
  }
}

async function scanDatabase(
  { manifest, manifestLog, input }: Pick<OpenBackup, "manifest" | "manifestLog" | "input">,
  scan: ManifestScan,
): Promise<void> {
  const { run } = scan;
  const database = await Database.open(manifest, manifestLog);
  if (!database.ok) return run.failed(`Manifest.db: ${database.error}`);
  const columns = ["fileID", "domain", "relativePath", "flags", "file"];
  const rows = await database.value.scan("Files", columns, (values, { rowid }) => {
    const [fileId = null, domain = null, path = null, flags = null, blob = null] = values;
    const id = textOf(fileId);
    scan.line({
      domain: textOf(domain),
      path: textOf(path),
      isFile: flags === FILE || flags === null,
      place: () => ({ input, table: "Files", row: rowid }),
      record: () => (blob instanceof Uint8Array ? readFileRecord(blob) : undefined),
      file: () => (/^[0-9a-f]{40}$/.test(id) ? { fileId: id, place: `${id.slice(0, 2)}/${id}` } : undefined),
    });
  });
  if (rows === undefined) run.failed("Manifest.db: no table Files");
  else run.record(rows);
  const { pages, cells } = database.value.damage;
  if (pages + cells > 0) run.partial(`Manifest.db: ${pages + cells} damaged pages or rows`);
}

/** Files of old backups lie in one folder, under the SHA-1 of domain and path. */
async function scanMbdb(
  { manifest, input }: Pick<OpenBackup, "manifest" | "input">,
  scan: ManifestScan,
): Promise<void> {
  const { run } = scan;
  if (manifest.sizeBytes > limits.unpackedBytesMax)
    return run.failed("Manifest.mbdb: larger than a check reads");
  run.record(0);
  const whole = readMbdb(await manifest.readAt(0, manifest.sizeBytes), (entry) => {
    run.record();
    const { domain, path, offset, record, isFile } = entry;
    const file = (): Pick<ManifestEntry, "fileId" | "place"> => {
      const fileId = toHex(sha1(utf8Encode(`${domain}-${path}`.toWellFormed())));
      return { fileId, place: fileId };
    };
    scan.line({ domain, path, isFile, place: () => ({ input, offset }), record: () => record, file });
  });
  if (!whole) run.partial("Manifest.mbdb: damaged");
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
function checkName(
  { domain, path }: Pick<ManifestEntry, "domain" | "path">,
  run: ModuleRun,
  place: () => Place,
): void {
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

function times(
  { domain, path }: Pick<ManifestEntry, "domain" | "path">,
  record: FileRecord | undefined,
  run: ModuleRun,
): void {
  if (record === undefined) return;
  const name = `${domain}-${path}`;
  run.event(record.bornMs, "file made", name);
  if (record.modifiedMs !== record.bornMs) run.event(record.modifiedMs, "file modified", name);
  if (record.changedMs !== record.modifiedMs) run.event(record.changedMs, "file changed", name);
}
