import type { Place } from "../examination/finding.ts";
import type { ModuleRun } from "../examination/module-run.ts";
import { parseTime } from "../time.ts";
import { say } from "../words/said.ts";

const SIX_MONTHS_MS = 183 * 86_400_000;

/** One line of `getprop`: known names, and how old the security updates are. `atMs`: when the phone said so. */
export function checkProperty(
  line: string,
  run: ModuleRun,
  { place, atMs }: { readonly place: Place; readonly atMs: number },
): void {
  const [, name, value = ""] = /^\[([^\]]+)\]: \[(.*)\]?$/.exec(line) ?? [];
  if (name === undefined) return;
  run.record();
  run.equal("android-property", name, { place, about: "A system property is set", kind: "property-set" });
  if (name !== "ro.build.version.security_patch") return;
  const patchedMs = parseTime(`${value.replace(/\]$/, "")} 00:00:00`);
  if (patchedMs === undefined || atMs - patchedMs < SIX_MONTHS_MS) return;
  const message = say`The last security updates are of ${value.replace(/\]$/, "")}`;
  run.notice("old-patch-level", { severity: "medium", usual: true, message, place });
}
