import { parseArgs, type ParseArgsOptionsConfig } from "node:util";
import { err, ok, type Result } from "@bridle/protocol";

/** What the command line asks for. Paths and addresses are as given. */
export type Command =
  | { readonly kind: "help"; readonly topic?: CommandName }
  | { readonly kind: "version" }
  | ServeCommand
  | ClientCommand
  | DemoCommand
  | PassphraseCommand
  | CodesCommand
  | { readonly kind: "backup"; readonly data: string | undefined; readonly to: string }
  | { readonly kind: "restore"; readonly data: string | undefined; readonly from: string };

export interface ServeCommand {
  readonly kind: "serve";
  readonly data: string | undefined;
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  readonly publicUrl: string | undefined;
  readonly registration: "open" | "code" | undefined;
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
  readonly metricsTokenFile: string | undefined;
  /** A tlog-policy: who must cosign the key directory's checkpoints. */
  readonly policy: string | undefined;
  /** The key directory's pace. */
  readonly epochMs: number | undefined;
  /** The service that this server is, where it isn't `main`. */
  readonly platform: string | undefined;
  /** Further hosts, and the service that each of them is. */
  readonly services: ReadonlyMap<string, string>;
  readonly networksFile: string | undefined;
  readonly json: boolean;
}

export interface ClientCommand {
  readonly kind: "client";
  readonly data: string;
  readonly server: string;
  readonly passphraseFile: string | undefined;
}

export interface DemoCommand {
  readonly kind: "demo";
  /** 0 picks a free one. */
  readonly port: number;
  /** Shows the desk after an attack, instead of the app. */
  readonly desk: boolean;
}

export interface PassphraseCommand {
  readonly kind: "passphrase";
  readonly data: string;
  readonly currentFile: string | undefined;
  /** None takes the passphrase away. */
  readonly newFile: string | undefined;
}

export interface CodesCommand {
  readonly kind: "codes";
  readonly data: string | undefined;
  readonly wanted:
    | { readonly kind: "list" }
    | { readonly kind: "create"; readonly uses: number; readonly days: number }
    | { readonly kind: "revoke"; readonly code: string };
  readonly json: boolean;
}

export const commandNames = ["serve", "client", "passphrase", "demo", "codes", "backup", "restore"] as const;
export type CommandName = (typeof commandNames)[number];

const defaultPort = 7170;

const text = { type: "string" } as const;
const flag = { type: "boolean" } as const;

const options = {
  serve: {
    data: text,
    port: text,
    host: text,
    "public-url": text,
    registration: text,
    "tls-cert": text,
    "tls-key": text,
    "metrics-token-file": text,
    policy: text,
    "epoch-seconds": text,
    platform: text,
    services: text,
    "networks-file": text,
    json: flag,
    help: flag,
  },
  client: { data: text, server: text, "passphrase-file": text, help: flag },
  passphrase: { data: text, "passphrase-file": text, "new-passphrase-file": text, remove: flag, help: flag },
  demo: { port: text, desk: flag, help: flag },
  codes: { data: text, new: flag, uses: text, days: text, revoke: text, json: flag, help: flag },
  backup: { data: text, to: text, help: flag },
  restore: { data: text, from: text, help: flag },
} as const satisfies Readonly<Record<CommandName, ParseArgsOptionsConfig>>;

/** Reads the arguments behind `bridle`, or says what is wrong with them. */
export function parseCommand(args: readonly string[]): Result<Command, string> {
  const [first, ...rest] = args;
  if (first === undefined) return err("expected a command");
  if (first === "--version") return ok({ kind: "version" });
  if (first === "--help" || first === "-h" || first === "help") return ok(helpFor(rest[0]));
  const name = commandNames.find((known) => known === first);
  if (name === undefined) return err(`no command "${first}"`);
  const values = optionsOf(name, rest);
  if (!values.ok) return values;
  if (values.value.has("help")) return ok({ kind: "help", topic: name });
  return readers[name](values.value);
}

/** An option's text; a flag that is set is the empty text. */
type Given = ReadonlyMap<string, string>;

const readers: Readonly<Record<CommandName, (given: Given) => Result<Command, string>>> = {
  serve: serveCommand,
  client(given) {
    const data = given.get("data");
    if (data === undefined) return err("--data: expected a folder");
    const server = serverUrl(given.get("server"));
    if (server === undefined) return err("--server: expected an http or https address");
    return ok({ kind: "client", data, server, passphraseFile: given.get("passphrase-file") });
  },
  passphrase(given) {
    const data = given.get("data");
    if (data === undefined) return err("--data: expected the folder of a client");
    const newFile = given.get("new-passphrase-file");
    if ((newFile !== undefined) === given.has("remove"))
      return err("expected either --new-passphrase-file or --remove");
    return ok({ kind: "passphrase", data, currentFile: given.get("passphrase-file"), newFile });
  },
  demo(given) {
    const port = portOf(given.get("port") ?? "0");
    return port === undefined
      ? err("--port: expected a number from 0 to 65535")
      : ok({ kind: "demo", port, desk: given.has("desk") });
  },
  codes: codesCommand,
  backup(given) {
    const to = given.get("to");
    return to === undefined
      ? err("--to: expected a folder that doesn't exist yet")
      : ok({ kind: "backup", data: given.get("data"), to });
  },
  restore(given) {
    const from = given.get("from");
    return from === undefined
      ? err("--from: expected a backup")
      : ok({ kind: "restore", data: given.get("data"), from });
  },
};

function codesCommand(given: Given): Result<Command, string> {
  const common = { kind: "codes", data: given.get("data"), json: given.has("json") } as const;
  const code = given.get("revoke");
  const [uses, days] = [countOf(given.get("uses") ?? "1"), countOf(given.get("days") ?? "30")];
  if (given.has("new")) {
    if (code !== undefined) return err("--new and --revoke exclude each other");
    if (uses === undefined) return err("--uses: expected a number from 1 to 100000");
    if (days === undefined || days > 3650) return err("--days: expected a number from 1 to 3650");
    return ok({ ...common, wanted: { kind: "create", uses, days } });
  }
  if (given.has("uses") || given.has("days")) return err("--uses and --days go with --new");
  return ok({ ...common, wanted: code === undefined ? { kind: "list" } : { kind: "revoke", code } });
}

function countOf(given: string): number | undefined {
  const count = /^\d{1,6}$/.test(given) ? Number(given) : 0;
  return count >= 1 && count <= 100_000 ? count : undefined;
}

function serveCommand(given: Given): Result<Command, string> {
  const port = portOf(given.get("port"));
  if (port === undefined) return err("--port: expected a number from 0 to 65535");
  const registration = given.get("registration");
  if (registration !== undefined && registration !== "open" && registration !== "code") {
    return err("--registration: expected open or code");
  }
  const publicUrl = given.get("public-url");
  if (publicUrl !== undefined && serverUrl(publicUrl) === undefined) {
    return err("--public-url: expected an http or https address");
  }
  const platform = given.get("platform");
  const services = servicesOf(given.get("services") ?? "");
  if (platform !== undefined && !isServiceId(platform)) return err(`--platform: expected ${SERVICE_ID}`);
  if (services === undefined) return err(`--services: expected HOST=ID,HOST=ID; an ID has ${SERVICE_ID}`);
  const [cert, key] = [given.get("tls-cert"), given.get("tls-key")];
  if ((cert === undefined) !== (key === undefined)) return err("--tls-cert and --tls-key go together");
  const epochSeconds = given.get("epoch-seconds");
  if (epochSeconds !== undefined && !/^[1-9]\d{0,3}$/.test(epochSeconds)) {
    return err("--epoch-seconds: expected a number from 1 to 9999");
  }
  return ok({
    kind: "serve",
    data: given.get("data"),
    host: given.get("host") ?? "127.0.0.1",
    port,
    publicUrl,
    registration,
    tls: cert === undefined || key === undefined ? undefined : { cert, key },
    metricsTokenFile: given.get("metrics-token-file"),
    policy: given.get("policy"),
    epochMs: epochSeconds === undefined ? undefined : Number(epochSeconds) * 1000,
    platform,
    services,
    networksFile: given.get("networks-file"),
    json: given.has("json"),
  });
}

const SERVICE_ID = "1 to 32 of a-z, 0-9 and -";

function isServiceId(text: string): boolean {
  return /^[a-z0-9][a-z0-9-]{0,31}$/.test(text);
}

function servicesOf(given: string): ReadonlyMap<string, string> | undefined {
  const services = new Map<string, string>();
  for (const each of given.split(",").filter((part) => part !== "")) {
    const [host = "", id = "", ...more] = each.split("=");
    if (URL.parse(`http://${host}/`)?.host !== host || !isServiceId(id) || more.length > 0) return undefined;
    services.set(host, id);
  }
  return services;
}

function optionsOf(name: CommandName, args: readonly string[]): Result<Given, string> {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: options[name],
      strict: true,
      allowPositionals: false,
    });
    const given = new Map<string, string>();
    for (const [key, value] of Object.entries(values)) {
      if (value === "") return err(`--${key}: expected a value`);
      given.set(key, value === true ? "" : String(value));
    }
    return ok(given);
  } catch (thrown) {
    return err(thrown instanceof Error ? thrown.message : String(thrown));
  }
}

function helpFor(topic: string | undefined): Command {
  const name = commandNames.find((known) => known === topic);
  return name === undefined ? { kind: "help" } : { kind: "help", topic: name };
}

function portOf(given: string | undefined): number | undefined {
  if (given === undefined) return defaultPort;
  const port = /^\d{1,5}$/.test(given) ? Number(given) : -1;
  return port >= 0 && port <= 65_535 ? port : undefined;
}

// Without a path, a query or credentials: what is appended to it must be what the server sees.
function serverUrl(given: string | undefined): string | undefined {
  const url = given !== undefined && URL.canParse(given) ? new URL(given) : undefined;
  if (url === undefined || (url.protocol !== "http:" && url.protocol !== "https:")) return undefined;
  return url.href === `${url.origin}/` ? url.origin : undefined;
}
