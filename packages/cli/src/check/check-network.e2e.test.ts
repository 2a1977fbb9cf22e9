import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fullAcquisition, fullBackup, IphoneBackup, sqliteBytes, table, zipBytes } from "@bridle/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

const program = new URL("../../bin/bridle", import.meta.url).pathname;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bridle-network-"));
  writeFileSync(join(folder, "hook.cjs"), hook);
  const links = [
    "https://t.co/abc",
    "https://bit.ly/x",
    "https://bad.example/",
    "https://[2001:db8::1]/",
    "http://1.2.3.4/",
  ];
  const messages = sqliteBytes((database) => {
    const rows = links.map((link, index) => ({ ROWID: index + 1, text: `look ${link}`, date: 7e8 }));
    table(database, "message", rows);
  });
  const lock = { password: "p", outerIterations: 1000, innerIterations: 100 };
  new IphoneBackup()
    .database("HomeDomain", "Library/SMS/sms.db", messages)
    .write(join(folder, "encrypted"), lock);
  writeFileSync(join(folder, "password"), "p\n");
  for (const [name, files] of Object.entries({ backup: fullBackup("x"), qf: fullAcquisition("x") })) {
    const members = [...files].map(([path, bytes]) => ({ name: path, bytes }));
    writeFileSync(join(folder, `${name}.zip`), zipBytes(members));
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string): string => join(folder, name);

// Tells every resource of Node that can reach a network, whichever module or addon asks for it.
const hook = `const seen = new Set();
const reaching = /^(?:TCP|UDP|TLS|HTTP|HTTP2|DNS|GETADDRINFO|GETNAMEINFO|QUERY|PIPECONNECT|QUIC|INSPECTOR|SHUTDOWN|CHANNEL)/;
require("node:async_hooks").createHook({ init: (_id, type) => reaching.test(type) && seen.add(type) }).enable();
process.on("exit", () => require("node:fs").writeFileSync(process.env.SEEN, JSON.stringify([...seen])));`;

function resourcesOf(command: string, ...args: readonly string[]) {
  const seen = at("seen.json");
  const env = { ...process.env, NODE_OPTIONS: `--require ${at("hook.cjs")}`, SEEN: seen };
  const { status } = spawnSync(command, args, { env, input: "" });
  return { status, seen: JSON.parse(readFileSync(seen, "utf8")) as string[] };
}

const runs = [
  ["an encrypted backup with links", () => ["encrypted", "--password-file", at("password")]],
  ["a backup as a zip", () => ["backup.zip"]],
  ["an acquisition", () => ["qf.zip", "--redact"]],
] as const;

const outputs = (): readonly string[] => [
  "--json",
  at("o.json"),
  "--html",
  at("o.html"),
  "--timeline",
  at("o.csv"),
];
const client = "require('node:net').connect(9, '127.0.0.1').on('error', () => {})";

test.each(runs)("[K84] %s: a run makes nothing that can reach a network", (_what, args) => {
  const [path = "", ...rest] = args();
  const { status, seen } = resourcesOf(program, "check", at(path), ...rest, ...outputs());
  expect([0, 1, 2, 3]).toContain(status);
  expect(seen).toEqual([]);
});

test("[K84] the hook that tells this would tell a connection", () => {
  expect(resourcesOf(process.execPath, "-e", client).seen).toContain("TCPWRAP");
  const lookUp = "require('node:dns').lookup('localhost', () => {})";
  expect(resourcesOf(process.execPath, "-e", lookUp).seen).toContain("GETADDRINFOREQWRAP");
});

const canTrace = spawnSync("strace", ["-o", "/dev/null", "true"]).status === 0;

/** System calls that open a socket of the Internet, of all threads and children. */
function sockets(command: string, ...args: readonly string[]): readonly string[] {
  const log = at("strace.log");
  spawnSync("strace", ["-f", "-e", "trace=network", "-o", log, command, ...args], { input: "" });
  return readFileSync(log, "utf8")
    .split("\n")
    .filter((line) => /AF_INET|AF_NETLINK|sin_port|sin6_port/.test(line));
}

test.runIf(canTrace)("[K84] the system sees no socket of a run (only where strace may run)", () => {
  for (const [, args] of runs) {
    const [path = "", ...rest] = args();
    expect(sockets(program, "check", at(path), ...rest, ...outputs())).toEqual([]);
  }
  expect(sockets(process.execPath, "-e", client).join("\n")).toContain("AF_INET");
});
