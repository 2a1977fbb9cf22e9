import type { Place } from "../examination/finding.ts";
import type { ModuleRun } from "../examination/module-run.ts";
import { quoted } from "../examination/quoted.ts";
import { realPath } from "../indicators/indicator-set.ts";
import { baseName } from "../text.ts";
import { fromUnixSeconds } from "../time.ts";
import { say } from "../words/said.ts";

interface Client {
  readonly path: string;
  readonly pid: string;
  readonly line: number;
}

const header = /^After ([\d.]+)s, (?:these clients are still here|remaining client pid)/;
const client = /remaining client pid: (\d+) \((.*)\)\s*$/;
const ended = /SIGTERM: \[(\d{9,11})/;
// iOS 26 puts the binary's UUID behind its path.
const trailingUuid = /[/\s]*[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\)?$/;

const DELAYS_MIN = 3;
const LINE_LENGTH_MAX = 4096;

/**
 * Reads `shutdown.log`: the processes that held a reboot up. Delays and paths below /private/var are what Kaspersky's researchers
 * look at (securelist.com/shutdown-log-lightweight-ios-malware-detection-method/111734).
 */
export async function readShutdownLog(
  lines: AsyncIterable<{ readonly text: string; readonly number: number }>,
  run: ModuleRun,
  place: Place,
): Promise<void> {
  let clients: Client[] = [];
  let delays = 0;
  let lastDelay = 0;
  let reboots = 0;
  let isEmpty = true;
  let isKnown = false;
  const close = (timeMs: number | undefined): void => {
    if (delays > 0) reboots++;
    reboot({ clients, delays, timeMs }, run, place);
    clients = [];
    delays = 0;
    lastDelay = 0;
  };
  for await (const { text, number } of lines) {
    if (text.length > LINE_LENGTH_MAX) {
      run.partial(`line ${number} is longer than such a log's`);
      continue;
    }
    isEmpty &&= text.trim() === "";
    const delay = header.exec(text)?.[1];
    if (delay !== undefined) {
      // A delay that starts low again is the next reboot, where no end was written.
      if (Number(delay) < lastDelay) close(undefined);
      lastDelay = Number(delay);
      delays++;
    }
    const [, pid, path] = client.exec(text) ?? [];
    if (pid !== undefined && path !== undefined) {
      run.record();
      clients.push({ pid, path: path.replace(trailingUuid, ""), line: number });
    }
    const epoch = ended.exec(text)?.[1];
    isKnown ||= delay !== undefined || pid !== undefined || epoch !== undefined;
    if (epoch !== undefined) close(fromUnixSeconds(Number(epoch)));
  }
  close(undefined);
  run.record(0);
  if (!isEmpty && !isKnown) run.partial(`${quoted(baseName(place.input.path))} is of an unknown form`);
  else if (reboots === 0) run.note("no reboot on record");
}

interface Reboot {
  readonly clients: readonly Client[];
  readonly delays: number;
  readonly timeMs: number | undefined;
}

/** Folders from which no process of Apple's runs; exploits have run from them. By their one real name. */
const oddFolders = ["/private/var/db/", "/private/var/tmp/", "/private/var/logs/", "/private/var/root/"];

function reboot({ clients, delays, timeMs }: Reboot, run: ModuleRun, place: Place): void {
  const held = new Map<string, number>();
  for (const { path, pid, line } of clients) {
    if (held.has(path)) {
      held.set(path, (held.get(path) ?? 0) + 1);
      continue;
    }
    held.set(path, 1);
    run.event(timeMs, "still running at reboot", `${path} (${pid})`);
    const context = {
      place: { ...place, offset: line },
      timeMs,
      about: "A process was still running at a reboot",
    };
    const known = run.file(path, { ...context, severity: "critical" }) || run.process(path, context);
    const part = known ? undefined : run.indicators.pathPart(path);
    if (part !== undefined) run.hit(part, { ...context, kind: "process-ran", value: path });
    if (known || part !== undefined) continue;
    if (isOddProcessPath(path)) {
      const message = say`A process ran from ${path}, where no part of iOS lives`;
      run.notice("shutdown-path", { severity: "high", message, place: context.place, timeMs });
    }
  }
  if (delays < DELAYS_MIN) return;
  const names = [...held.keys()].slice(0, 5).join(", ");
  const message = say`A reboot was held up ${delays} times, by ${names}`;
  run.notice("shutdown-delays", { severity: "low", message, place, timeMs });
}

/** Whether a program's path lies where only data should. */
export function isOddProcessPath(path: string): boolean {
  const real = realPath(path);
  return oddFolders.some((folder) => real.startsWith(folder));
}
