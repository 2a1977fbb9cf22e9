import type { Place } from "../examination/finding.ts";
import type { ModuleRun } from "../examination/module-run.ts";
import type { IndicatorType } from "../indicators/indicator.ts";
import { fieldOf, listField, textField } from "../json.ts";
import { say } from "../words/said.ts";
import { appStores, browserApps, protectingApps, rootApps, thirdPartyStores } from "./known-apps.ts";
import { checkApp } from "./sections/section.ts";

const certificateFields = [
  // Written by Go without names of its own, so the first letter may be a capital.
  ["md5", "Md5", "app-cert-md5"],
  ["sha1", "Sha1", "app-cert-sha1"],
  ["sha256", "Sha256", "app-cert-sha256"],
] as const satisfies readonly (readonly [string, string, IndicatorType])[];

/** One app of `packages.json`: its name, its files' hashes, its certificate, where it came from. */
export function checkPackage(item: unknown, run: ModuleRun, place: Place): boolean {
  run.record();
  const name = textField(item, "name") ?? "";
  checkApp(run, name, { place, about: "An app is installed" });
  if (rootApps.has(name)) {
    run.notice("root-app", {
      severity: "medium",
      message: say`The app ${name} takes full control of a phone`,
      place,
    });
  }
  for (const file of listField(item, "files")) {
    const hash = textField(file, "sha256");
    const context = { place, about: say`A file of the app ${name}` };
    if (hash !== undefined) run.equal("sha256", hash, { ...context, kind: "app-present" });
    const certificate = fieldOf(file, "certificate");
    for (const [field, capital, type] of certificateFields) {
      const value = (textField(certificate, field) ?? textField(certificate, capital))?.replaceAll(":", "");
      const about = say`The certificate of the app ${name}`;
      if (value !== undefined && run.equal(type, value, { place, about, kind: "app-present" })) break;
    }
  }
  if (name !== "") origin(name, item, { run, place });
  return name !== "";
}

function origin(
  name: string,
  item: unknown,
  { run, place }: { readonly run: ModuleRun; readonly place: Place },
): void {
  const installer = textField(item, "installer") ?? "";
  const system = fieldOf(item, "system") === true;
  const disabled = fieldOf(item, "disabled") === true;
  if (browserApps.has(installer)) {
    const message = say`The app ${name} was installed from a file or a browser (${installer})`;
    run.notice("app-installer", { severity: "medium", message, place });
  } else if (!system && (installer === "" || installer === "null")) {
    const message = say`The app ${name} was installed over a cable or by another program, not by a store`;
    run.notice("app-installer", { severity: "medium", message, place });
  } else if (thirdPartyStores.has(installer) || (!system && !appStores.has(installer))) {
    const message = say`The app ${name} was installed by ${installer}`;
    run.notice("app-installer", { severity: "info", message, place });
  }
  if (disabled && protectingApps.has(name)) {
    const message = say`${name}, which updates or protects the phone, is switched off`;
    run.notice("disabled-protection", { severity: "medium", message, place });
  }
}
