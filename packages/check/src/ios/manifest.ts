import { toHex, utf8Encode } from "@bridle/protocol";
import { sha1 } from "@noble/hashes/legacy.js";
import type { Examination } from "../examination/examination.ts";
import type { Place } from "../examination/finding.ts";
import type { ModuleRun } from "../examination/module-run.ts";
import { quoted } from "../examination/quoted.ts";
import { Database } from "../formats/sqlite/database.ts";
import { type SqlValue, textOf } from "../formats/sqlite/record.ts";
import type { Match } from "../indicators/indicator-set.ts";
import { limits } from "../limits.ts";
import { say } from "../words/said.ts";
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

/** A line of the list, of either form. */
interface Line {
  readonly domain: string;
  readonly path: string;
  readonly isFile: boolean;
}

/** What only few lines are asked for. */
interface LineDetails {
  place(): Place;
  record(): FileRecord | undefined;
  /** Name and place of the file in the backup; `undefined` for a name that is none. */
  file(): Pick<ManifestEntry, "fileId" | "place"> | undefined;
}

class ManifestScan implements WantedEntries {
  readonly files: { module: IosModule; entry: ManifestEntry }[] = [];
  readonly logs = new Map<string, ManifestEntry>();
  readonly run: ModuleRun;
  readonly #wanted: WantedFiles;
  /** Of the domains in which whole paths are known. */
  readonly #roots: ReadonlyMap<string, string>;

  constructor(run: ModuleRun, modules: readonly IosModule[]) {
    this.run = run;
    this.#roots = new Map([...domainRoots].filter(([, root]) => run.indicators.knowsPathsAt(root)));
    this.#wanted = new WantedFiles(modules);
  }

  line({ domain, path, isFile }: Line, details: LineDetails): void {
    this.#checkName(domain, path, details);
    if (this.run.keepsTimeline) times({ domain, path }, details.record(), this.run);
    if (!isFile) return;
    const readers = this.#wanted.inBackup(domain, path);
    const isLog = path.endsWith("-wal");
    if (readers.length === 0 && !isLog) return;
    const found = details.file();
    if (found === undefined) {
      if (readers.length > 0 || this.#wanted.inBackup(domain, path.slice(0, -4)).length > 0)
        this.run.partial(`${quoted(`${domain}-${path}`)}: the manifest doesn't say where it lies`);
      return;
    }
    const entry = { ...found, domain, path, record: details.record() };
    if (isLog) this.logs.set(`${domain}\n${path}`, entry);
    for (const module of readers) this.files.push({ module, entry });
  }

  /** Known paths and names, and sites that left their name in a path, as caches do. */
  #checkName(domain: string, path: string, details: LineDetails): void {
    if (path === "") return;
    const { indicators } = this.run;
    const root = this.#roots.get(domain);
    const known =
      indicators.file(path) ?? (root === undefined ? undefined : indicators.file(`${root}/${path}`));
    const hit = (match: Match, value: string): true =>
      this.run.hit(match, {
        place: details.place(),
        about: say`A file of ${domain}`,
        severity: "high",
        kind: "file-present",
        value,
      });
    if (known !== undefined) hit(known, `${root ?? ""}/${path}`);
    if (!indicators.mayNameHost(path)) return;
    for (const piece of path.split(/[/_]/)) {
      const site = piece.length > 3 && piece.includes(".") ? indicators.host(piece) : undefined;
      if (site !== undefined) hit(site, piece);
    }
  }
}

async function scanDatabase(
  { manifest, manifestLog, input }: Pick<OpenBackup, "manifest" | "manifestLog" | "input">,
  scan: ManifestScan,
): Promise<void> {
  const { run } = scan;
  const database = await Database.open(manifest, manifestLog);
  if (!database.ok) return run.failed(`Manifest.db: ${database.error}`);
  if (database.value.logDamage !== undefined) run.partial(`Manifest.db: ${database.value.logDamage}`);
  const columns = ["fileID", "domain", "relativePath", "flags", "file"];
  const missing = columns.slice(0, 3).filter((column) => !database.value.hasColumn("Files", column));
  if (database.value.table("Files") === undefined) return run.failed("Manifest.db: no table Files");
  if (missing.length > 0) return run.failed(`Manifest.db: table Files has no ${missing.join(", ")}`);
  let row = 0;
  let valueOf: (index: number) => SqlValue = () => null;
  const details: LineDetails = {
    place: () => ({ input, table: "Files", row }),
    record() {
      const blob = valueOf(4);
      return blob instanceof Uint8Array ? copied(readFileRecord(blob)) : undefined;
    },
    file() {
      const id = textOf(valueOf(0));
      return /^[0-9a-f]{40}$/.test(id) ? { fileId: id, place: `${id.slice(0, 2)}/${id}` } : undefined;
    },
  };
  const rows = await database.value.scanLazily("Files", columns, (read, { rowid }) => {
    row = rowid;
    valueOf = read;
    const flags = valueOf(3);
    const isFile = flags === FILE || flags === null;
    scan.line({ domain: textOf(valueOf(1)), path: textOf(valueOf(2)), isFile }, details);
  });
  run.record(rows ?? 0);
  const { pages, cells } = database.value.damage;
  if (pages + cells > 0) run.partial(`Manifest.db: ${pages + cells} damaged pages or rows`);
}

/** The key lies in a page that won't be kept. */
function copied(record: FileRecord | undefined): FileRecord | undefined {
  const key = record?.wrappedKey;
  return record === undefined || key === undefined ? record : { ...record, wrappedKey: key.slice() };
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
    scan.line({ domain, path, isFile }, { place: () => ({ input, offset }), record: () => record, file });
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
