import type { Place } from "../examination/finding.ts";
import type { ModuleRun } from "../examination/module-run.ts";
import { quoted } from "../examination/quoted.ts";
import { fieldOf, parseJson, textField } from "../json.ts";
import { isOddProcessPath } from "../logs/shutdown-log.ts";
import { baseName } from "../text.ts";
import { parseTime } from "../time.ts";
import { say, saidOf, type Words } from "../words/said.ts";

export interface SeenProcess {
  readonly path: string;
  readonly place: Place;
  readonly timeMs?: number | undefined;
  readonly about: Words;
}

/** Looks a program's path and name up, and where it ran from. */
export function checkProcessPath({ path, place, timeMs, about }: SeenProcess, run: ModuleRun): void {
  const context = { place, timeMs, about };
  if (path.startsWith("/") && run.file(path, { ...context, severity: "critical" })) return;
  if (run.process(path, context)) return;
  // With arguments behind the path, and without.
  const [first = ""] = path.split(" ", 1);
  if (
    first !== path &&
    (run.process(first, context) || run.file(first, { ...context, severity: "critical" }))
  )
    return;
  if (!isOddProcessPath(path)) return;
  const message = say`${saidOf(about)}: ${path}, where no part of iOS lives`;
  run.notice("process-location", { severity: "high", message, place, timeMs });
}

/** One line of `ps`: what stands behind the processor time. */
export function processOfPsLine(text: string): string | undefined {
  return /\s\d+:\d\d\.\d\d\s+(\S.*)$/.exec(beginningOf(text))?.[1]?.trim();
}

/** Lines of `spindump` and `taskinfo` that name a process or its path. */
export function processOfDumpLine(text: string): string | undefined {
  const line = beginningOf(text);
  return (
    /^Path:\s+(\/.+?)\s*$/.exec(line)?.[1] ??
    /^Process:\s+(.+?) \[\d+\]/.exec(line)?.[1] ??
    /^process: "([^"]+)" \[\d+\]/.exec(line)?.[1]
  );
}

// Longer than any path; expressions are tried on no more.
const LINE_LENGTH_MAX = 2048;

/** Of a longer line too the path stands in front, and arguments behind it don't hide it. */
function beginningOf(text: string): string {
  return text.slice(0, LINE_LENGTH_MAX);
}

const NAME_KEYS = /^(?:procName|procPath|procname|parentProc|responsibleProc|process|processName|path)$/;
const DEPTH_MAX = 40;
const LEAVES_MAX = 2_000_000;

/**
 * A crash report: a line of JSON, then JSON or text. The programs that it names are looked up; a report in a form that
 * nobody knows counts as partial.
 */
export function checkCrashReport(text: string, run: ModuleRun, { place }: { readonly place: Place }): void {
  const end = text.indexOf("\n");
  const header = parseJson(end === -1 ? text : text.slice(0, end));
  const bodyText = end === -1 ? "" : text.slice(end + 1);
  if (header === undefined || typeof header !== "object")
    return run.partial(`${quoted(baseName(place.input.path))} has no header that can be read`);
  run.record();
  const timeMs = parseTime(textField(header, "timestamp") ?? "");
  const names = new Set<string>();
  for (const key of ["app_name", "name"]) {
    const name = textField(header, key);
    if (name !== undefined) names.add(name);
  }
  const body = jsonBody(bodyText);
  if (body === "damaged") run.partial(`${quoted(baseName(place.input.path))} is cut off or damaged`);
  if (Array.isArray(body)) collectNames(body, names);
  else {
    for (const line of bodyText.split("\n")) {
      const name = processOfDumpLine(line);
      if (name !== undefined) names.add(name);
    }
    if (bodyText.trim() !== "" && names.size === 0)
      run.partial(`${quoted(baseName(place.input.path))} is of an unknown form`);
  }
  const kind = textField(header, "bug_type") ?? "unknown";
  run.event(timeMs, "report", `type ${kind}: ${[...names].slice(0, 3).join(", ")}`);
  for (const path of names)
    checkProcessPath({ path, place, timeMs, about: "A crash report names a program" }, run);
}

/** What a report holds as JSON, whole or a value in each line; `undefined` for one in plain words. */
function jsonBody(text: string): readonly unknown[] | "damaged" | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined;
  const whole = parseJson(text);
  if (whole !== undefined) return [whole];
  const values = text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map(parseJson);
  return values.includes(undefined) ? "damaged" : values;
}

function collectNames(body: unknown, names: Set<string>): void {
  const pending: (readonly [unknown, number])[] = [[body, 0]];
  let visits = 0;
  for (let step = pending.pop(); step !== undefined && visits++ < LEAVES_MAX; step = pending.pop()) {
    const [value, depth] = step;
    if (typeof value !== "object" || value === null || depth > DEPTH_MAX) continue;
    for (const [key, inner] of Object.entries(value)) {
      if (typeof inner === "string") {
        if (NAME_KEYS.test(key)) names.add(inner);
      } else if (key !== "usedImages" && key !== "threads") pending.push([inner, depth + 1]);
    }
    // Memory reports list `{ name, pid }`; elsewhere a name may be anything.
    const name = fieldOf(value, "name");
    if (typeof name === "string" && typeof fieldOf(value, "pid") === "number") names.add(name);
  }
}
