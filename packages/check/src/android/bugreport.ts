import type { Examination } from "../examination/examination.ts";
import { guardedRead } from "../examination/guarded.ts";
import { quoted } from "../examination/quoted.ts";
import { collected } from "../formats/stream.ts";
import { limits } from "../limits.ts";
import type { Source, SourceFile } from "../ports/source.ts";
import { baseName, decodeText } from "../text.ts";
import { dumpModules, readDump } from "./dump.ts";
import type { PhoneClock } from "./phone-clock.ts";
import { checkTombstone, parseProtobufTombstone, parseTextTombstone } from "./tombstone.ts";

/** Examines an Android bug report: a folder, or the zip as one. `zone`: the phone's, where other evidence names it. */
export async function examineBugreport(
  source: Source,
  examination: Examination,
  zone?: string,
): Promise<void> {
  openBooks(examination);
  const main = await mainEntry(source, examination);
  const copies = examination.module("BugReportTimestamps");
  const copied: SourceFile[] = [];
  let clock: PhoneClock | undefined;
  let found = false;
  for await (const file of source.walk()) {
    if (file.path.startsWith("FS/") || file.path.includes("/FS/")) {
      copies.record();
      if (copies.keepsTimeline) copied.push(file);
    }
    // Where several are there, what only one of them tells isn't lost.
    if (file.path === main || isDump(file.path)) {
      found = true;
      examination.progress({ phase: "read", what: file.path });
      await guardedRead(file, examination, {
        module: "Dumpstate",
        run: async () => void (clock = await readDump(file, examination.input(file), { examination, zone })),
      });
    } else if (isTombstone(file.path)) {
      await guardedRead(file, examination, { module: "Tombstones", run: () => tombstone(file, examination) });
    }
  }
  for (const { path, modifiedMs = 0, modifiedIsLocal } of copied) {
    const utcMs = modifiedIsLocal === true ? clock?.utcOf(modifiedMs) : modifiedMs;
    const event = utcMs === undefined ? "file modified (local time)" : "file modified";
    copies.event(
      modifiedMs === 0 ? undefined : (utcMs ?? modifiedMs),
      event,
      path.replace(/^(?:.*\/)?FS/, ""),
    );
  }
  if (!found) examination.module("Dumpstate").failed("the main file of the bug report is missing");
}

/** The text by itself, without its zip. */
export async function examineDumpstate(file: SourceFile, examination: Examination): Promise<void> {
  openBooks(examination);
  await guardedRead(file, examination, {
    module: "Dumpstate",
    run: async () => void (await readDump(file, examination.input(file), { examination })),
  });
}

function openBooks(examination: Examination): void {
  for (const { name } of dumpModules) examination.module(name);
  examination.module("Tombstones");
}

async function mainEntry(source: Source, examination: Examination): Promise<string | undefined> {
  const pointer = await source.find("main_entry.txt");
  if (pointer === undefined || pointer.sizeBytes > 4096) return undefined;
  let name = "";
  await guardedRead(pointer, examination, {
    module: "Dumpstate",
    async run() {
      const hashed = examination.hashing(pointer, examination.input(pointer));
      name = decodeText(await collected(hashed, 4096)).trim();
    },
  });
  return (await source.find(name)) === undefined ? undefined : name;
}

function isDump(path: string): boolean {
  return /^(?:[^/]+\/)?(?:dumpState_[^/]*\.(?:log|txt)|bugreport-[^/]*\.txt|dumpstate\.txt)$/.test(path);
}

function isTombstone(path: string): boolean {
  return /(?:^|\/)tombstone_\d+(?:\.pb)?$/.test(path);
}

async function tombstone(file: SourceFile, examination: Examination): Promise<void> {
  const run = examination.module("Tombstones");
  const input = examination.input(file);
  const bytes = await collected(examination.hashing(file, input), limits.memberBytesMax);
  const found = file.path.endsWith(".pb")
    ? parseProtobufTombstone(bytes)
    : parseTextTombstone(decodeText(bytes));
  if (found === undefined) run.partial(`${quoted(baseName(file.path))} can't be read`);
  else checkTombstone(found, run, { input });
}
