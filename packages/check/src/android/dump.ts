import type { Examination } from "../examination/examination.ts";
import type { InputFile } from "../examination/finding.ts";
import { quoted } from "../examination/quoted.ts";
import type { SourceFile } from "../ports/source.ts";
import { parseTime } from "../time.ts";
import { adbState } from "./adb-state.ts";
import { DumpstateScan, type SectionReader } from "./dumpstate.ts";
import { clockIn, momentOf, type PhoneClock, zoneOfProperty } from "./phone-clock.ts";
import { checkProperty } from "./properties.ts";
import { packageSections } from "./sections/packages.ts";
import { type DumpContext, lineAt, type SectionModule } from "./sections/section.ts";
import { serviceSections } from "./sections/services.ts";

const properties: SectionModule = {
  name: "DumpsysGetProp",
  section: "SYSTEM PROPERTIES",
  reader: (run, context) => ({
    line(text, number) {
      const atMs = context.madeMs() ?? run.platform.nowMs();
      checkProperty(text, run, { place: lineAt(context, number), atMs });
    },
  }),
};

/** The checks of a dumpstate or dumpsys text. */
export const dumpModules: readonly SectionModule[] = [
  ...serviceSections,
  ...packageSections,
  adbState,
  properties,
];

/** Reads a whole dump in one pass. */
export async function readDump(
  file: SourceFile,
  input: InputFile,
  { examination, zone: knownZone }: { readonly examination: Examination; readonly zone?: string | undefined },
): Promise<PhoneClock> {
  const readers = new Map<string, SectionReader[]>();
  let zone = knownZone;
  const clock = clockIn(() => zone, examination);
  const context: DumpContext = {
    place: { input },
    momentOf: (text) => momentOf(text, clock),
    madeMs: () => (scan.madeAt === undefined ? undefined : parseTime(scan.madeAt)),
  };
  for (const module of dumpModules) {
    const reader = module.reader(examination.module(module.name), context);
    const known = readers.get(module.section);
    if (known === undefined) readers.set(module.section, [reader]);
    else known.push(reader);
  }
  const zoneReader: SectionReader = {
    line: (text) => void (zone = zoneOfProperty(text) ?? zone),
  };
  readers.get(properties.section)?.push(zoneReader);
  const scan = new DumpstateScan(readers);
  try {
    for await (const chunk of examination.hashing(file, input)) scan.push(chunk);
  } finally {
    scan.end();
  }
  if (scan.sections === 0)
    examination.module("Dumpstate").failed(`${quoted(file.path)}: no section of a dump in it`);
  else examination.module("Dumpstate").record(scan.sections);
  if (!scan.isWhole)
    examination.module("Dumpstate").partial(`${quoted(file.path)}: breaks off before its end`);
  if (zone === undefined) {
    examination.module("Dumpstate").note("times are the phone's local time: its zone is not on record");
  }
  return clock;
}
