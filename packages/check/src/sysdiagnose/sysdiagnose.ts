import type { Examination } from "../examination/examination.ts";
import type { InputFile } from "../examination/finding.ts";
import { guardedRead } from "../examination/guarded.ts";
import { quoted } from "../examination/quoted.ts";
import { parsePlist } from "../formats/plist/plist.ts";
import { textEntry } from "../formats/plist/value.ts";
import { collected, inMemory, TooLarge } from "../formats/stream.ts";
import type { IosModule } from "../ios/artifact.ts";
import { permissions } from "../ios/modules/permissions.ts";
import { settings } from "../ios/modules/settings.ts";
import { usage } from "../ios/modules/usage.ts";
import { outdatedSystem } from "../ios/versions.ts";
import { limits } from "../limits.ts";
import { textLines } from "../logs/lines.ts";
import { readShutdownLog } from "../logs/shutdown-log.ts";
import type { ByteSource, FileWalk, SourceFile } from "../ports/source.ts";
import { decodeText } from "../text.ts";
import { checkCrashReport, checkProcessPath, processOfDumpLine, processOfPsLine } from "./processes.ts";
import { UnifiedLog } from "./unified-log.ts";

type Reader = (file: SourceFile, examination: Examination) => Promise<void>;

/** What of a sysdiagnose is read, by name. Paths begin behind the archive's own folder. */
const readers: readonly { readonly name: string; readonly path: RegExp; readonly read: Reader }[] = [
  { name: "ShutdownLog", path: /(?:^|\/)shutdown(?:\.[^/]*)?\.log$/, read: shutdownLog },
  { name: "Processes", path: /(?:^|\/)ps(?:_thread)?\.txt$/, read: processList(processOfPsLine) },
  {
    name: "Processes",
    path: /(?:^|\/)(?:spindump[^/]*|taskinfo|tailspin-info)\.txt$/,
    read: processList(processOfDumpLine),
  },
  {
    name: "SysdiagnoseInfo",
    path: /(?:^|\/)(?:logs\/SystemVersion\/)?SystemVersion\.plist$/,
    read: systemVersion,
  },
  { name: "CrashReports", path: /\.ips(?:\.synced|\.beta)?$/, read: crashReport },
];

/** Records that a backup has too, under the names they have here. */
const shared: readonly { readonly module: string; readonly path: RegExp }[] = [
  { module: "TCC", path: /(?:^|\/)TCC\.db$/ },
  { module: "ConfigurationProfiles", path: /(?:^|\/)MCState\/[^/]+\/profile-[^/]+\.(?:stub|plist)$/ },
  { module: "ProfileEvents", path: /(?:^|\/)MCProfileEvents\.plist$/ },
  { module: "Datausage", path: /(?:^|\/)DataUsage\.sqlite$/ },
  { module: "Netusage", path: /(?:^|\/)netusage\.sqlite$/ },
  { module: "OSAnalyticsADDaily", path: /(?:^|\/)com\.apple\.osanalytics\.addaily\.plist$/ },
];

const sharedModules: ReadonlyMap<string, IosModule> = new Map(
  [...permissions, ...settings, ...usage].map((module) => [module.name, module]),
);

/** Examines a sysdiagnose, packed or unpacked, in one pass. */
export async function examineSysdiagnose(source: FileWalk, examination: Examination): Promise<void> {
  for (const { name } of readers) examination.module(name);
  for (const { module } of shared) examination.module(module);
  examination.module("UnifiedLogProcesses");
  const kept: Kept = { log: new UnifiedLog(examination), records: [], logs: new Map(), bytes: 0 };
  for await (const file of source.walk()) await readMember(file, examination, kept);
  for (const { file, input, bytes, module } of kept.records) {
    const wal = kept.logs.get(`${file.path}-wal`);
    const artifact = { input, name: file.path, bytes, wal: wal === undefined ? undefined : inMemory(wal) };
    const run = (): Promise<void> => module.check(artifact, examination.module(module.name), examination);
    await guardedRead(file, examination, { module: module.name, run });
  }
  kept.log.end();
}

/** Records wait for the end of the walk: an archive holds a database's log behind the database. */
interface Kept {
  readonly log: UnifiedLog;
  readonly records: {
    readonly file: SourceFile;
    readonly input: InputFile;
    readonly bytes: ByteSource;
    readonly module: IosModule;
  }[];
  readonly logs: Map<string, Uint8Array>;
  bytes: number;
}

async function readMember(file: SourceFile, examination: Examination, kept: Kept): Promise<void> {
  const guarded = (module: string, run: () => Promise<void>): Promise<void> => {
    examination.progress({ phase: "read", what: file.path });
    return guardedRead(file, examination, { module, run });
  };
  if (file.path.endsWith(".tracev3")) return guarded("UnifiedLogProcesses", () => kept.log.trace(file));
  if (/\/[0-9A-F]{2}\/[0-9A-F]{30}$/.test(`/${file.path}`)) {
    return guarded("UnifiedLogProcesses", async () => void (await kept.log.path(file)));
  }
  const reader = readers.find(({ path }) => path.test(file.path));
  if (reader !== undefined) return guarded(reader.name, () => reader.read(file, examination));
  const database = file.path.replace(/-wal$/, "");
  const name = shared.find(({ path }) => path.test(database))?.module;
  const module = name === undefined ? undefined : sharedModules.get(name);
  if (module === undefined) return;
  await guarded(module.name, async () => {
    const input = examination.input(file);
    const bytes = await collected(examination.hashing(file, input), limits.memberBytesMax);
    kept.bytes += bytes.length;
    if (kept.bytes > limits.keptBytesMax) throw new TooLarge("more such records than a check keeps");
    if (database !== file.path) kept.logs.set(file.path, bytes);
    else kept.records.push({ file, input, bytes: inMemory(bytes), module });
  });
}

async function shutdownLog(file: SourceFile, examination: Examination): Promise<void> {
  const input = examination.input(file);
  const lines = textLines(examination.hashing(file, input));
  await readShutdownLog(lines, examination.module("ShutdownLog"), { input });
}

function processList(nameOf: (line: string) => string | undefined): Reader {
  return async (file, examination) => {
    const run = examination.module("Processes");
    const input = examination.input(file);
    const seen = new Set<string>();
    for await (const { text, number } of textLines(examination.hashing(file, input))) {
      const path = nameOf(text);
      if (path === undefined || seen.has(path)) continue;
      seen.add(path);
      run.record();
      checkProcessPath({ path, place: { input, offset: number }, about: "A program was running" }, run);
    }
    if (seen.size === 0) run.partial(`${quoted(file.path)}: no process in it`);
  };
}

/** Which iOS it was, and whether a newer one was known. */
async function systemVersion(file: SourceFile, examination: Examination): Promise<void> {
  const run = examination.module("SysdiagnoseInfo");
  const input = examination.input(file);
  const plist = parsePlist(await collected(examination.hashing(file, input), limits.memberBytesMax));
  if (plist === undefined) return run.failed("the system's version can't be read");
  run.record();
  outdatedSystem(textEntry(plist, "ProductVersion") ?? "", run, { input });
}

async function crashReport(file: SourceFile, examination: Examination): Promise<void> {
  const input = examination.input(file);
  const bytes = await collected(examination.hashing(file, input), limits.memberBytesMax);
  checkCrashReport(decodeText(bytes), examination.module("CrashReports"), { place: { input } });
}
