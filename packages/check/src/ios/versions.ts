import type { Place } from "../examination/finding.ts";
import type { ModuleRun } from "../examination/module-run.ts";
import { say } from "../words/said.ts";

// The newest iOS of each line that this version of the check knows; a newer one may exist. Apple's list:
// https://support.apple.com/en-us/100100
const newest: Readonly<Record<number, readonly number[]>> = {
  12: [12, 5, 7],
  15: [15, 8, 5],
  16: [16, 7, 12],
  17: [17, 7, 10],
  18: [18, 7, 2],
  26: [26, 1],
};

/** Says so when a newer version was known. */
export function outdatedSystem(version: string, run: ModuleRun, place: Place): void {
  const newer = newerThan(version);
  if (newer === undefined) return;
  const message = say`The phone ran iOS ${version}; ${newer} was known when this check was made`;
  run.notice("outdated-system", { severity: "info", message, place });
}

/** The newest known version of the same line if the given one is older; lines without an entry get none any more. */
function newerThan(version: string): string | undefined {
  const parts = version.split(".").map(Number);
  const [major] = parts;
  if (major === undefined || parts.some((part) => !Number.isInteger(part))) return undefined;
  const lines = Object.keys(newest).map(Number);
  const known = newest[major] ?? (major < Math.max(...lines) ? newest[Math.max(...lines)] : undefined);
  if (known === undefined) return undefined;
  for (const [index, part] of known.entries()) {
    const have = parts[index] ?? 0;
    if (have !== part) return have < part ? known.join(".") : undefined;
  }
  return undefined;
}
