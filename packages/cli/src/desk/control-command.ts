import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { aloneMs, controlReasons, endsAtMs, isInForce, outerClasses, type Control } from "@bridle/desk";
import { parseRefused, readControls, writeControls } from "@bridle/server";
import { defaultServerFolder } from "../data-folder.ts";
import { exitFault, exitOk, exitUsage } from "../exit-codes.ts";
import { log } from "../log.ts";

const usage = `usage: bridle desk control <command> [--data DIR]

  add WHAT --by NAME --reason R [--minutes N] [--platform ID]
                refuse something from now on, for an hour at most: longer takes two people at the desk's pages
  list          what is refused by hand
  remove --id ID

  WHAT is one of
    --class C               ${outerClasses.join(", ")}
    --class C --over BYTES  what is longer, of that class
    --build B               a client build; * at the end stands for any ending
    --registration WHO      everyone, or a kind of network: hosting, residential, mobile, relay, unknown, local
    --account ID

  --reason      ${controlReasons.filter((reason) => reason !== "courtOrder").join(", ")}
  --data DIR    the server's data folder; default: ~/.local/share/bridle/server

A running server follows within seconds. People see a plain sentence.
`;

const text = { type: "string" } as const;
const options = {
  data: text,
  class: text,
  over: text,
  build: text,
  registration: text,
  account: text,
  reason: text,
  minutes: text,
  platform: text,
  by: text,
  id: text,
  help: { type: "boolean" },
} as const;

type Asked = Readonly<Partial<Record<keyof typeof options, string>>>;

/** The kill switch by hand, for whoever runs the machine. The exit code. */
export function runDeskControl([name, ...args]: readonly string[]): number {
  const asked = read(args);
  if (asked === undefined || name === "--help") {
    (name === "--help" ? process.stdout : process.stderr).write(usage);
    return name === "--help" ? exitOk : exitUsage;
  }
  const dataDir = resolve(asked.data ?? defaultServerFolder());
  const kept = readControls(dataDir);
  if (!kept.ok) {
    log(`the list of controls can't be read: ${kept.error}`);
    return exitFault;
  }
  const nowMs = Date.now();
  const controls = kept.value.filter((control) => isInForce(control, nowMs));
  switch (name) {
    case "add":
      return add(dataDir, controls, { asked, nowMs });
    case "list":
      process.stdout.write(controls.map(line).join(""));
      return exitOk;
    case "remove": {
      const left = controls.filter(({ id }) => id !== asked.id);
      if (left.length === controls.length) {
        log("--id: expected an id that the list shows");
        return exitFault;
      }
      writeControls(dataDir, left);
      return exitOk;
    }
    default:
      process.stderr.write(usage);
      return exitUsage;
  }
}

function add(
  dataDir: string,
  controls: readonly Control[],
  { asked, nowMs }: { readonly asked: Asked; readonly nowMs: number },
): number {
  const refused = refusedBy(asked);
  const reason = controlReasons.find((known) => known === asked.reason);
  const { by, platform, minutes = "60" } = asked;
  const lastsMs = Number(minutes) * 60_000;
  const isTime = /^\d{1,2}$/.test(minutes) && lastsMs > 0 && lastsMs <= aloneMs;
  if (refused === undefined || reason === undefined || reason === "courtOrder" || !by || !isTime) {
    process.stderr.write(usage);
    return exitUsage;
  }
  const control: Control = {
    ...refused,
    id: randomBytes(16).toString("hex"),
    ...(platform === undefined ? {} : { platform }),
    basis: reason === "termsBroken" ? "terms" : "safety",
    reason,
    sinceMs: nowMs,
    untilMs: nowMs + lastsMs,
    by: [by],
  };
  writeControls(dataDir, [...controls, control]);
  process.stdout.write(line(control));
  return exitOk;
}

function refusedBy(asked: Asked) {
  const { class: outerClass, over, build, registration, account } = asked;
  const given = [outerClass, build, registration, account].filter((value) => value !== undefined);
  if (given.length !== 1) return undefined;
  if (over !== undefined) {
    const overBytes = /^\d{1,9}$/.test(over) ? Number(over) : Number.NaN;
    return parseRefused("refuseSize", { class: outerClass, overBytes });
  }
  if (outerClass !== undefined) return parseRefused("refuseClass", outerClass);
  if (build !== undefined) return parseRefused("refuseBuild", build);
  return registration === undefined
    ? parseRefused("suspendAccount", account)
    : parseRefused("refuseRegistration", registration);
}

function read(args: readonly string[]): Asked | undefined {
  try {
    const { help, ...values } = parseArgs({ args: [...args], options }).values;
    return help === true ? undefined : values;
  } catch (thrown) {
    log(thrown instanceof Error ? thrown.message : String(thrown));
    return undefined;
  }
}

function line(control: Control): string {
  const { id, kind, value, reason, by, platform } = control;
  const until = new Date(endsAtMs(control) ?? control.sinceMs).toISOString();
  const where = platform === undefined ? "" : `  on ${platform}`;
  return `${id}  ${kind} ${JSON.stringify(value)}${where}  ${reason}  by ${by.join(", ")}  until ${until}\n`;
}
