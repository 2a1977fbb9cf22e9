import type { Examination } from "../examination/examination.ts";
import type { Place } from "../examination/finding.ts";
import { guardedRead } from "../examination/guarded.ts";
import type { ModuleRun } from "../examination/module-run.ts";
import { fieldOf } from "../json.ts";
import type { SourceFile } from "../ports/source.ts";
import { fromUnixMs, parseTime } from "../time.ts";
import { say } from "../words/said.ts";
import { eachJsonItem } from "./json-file.ts";
import { checkApp } from "./sections/section.ts";

// Events of `android.app.admin.SecurityLog` that say that a protection failed or was changed.
const securityEvents = new Map([
  ["CERT_VALIDATION_FAILURE", "a certificate was refused"],
  ["KEY_INTEGRITY_VIOLATION", "a stored key was damaged"],
  ["CERT_AUTHORITY_INSTALLED", "a certificate authority was installed"],
  ["WIPE_FAILURE", "wiping the phone failed"],
  ["CRYPTO_SELF_TEST_COMPLETED", "the self test of the cryptography ran"],
]);

const DEPTH_MAX = 12;

/** The kinds of events, each the business of a module, by the field that holds them. */
const kinds = [
  ["dns_event", "DnsEvent"],
  ["connect_event", "ConnectEvent"],
  ["security_event", "SecurityEvent"],
] as const;

/** The modules that read such logs. */
export const intrusionModules = [...kinds.map(([, module]) => module), "IntrusionLogs"] as const;

/**
 * Looks through one log of Android's Advanced Protection: names looked up, addresses connected to, security events. What is none of these
 * is looked through all the same.
 */
export async function checkIntrusionLog(
  file: SourceFile,
  run: ModuleRun,
  examination: Examination,
): Promise<void> {
  await eachJsonItem(file, { run, examination }, (item, place) => {
    for (const event of Array.isArray(item) ? item : [item]) {
      const kind = kinds.find(([field]) => fieldOf(event, field) !== undefined);
      const module = kind === undefined ? run : examination.module(kind[1]);
      module.record();
      checkEvent(event, module, place);
    }
    return true;
  });
}

/** The field names differ between versions, so the fields' own words decide what they hold. */
function checkEvent(event: unknown, run: ModuleRun, place: Place): void {
  const fields = [...leaves(event, "", 0)];
  const timeMs = timeOf(fields);
  const context = { place, timeMs };
  for (const [key, value] of fields) {
    if (typeof value !== "string" || value === "") continue;
    switch (meaningOf(key)) {
      case "app":
        checkApp(run, value, { ...context, about: "An app was active" });
        break;
      case "name":
        run.host(value, { ...context, about: "A name was looked up" });
        break;
      case "address":
        run.host(addressIn(value), { ...context, about: "A program connected to an address" });
        break;
      case "path":
        run.file(value, { ...context, about: "A file was used", severity: "critical" });
        break;
      case "process":
        run.process(value, { ...context, about: "A process started" });
        break;
      case undefined:
    }
  }
  const text = fields.map(([key, value]) => `${key}=${String(value)}`).join(" ");
  for (const [tag, what] of securityEvents) {
    if (!text.toUpperCase().includes(tag)) continue;
    run.notice("security-event", {
      severity: "medium",
      usual: tag.startsWith("CRYPTO"),
      message: say`The phone noted that ${what}`,
      place,
      timeMs,
    });
  }
  run.event(timeMs, "logged", text);
}

const meanings = [
  ["app", /^(?:packages?|app)$/],
  ["name", /^(?:host|hosts|hostname|hostnames|domain|domains|query|dns)$/],
  ["address", /^(?:ip|ips|ipv4|ipv6|addr|address|addresses)$/],
  ["path", /^(?:path|paths|file|files|filename)$/],
  ["process", /^(?:process|cmd|cmdline)$/],
] as const;

/** What a field holds, by the words of its own name; `name` by itself means what the event is about. */
function meaningOf(key: string): (typeof meanings)[number][0] | undefined {
  const [leaf = "", ...parents] = key.split(".").toReversed();
  const words = leaf
    .replaceAll(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split("_");
  const found = meanings.find(([, pattern]) => words.some((word) => pattern.test(word)))?.[0];
  return found ?? (leaf === "name" && parents.includes("dns_event") ? "name" : undefined);
}

/** Java writes addresses as `name/1.2.3.4:443`, `/1.2.3.4` or `/[2001:db8::1]:443`. */
function addressIn(text: string): string {
  const address = text.slice(text.lastIndexOf("/") + 1);
  return /^\[(.*)\](?::\d+)?$/.exec(address)?.[1] ?? address.replace(/^([^:]*):\d+$/, "$1");
}

function* leaves(value: unknown, key: string, depth: number): Generator<readonly [string, unknown]> {
  if (typeof value !== "object" || value === null) yield [key, value];
  else if (depth < DEPTH_MAX) {
    for (const [name, inner] of Object.entries(value)) {
      yield* leaves(inner, Array.isArray(value) ? key : key === "" ? name : `${key}.${name}`, depth + 1);
    }
  }
}

function timeOf(fields: readonly (readonly [string, unknown])[]): number | undefined {
  for (const [key, value] of fields) {
    if (!/time|date/i.test(key)) continue;
    const text = String(value);
    const digits = /^\d{10,19}$/.test(text) ? Number(text) : undefined;
    const found = digits === undefined ? parseTime(text) : fromUnixMs(inMilliseconds(digits));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Seconds, milliseconds, microseconds or nanoseconds, by their size. */
function inMilliseconds(value: number): number {
  if (value < 1e11) return value * 1000;
  if (value < 1e14) return value;
  return value < 1e17 ? value / 1000 : value / 1e6;
}

/** A folder of such logs by itself. */
export async function examineIntrusionLogs(
  files: AsyncIterable<SourceFile>,
  examination: Examination,
): Promise<void> {
  for (const name of intrusionModules) examination.module(name);
  const run = examination.module("IntrusionLogs");
  for await (const file of files) {
    if (!/\.jsonl?$/i.test(file.path)) continue;
    await guardedRead(file, examination, {
      module: "IntrusionLogs",
      run: () => checkIntrusionLog(file, run, examination),
    });
  }
}
