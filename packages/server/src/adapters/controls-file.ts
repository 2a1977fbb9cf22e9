import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import {
  bases,
  controlReasons,
  networkClasses,
  outerClasses,
  type Control,
  type Refused,
} from "@bridle/desk";
import { AccountId, err, ok, type Result } from "@bridle/protocol";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import { writeDurably } from "./keys-file.ts";

/**
 * What whoever runs the machine refuses by hand, with the desk's pages or without: a JSON array of controls.
 * One person's word ends after an hour, here as there.
 */
export const CONTROLS_FILE = "controls.json";

const LOOK_EVERY_MS = 2_000;

export function readControls(dataDir: string): Result<readonly Control[], string> {
  const path = join(dataDir, CONTROLS_FILE);
  if (!existsSync(path)) return ok([]);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    // Written by another user of the machine, for instance: a kill switch must not kill the server.
    return err("not readable by this user");
  }
  return parseControls(text);
}

export function writeControls(dataDir: string, controls: readonly Control[]): void {
  writeDurably(join(dataDir, CONTROLS_FILE), `${JSON.stringify(controls, undefined, 1)}\n`);
}

/** Applies the file now, and again whenever it changes. One that can't be read changes nothing. */
export function watchControls(
  dataDir: string,
  parts: { readonly clock: Clock; readonly log: Log; apply(controls: readonly Control[]): void },
): { close(): void } {
  const { clock, log } = parts;
  const path = join(dataDir, CONTROLS_FILE);
  let seen = "";
  let closed = false;
  const look = (): void => {
    if (closed) return;
    const now = versionOf(path);
    if (now !== seen) {
      seen = now;
      const controls = readControls(dataDir);
      if (controls.ok) parts.apply(controls.value);
      else log.write({ event: "controls_unreadable" });
    }
    clock.after(LOOK_EVERY_MS, look);
  };
  look();
  return {
    close() {
      closed = true;
    },
  };
}

function versionOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? "" : `${stat.ino} ${stat.ctimeMs} ${stat.size}`;
}

function parseControls(text: string): Result<readonly Control[], string> {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return err("not JSON");
  }
  if (!Array.isArray(raw)) return err("not an array");
  const controls: Control[] = [];
  for (const [index, each] of raw.entries()) {
    const control = parseControl(each);
    if (control === undefined) return err(`entry ${index + 1} is no control`);
    controls.push(control);
  }
  return ok(controls);
}

const FIELDS = new Set([
  "id",
  "kind",
  "value",
  "platform",
  "basis",
  "order",
  "reason",
  "sinceMs",
  "untilMs",
  "by",
]);

function parseControl(raw: unknown): Control | undefined {
  if (typeof raw !== "object" || raw === null) return undefined;
  const fields: Readonly<Record<string, unknown>> = { ...raw };
  if (Object.keys(fields).some((name) => !FIELDS.has(name))) return undefined;
  const { id, platform, order, sinceMs, untilMs, by } = fields;
  const basis = bases.find((known) => known === fields["basis"]);
  const reason = controlReasons.find((known) => known === fields["reason"]);
  const refused = parseRefused(fields["kind"], fields["value"]);
  if (refused === undefined || basis === undefined || reason === undefined) return undefined;
  if (typeof id !== "string" || !/^[0-9a-f]{32}$/.test(id) || !isTime(sinceMs)) return undefined;
  if (!isText(platform) || !isText(order) || (untilMs !== undefined && !isTime(untilMs))) return undefined;
  if (!Array.isArray(by) || by.length === 0) return undefined;
  const people = by.filter((name): name is string => typeof name === "string" && name !== "");
  if (people.length !== by.length) return undefined;
  return {
    ...refused,
    id,
    ...(platform === undefined ? {} : { platform }),
    basis,
    ...(order === undefined ? {} : { order }),
    reason,
    sinceMs,
    ...(untilMs === undefined ? {} : { untilMs }),
    by: people,
  };
}

/** What is refused, from a kind and a value as JSON has them. */
export function parseRefused(kind: unknown, value: unknown): Refused | undefined {
  switch (kind) {
    case "refuseClass": {
      const outerClass = outerClasses.find((known) => known === value);
      return outerClass && { kind, value: outerClass };
    }
    case "refuseSize":
      return parseSize(value);
    case "refuseBuild":
      return typeof value === "string" && value !== "" ? { kind, value } : undefined;
    case "refuseRegistration": {
      const whose = value === "everyone" ? value : networkClasses.find((known) => known === value);
      return whose && { kind, value: whose };
    }
    case "suspendAccount": {
      const account = typeof value === "string" ? AccountId.parse(value) : undefined;
      return account && { kind, value: account };
    }
    default:
      return undefined;
  }
}

function parseSize(value: unknown): Refused | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { class: name, overBytes, ...more }: Readonly<Record<string, unknown>> = { ...value };
  const outerClass = outerClasses.find((known) => known === name);
  if (outerClass === undefined || !isTime(overBytes) || Object.keys(more).length > 0) return undefined;
  return { kind: "refuseSize", value: { class: outerClass, overBytes } };
}

function isTime(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isText(value: unknown): value is string | undefined {
  return value === undefined || (typeof value === "string" && value !== "");
}
