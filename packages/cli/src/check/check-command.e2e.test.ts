import { spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { verifyReport } from "@bridle/check";
import { dumpstateBytes, IphoneBackup, sqliteBytes, stixBundle, table, zipBytes } from "@bridle/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

const program = new URL("../../bin/bridle", import.meta.url).pathname;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bridle-check-"));
  const messages = sqliteBytes((database) => {
    table(database, "message", [{ ROWID: 1, text: "https://bad.example/x", date: 700_000_000 }]);
  });
  const backup = new IphoneBackup().database("HomeDomain", "Library/SMS/sms.db", messages);
  const lock = { password: "correct horse", outerIterations: 1000, innerIterations: 100 };
  backup.write(join(folder, "encrypted"), lock);
  backup.write(join(folder, "plain"));
  writeFileSync(
    join(folder, "ioc.stix2"),
    stixBundle("Testware", ["[domain-name:value='bad.example']", "[app:id='com.bad']"]),
  );
  writeFileSync(join(folder, "right"), "correct horse\n");
  writeFileSync(join(folder, "wrong"), "battery staple\n");
  // A machine on which the very first look at the indicators' hashes fails.
  writeFileSync(
    join(folder, "fault.cjs"),
    `require("node:crypto").createHash = () => { throw new Error("no memory left"); };
    require("node:module").syncBuiltinESMExports();`,
  );
  const report = (packages: readonly string[]): Uint8Array =>
    zipBytes([{ name: "dumpState_1.log", bytes: dumpstateBytes({ packages }) }]);
  writeFileSync(join(folder, "fine.zip"), report(["com.fine"]));
  writeFileSync(join(folder, "expert.zip"), report(["com.topjohnwu.magisk"]));
  writeFileSync(join(folder, "cut.zip"), report(["com.fine"]).slice(0, 400));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const listing = (): string[] =>
  readdirSync(folder, { recursive: true })
    .map(String)
    .toSorted((a, b) => (a < b ? -1 : 1));

function check(...args: readonly string[]) {
  const run = spawnSync(program, ["check", ...args], { encoding: "utf8", input: "" });
  return { code: run.status, out: run.stdout, log: run.stderr };
}

const at = (name: string): string => join(folder, name);

test("[K81] each state has its exit code", () => {
  const code = (name: string): number | null => check(at(name), "--indicators", at("ioc.stix2")).code;
  expect([code("fine.zip"), code("plain"), code("expert.zip"), code("cut.zip"), code("nowhere")]).toEqual([
    0, 1, 2, 3, 64,
  ]);
  expect(check().code).toBe(64);
  expect(check("--help")).toMatchObject({ code: 0, log: "" });
});

test("[K81] an encrypted backup: the password, a wrong one in one line, and none", () => {
  const args = [at("encrypted"), "--indicators", at("ioc.stix2")];
  const right = check(...args, "--password-file", at("right"), "--json", "-");
  expect(right.code).toBe(1);
  expect(JSON.parse(right.out)).toMatchObject({
    state: "match",
    findings: [{ module: "SMS", severity: "critical" }],
  });
  expect(check(...args, "--password-file", at("wrong"))).toEqual({
    code: 64,
    out: "",
    log: "bridle: Wrong password: it stays closed.\n",
  });
  expect(check(...args).log).toMatch(/^bridle: This is encrypted.*\n$/);
});

test("[K82] nothing is written but what was asked for, and the evidence stays as it was", () => {
  const before = listing();
  const times = before.map((name) => statSync(at(name)).mtimeMs);
  check(at("plain"), "--indicators", at("ioc.stix2"));
  expect(listing()).toEqual(before);
  expect(before.map((name) => statSync(at(name)).mtimeMs)).toEqual(times);
});

test("[K82] JSON, page and timeline are written for the owner alone; the signature holds", () => {
  const [json, html, csv] = [at("out.json"), at("out.html"), at("out.csv")];
  check(
    at("plain"),
    "--indicators",
    at("ioc.stix2"),
    "--json",
    json,
    "--html",
    html,
    "--timeline",
    csv,
    "--sign-key",
    at("key"),
  );
  expect([json, html, csv].map((path) => statSync(path).mode & 0o777)).toEqual([0o600, 0o600, 0o600]);
  expect(readFileSync(html, "utf8")).toContain("Traces of known spyware");
  expect(readFileSync(csv, "utf8")).toContain("SMS,message received");
  const { signature, publicKey } = JSON.parse(readFileSync(`${json}.sig`, "utf8")) as Record<string, string>;
  const bytes = (text = ""): Uint8Array => new Uint8Array(Buffer.from(text, "base64url"));
  expect(verifyReport(new Uint8Array(readFileSync(json)), bytes(signature), bytes(publicKey))).toBe(true);
});

test("[K82] nothing is written over the evidence, into it, or over anything else that is read", () => {
  const evidence = readFileSync(at("fine.zip"));
  symlinkSync(at("fine.zip"), at("alias.zip"));
  const wrong = [
    [at("fine.zip"), "--json", at("fine.zip")],
    [at("fine.zip"), "--json", at("alias.zip")],
    [at("plain"), "--html", at("plain/report.html")],
    [at("plain"), "--json", at("plain/..out.json")],
    [at("fine.zip"), "--indicators", at("ioc.stix2"), "--json", at("ioc.stix2")],
    [at("fine.zip"), "--json", at("nowhere/report.json")],
    [at("fine.zip"), "--json", at("a"), "--html", at("a")],
    [at("fine.zip"), "--encrypt-to", "age1nonsense"],
    [at("plain"), "--sign-key", at("plain/key")],
  ];
  const before = listing();
  expect(wrong.map((args) => check(...args).code)).toEqual(wrong.map(() => 64));
  expect(listing()).toEqual(before);
  expect(readFileSync(at("fine.zip")).equals(evidence)).toBe(true);
  rmSync(at("alias.zip"));
});

test("[K82] a report takes the place of an older one whole, for its owner alone", () => {
  writeFileSync(at("old.json"), "x".repeat(1_000_000), { mode: 0o644 });
  check(at("plain"), "--indicators", at("ioc.stix2"), "--json", at("old.json"));
  expect(JSON.parse(readFileSync(at("old.json"), "utf8"))).toMatchObject({ state: "match" });
  expect(statSync(at("old.json")).mode & 0o777).toBe(0o600);
  expect(listing().filter((name) => name.endsWith(".part"))).toEqual([]);
});

test("[K81] a report that can't be written doesn't hide what was found, and a fault never reads as a match", () => {
  const args = ["--indicators", at("ioc.stix2"), "--json", "/dev/full"];
  const match = check(at("plain"), ...args);
  expect(match).toMatchObject({ code: 1, log: expect.stringContaining("can't write") });
  expect(match.out).toContain("Traces of known spyware");
  expect(check(at("fine.zip"), ...args).code).toBe(3);
  const broken = spawnSync(program, ["check", at("fine.zip")], {
    encoding: "utf8",
    env: { ...process.env, NODE_OPTIONS: `--require ${at("fault.cjs")}` },
  });
  expect(broken).toMatchObject({ status: 3, stderr: expect.stringContaining("could not finish") });
});

test("[K83] links in a folder are refused, not followed", () => {
  mkdirSync(at("qf/logs"), { recursive: true });
  writeFileSync(at("qf/packages.json"), "[]");
  expect(check(at("qf")).code).toBe(0);
  symlinkSync("/etc/passwd", at("qf/logs/link"));
  const run = check(at("qf"), "--json", "-");
  expect(run.code).toBe(3);
  expect(run.out).toContain("a link, which is not followed");
});

test("[K83] without --indicators the pinned ones that come along are used", () => {
  const { out } = check(at("fine.zip"), "--json", "-");
  const { feeds } = JSON.parse(out) as { feeds: { trust: string; indicators: number }[] };
  expect(feeds.length).toBeGreaterThan(10);
  expect(feeds.every(({ trust }) => trust === "pinned")).toBe(true);
});
