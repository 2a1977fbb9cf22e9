import type { ModuleRun } from "../../examination/module-run.ts";
import { isDate, isDict, isList, type PlistValue } from "../../formats/plist/value.ts";
import { textOf } from "../../formats/sqlite/record.ts";
import { fromMacTime } from "../../time.ts";
import { say, type Words } from "../../words/said.ts";
import { type Artifact, type IosModule, placeIn, plistOf, Tables } from "../artifact.ts";
import { processTraces, Traces } from "../traces.ts";

interface UsageRow {
  readonly process: string;
  readonly firstMs: number | undefined;
}

const GAPS_MAX = 50;

async function networkUsage(artifact: Artifact, run: ModuleRun): Promise<void> {
  const tables = await Tables.of(artifact, run);
  if (tables === undefined) return;
  const traces = new Traces(tables, { artifact, run, what: "A deleted entry", find: processTraces });
  const processes = new Map<number, UsageRow>();
  const columns = ["ZPROCNAME", "ZBUNDLENAME", "ZFIRSTTIMESTAMP", "ZTIMESTAMP"] as const;
  await tables.each({ table: "ZPROCESS", columns, needed: ["ZPROCNAME"] }, (row) => {
    const process = textOf(row.ZPROCNAME);
    const firstMs = fromMacTime(row.ZFIRSTTIMESTAMP);
    processes.set(row.place.row ?? 0, { process, firstMs });
    run.processesSeen.push({ process, place: row.place });
    const context = { place: row.place, timeMs: firstMs, about: "A process used the network" };
    // Entries are written `process/bundle`, and either may be the known one.
    const names = new Set([process, process.split("/", 1)[0] ?? "", textOf(row.ZBUNDLENAME)]);
    for (const name of names) if (name !== "" && run.process(name, context)) break;
    run.event(firstMs, "first network use", process);
    run.event(fromMacTime(row.ZTIMESTAMP), "last network use", process);
  });
  if (tables.has("ZLIVEUSAGE")) {
    const columns = ["ZHASPROCESS", "ZTIMESTAMP"] as const;
    await tables.each({ table: "ZLIVEUSAGE", columns, needed: ["ZHASPROCESS"] }, (row) => {
      if (typeof row.ZHASPROCESS !== "number" || processes.has(row.ZHASPROCESS)) return;
      const timeMs = fromMacTime(row.ZTIMESTAMP);
      const message = say`Network use is booked on process ${row.ZHASPROCESS}, whose own entry is gone`;
      run.notice("usage-without-process", { severity: "high", message, place: row.place, timeMs });
    });
  }
  await traces.end();
  missingKeys(processes, (message) => {
    run.notice("missing-process", {
      severity: "low",
      message,
      place: placeIn(artifact, { table: "ZPROCESS" }),
    });
  });
}

/** Keys are handed out in order, so a gap is an entry that was deleted; iOS tidies up too. */
function missingKeys(processes: ReadonlyMap<number, UsageRow>, tell: (message: Words) => void): void {
  const keys = [...processes.keys()].toSorted((a, b) => a - b);
  let gaps = 0;
  for (const [index, key] of keys.entries()) {
    const before = keys[index - 1];
    if (before === undefined || key === before + 1) continue;
    if (++gaps > GAPS_MAX) return;
    const after = processes.get(before)?.process ?? "";
    tell(
      say`Entries ${before + 1} to ${key - 1} of the processes that used the network are gone, after ${after}`,
    );
  }
}

export const usage: readonly IosModule[] = [
  {
    name: "Datausage",
    encryptedOnly: true,
    wants: [{ domain: "WirelessDomain", path: "Library/Databases/DataUsage.sqlite" }],
    check: networkUsage,
  },
  {
    name: "Netusage",
    only: "filesystem",
    wants: [{ path: /^private\/var\/networkd\/(?:db\/)?netusage\.sqlite$/ }],
    check: networkUsage,
  },
  {
    name: "OSAnalyticsADDaily",
    wants: [{ domain: "HomeDomain", path: "Library/Preferences/com.apple.osanalytics.addaily.plist" }],
    async check(artifact, run) {
      const plist = await plistOf(artifact, run);
      const baseline = isDict(plist) ? plist.get("netUsageBaseline") : undefined;
      if (plist !== undefined && !isDict(baseline)) run.note("no network use on record");
      if (!isDict(baseline)) return;
      for (const [process, values] of baseline) {
        run.record();
        const timeMs = firstDate(values);
        run.process(process, { place: placeIn(artifact), timeMs, about: "A process used the network" });
        run.event(timeMs, "daily network use", process);
      }
    },
  },
];

function firstDate(values: PlistValue): number | undefined {
  const found = isList(values) ? values.find(isDate) : undefined;
  return isDate(found) ? found.ms : undefined;
}
