import type { Examination } from "../examination/examination.ts";
import type { Place } from "../examination/finding.ts";
import { guardedRead } from "../examination/guarded.ts";
import type { ModuleRun } from "../examination/module-run.ts";
import { quoted } from "../examination/quoted.ts";
import { ZipSource } from "../formats/zip.ts";
import { fieldOf, numberField, textField } from "../json.ts";
import { textLines } from "../logs/lines.ts";
import type { Source, SourceFile } from "../ports/source.ts";
import { fromUnixSeconds } from "../time.ts";
import { say } from "../words/said.ts";
import { examineAndroidBackup } from "./android-backup.ts";
import { checkPackage } from "./androidqf-packages.ts";
import { examineBugreport } from "./bugreport.ts";
import { readDump } from "./dump.ts";
import { checkIntrusionLog, intrusionModules } from "./intrusion-logs.ts";
import { eachJsonItem } from "./json-file.ts";
import { safeSettings } from "./known-apps.ts";
import { acquiredZone, clockIn, momentEvent } from "./phone-clock.ts";
import { checkProperty } from "./properties.ts";
import { checkApp } from "./sections/section.ts";

/** A file of an androidqf acquisition and the check that reads it. */
interface QfModule {
  readonly name: string;
  readonly path: RegExp;
  check(file: SourceFile, run: ModuleRun, examination: Examination): Promise<void>;
}

interface Acquired {
  readonly examination: Examination;
  readonly password: string | undefined;
  readonly zone: string | undefined;
}

const modules: readonly QfModule[] = [
  { name: "AQFPackages", path: /^packages\.json$/, check: eachItem(checkPackage) },
  { name: "AQFProcesses", path: /^(?:ps\.txt|processes\.txt)$/, check: processList },
  { name: "AQFProcesses", path: /^processes\.json$/, check: eachItem(processItem) },
  { name: "AQFGetProp", path: /^getprop\.txt$/, check: propertyList },
  { name: "AQFSettings", path: /^settings_\w+\.txt$/, check: settingsList },
  { name: "AQFFiles", path: /^files\.json$/, check: eachItem(fileItem) },
  { name: "RootBinaries", path: /^root_binaries\.json$/, check: eachItem(rootBinary) },
  { name: "Mounts", path: /^mounts\.json$/, check: eachItem(mount) },
  { name: "IntrusionLogs", path: /^intrusion[_-]?logs?\//i, check: checkIntrusionLog },
];

/** Examines what androidqf collected: its own lists, and the bug report and backup that it took. */
export async function examineAndroidqf(
  source: Source,
  examination: Examination,
  password: string | undefined,
): Promise<void> {
  for (const { name } of modules) examination.module(name);
  examination.module("Dumpstate");
  for (const name of intrusionModules) examination.module(name);
  const logs = examination.module("AQFLogTimestamps");
  const zone = await acquiredZone(source);
  const clock = clockIn(() => zone, examination);
  for await (const file of source.walk()) {
    if (file.path.startsWith("logs/")) {
      logs.record();
      const { modifiedMs: localMs, modifiedIsLocal } = file;
      if (modifiedIsLocal !== true) logs.event(localMs, "log modified", file.path);
      else if (localMs !== undefined) {
        const moment = { localMs, timeMs: clock.utcOf(localMs) };
        momentEvent(logs, moment, { event: "log modified", text: file.path });
      }
    }
    for (const module of modules.filter(({ path }) => path.test(file.path))) {
      examination.progress({ phase: "read", what: module.name });
      const run = examination.module(module.name);
      await guardedRead(file, examination, {
        module: module.name,
        run: () => module.check(file, run, examination),
      });
    }
    await nested(file, { examination, password, zone });
  }
}

async function nested(file: SourceFile, { examination, password, zone }: Acquired): Promise<void> {
  if (file.path === "dumpsys.txt") {
    await guardedRead(file, examination, {
      module: "Dumpstate",
      run: async () => void (await readDump(file, examination.input(file), { examination, zone })),
    });
  } else if (/^bugreport[^/]*\.zip$/.test(file.path)) {
    await guardedRead(file, examination, {
      module: "Dumpstate",
      async run() {
        await examination.hashed(file);
        const zip = await ZipSource.open(file, examination.platform);
        await examineBugreport(zip, examination, zone);
        for (const { path, why } of zip.refused)
          examination.module("Source").partial(`${quoted(path)}: ${why}`);
      },
    });
  } else if (/^backup[^/]*\.ab$/.test(file.path)) {
    await guardedRead(file, examination, {
      module: "SMS",
      async run() {
        const read = await examineAndroidBackup(file, examination, password);
        if (!read.ok) examination.module("SMS").partial(`${quoted(file.path)}: ${read.error}`);
      },
    });
  }
}

/** `false` for an item without what the check looks at. */
type ItemCheck = (item: unknown, run: ModuleRun, place: Place) => boolean;

function eachItem(check: ItemCheck): QfModule["check"] {
  return (file, run, examination) =>
    eachJsonItem(file, { run, examination }, (item, place) => check(item, run, place));
}

async function eachLine(
  file: SourceFile,
  examination: Examination,
  visit: (text: string, place: Place) => void,
): Promise<void> {
  const input = examination.input(file);
  for await (const { text, number } of textLines(examination.hashing(file, input))) {
    visit(text, { input, offset: number });
  }
}

/** Lines of which a file that says anything has at least one. */
async function eachKnownLine(
  file: SourceFile,
  {
    run,
    examination,
    known,
  }: { readonly run: ModuleRun; readonly examination: Examination; readonly known: RegExp },
  visit: (text: string, place: Place) => void,
): Promise<void> {
  let isEmpty = true;
  let isKnown = false;
  await eachLine(file, examination, (text, place) => {
    isEmpty &&= text.trim() === "";
    isKnown ||= known.test(text.trim());
    visit(text, place);
  });
  if (!isEmpty && !isKnown) run.partial(`${quoted(file.path)}: no entry of a known form`);
}

async function processList(file: SourceFile, run: ModuleRun, examination: Examination): Promise<void> {
  run.record(0);
  await eachLine(file, examination, (text, place) => {
    const name = text.trim().split(/\s+/).at(-1) ?? "";
    if (name === "" || name === "NAME" || name === "CMD") return;
    checkProcess(name, run, place);
  });
}

function processItem(item: unknown, run: ModuleRun, place: Place): boolean {
  const name = textField(item, "name") ?? textField(item, "proc_name") ?? "";
  if (name !== "") checkProcess(name, run, place);
  return name !== "";
}

function checkProcess(name: string, run: ModuleRun, place: Place): void {
  run.record();
  const [app = ""] = name.split(":", 1);
  if (!checkApp(run, app, { place, about: "An app was running" })) {
    run.process(name, { place, about: "A process was running" });
  }
}

async function propertyList(file: SourceFile, run: ModuleRun, examination: Examination): Promise<void> {
  run.record(0);
  const atMs = file.modifiedMs ?? run.platform.nowMs();
  await eachKnownLine(file, { run, examination, known: /^\[[^\]]+\]: \[/ }, (text, place) =>
    checkProperty(text, run, { place, atMs }),
  );
}

async function settingsList(file: SourceFile, run: ModuleRun, examination: Examination): Promise<void> {
  run.record(0);
  await eachKnownLine(file, { run, examination, known: /^[\w.]+=/ }, (text, place) => {
    const [, name, value] = /^([\w.]+)=(.*)$/.exec(text.trim()) ?? [];
    if (name === undefined || value === undefined) return;
    run.record();
    const safe = safeSettings.get(name);
    if (safe === undefined || value === safe || value === "null") return;
    const message = say`The setting ${name} is ${value}; ${safe} is safe`;
    // Accessibility is on wherever somebody needs it; which app uses it is a finding of its own.
    run.notice("unsafe-setting", { severity: "medium", usual: true, message, place });
  });
}

function fileItem(item: unknown, run: ModuleRun, place: Place): boolean {
  run.record();
  const path = textField(item, "path") ?? "";
  const timeMs = fromUnixSeconds(numberField(item, "modified_time") ?? numberField(item, "changed_time"));
  const context = { place: { ...place, name: path }, timeMs, about: "A file is on the phone" };
  const known = run.file(path, { ...context, severity: "critical" });
  for (const type of ["sha256", "sha1", "md5"] as const) {
    const hash = textField(item, type);
    if (hash !== undefined && hash !== "" && run.equal(type, hash, { ...context, kind: "file-present" }))
      break;
  }
  if (!known && path.startsWith("/data/local/tmp/")) {
    const message = say`A file lies at ${path}`;
    run.notice("temporary-file", { severity: "high", message, place: context.place, timeMs });
  }
  run.event(timeMs, "file modified", path);
  return path !== "";
}

function rootBinary(item: unknown, run: ModuleRun, place: Place): boolean {
  const path = typeof item === "string" ? item : (textField(item, "path") ?? "");
  if (path === "") return false;
  run.record();
  run.notice("root-binary", { severity: "high", message: say`The phone holds ${path}`, place });
  return true;
}

const systemPlaces = [
  "/system",
  "/vendor",
  "/product",
  "/system_ext",
  "/odm",
  "/system_dlkm",
  "/vendor_dlkm",
];
/** What is odd for storage that anybody may write to. */
const oddForData = new Set(["remount", "suid", "exec", "dev"]);
/** What is odd for the system itself, which is mounted once and only read. */
const oddForSystem = new Set(["remount", "nodiratime"]);

function isBelow(point: string, place: string): boolean {
  return point === place || point.startsWith(`${place}/`);
}

/** `noatime` is usual everywhere but on `/system`. */
function oddOptions(point: string, flags: readonly string[]): readonly string[] {
  if (isBelow(point, "/data/local")) return flags.filter((flag) => oddForData.has(flag));
  if (!systemPlaces.some((place) => isBelow(point, place))) return [];
  const isOdd = (flag: string): boolean =>
    oddForSystem.has(flag) || (flag === "noatime" && isBelow(point, "/system"));
  return flags.filter(isOdd);
}

function mount(item: unknown, run: ModuleRun, place: Place): boolean {
  const line = typeof item === "string" ? item : (textField(item, "line") ?? "");
  const [, device = "", point = "", options = ""] = /^(\S+) on (\S+) type \S+ \(([^)]*)\)/.exec(line) ??
    /^(\S+) (\S+) \S+ (\S+)/.exec(line) ?? [
      "",
      textField(item, "device") ?? "",
      textField(item, "mount_point") ?? "",
      mountOptions(item),
    ];
  if (point === "") return false;
  run.record();
  const context = { place, about: "A part of the storage is mounted" };
  if (!run.file(point, { ...context, severity: "critical" }))
    run.file(device, { ...context, severity: "critical" });
  const flags = options.split(",");
  const isSystem = point === "/" || systemPlaces.some((place) => isBelow(point, place));
  if (isSystem && flags.includes("rw")) {
    run.notice("writable-system", {
      severity: "high",
      message: say`${point} is mounted so that it can be changed`,
      place,
    });
  }
  const odd = oddOptions(point, flags);
  if (odd.length > 0) {
    run.notice("mount-options", {
      severity: "medium",
      message: say`${point} is mounted with ${odd.join(", ")}`,
      place,
    });
  }
  return true;
}

function mountOptions(item: unknown): string {
  const options = fieldOf(item, "mount_options") ?? fieldOf(item, "options");
  return typeof options === "string" ? options : Array.isArray(options) ? options.join(",") : "";
}
