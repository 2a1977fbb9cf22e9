import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { directoryStoreContract, logStoreContract, witnessStoreContract } from "@bridle/ledger";
import { SqliteDirectoryStore, SqliteLogStore, SqliteWitnessStore } from "@bridle/server/ledger";
import { afterAll, describe, expect, test } from "vitest";
import { ledgerCommand } from "./ledger-command.ts";
import { type RunningWitness, witnessCommand } from "./witness-command.ts";

const folder = mkdtempSync(join(tmpdir(), "bridle-ledger-"));
let count = 0;
const fresh = (): string => join(folder, `${count++}`);

describe("a log in SQLite", () => {
  test.each(logStoreContract)("$title", async (contract) => {
    const path = fresh();
    await contract.run({ open: async () => new SqliteLogStore(path) });
  });

  test("is durable when a commit returns", () => {
    const path = fresh();
    new SqliteLogStore(path).close();
    expect(new DatabaseSync(path).prepare("pragma journal_mode").get()).toEqual({ journal_mode: "wal" });
  });
});

describe("a witness's memory in SQLite", () => {
  test.each(witnessStoreContract)("$title", async (contract) => {
    const path = fresh();
    await contract.run({ open: async () => new SqliteWitnessStore(path) });
  });
});

describe("a key directory in SQLite", () => {
  test.each(directoryStoreContract)("$title", async (contract) => {
    const path = fresh();
    await contract.run({ open: async () => new SqliteDirectoryStore(path) });
  });
});

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function run(...args: readonly string[]): Promise<Ran> {
  const out: Buffer[] = [];
  const err: string[] = [];
  const io = {
    stdout: (chunk: string | Uint8Array) => out.push(Buffer.from(chunk)),
    stderr: (line: string) => err.push(line),
  };
  const code = await ledgerCommand(args, io);
  return { code, out: Buffer.concat(out).toString(), err: err.join("\n") };
}

function file(text: string | Uint8Array): string {
  const path = fresh();
  writeFileSync(path, text);
  return path;
}

const running: RunningWitness[] = [];
afterAll(async () => {
  await Promise.all(running.map((witness) => witness.stop()));
  rmSync(folder, { recursive: true, force: true });
});

/** Starts a witness for the logs of a policy; answers its line for a policy. */
async function startWitness(name: string, logPolicy: string, data = fresh()): Promise<string> {
  const out: string[] = [];
  const started = Promise.withResolvers<void>();
  const io = { stdout: (chunk: string | Uint8Array) => void out.push(String(chunk)), stderr: () => {} };
  const args = ["--data", data, "--name", `${name}.example`, "--policy", file(logPolicy), "--port", "0"];
  void witnessCommand(args, io, (witness) => {
    running.push(witness);
    started.resolve();
    return new Promise(() => {});
  });
  await started.promise;
  const [, key = "", url = ""] = /^(\S+)\nlistening on (\S+)\n$/.exec(out.join("")) ?? [];
  return `witness ${name} ${key} ${url}\n`;
}

async function newLog(): Promise<{ log: string; logLine: string }> {
  const log = fresh();
  const made = await run("init", "--log", log, "--origin", "log.example/test");
  expect(made.code).toBe(0);
  return { log, logLine: `log ${made.out}` };
}

describe("bridle ledger", () => {
  test("[L30] appends, shows, proves and verifies on a local log", async () => {
    const { log, logLine } = await newLog();
    const policy = file(`${logLine}quorum none\n`);
    const [one, two] = [file("one"), file("two")];
    expect(await run("append", "--log", log, one, two)).toEqual({
      code: 0,
      out: `0 ${one}\n1 ${two}\n`,
      err: "",
    });
    expect((await run("show", "--log", log, "--index", "1")).out).toBe("two");
    expect((await run("show", "--log", log)).out).toMatch(
      /^log log\.example\/test\nkey \S+\nentries 2\npublished 2\n$/,
    );
    expect((await run("checkpoint", "--log", log)).out).toMatch(/^log\.example\/test\n2\n/);
    const proof = file((await run("proof", "--log", log, "--index", "1")).out);
    expect(await run("verify", "--proof", proof, "--policy", policy)).toEqual({
      code: 0,
      out: "Proven: The entry enclosed in the proof is number 1 of 2 in log.example/test, seen by 0 witnesses.\n",
      err: "",
    });
    const bare = file((await run("proof", "--log", log, "--index", "1", "--bare", "yes")).out);
    expect((await run("verify", "--proof", bare, "--policy", policy, "--entry", two)).code).toBe(0);
    expect(await run("verify", "--proof", bare, "--policy", policy, "--entry", one)).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^Contradicted: /),
    });
    expect(await run("verify", "--proof", bare, "--policy", policy)).toMatchObject({ code: 2 });
    expect(await run("verify", "--proof", policy, "--policy", policy)).toMatchObject({ code: 2 });
  });

  test.each([
    [[]],
    [["nonsense"]],
    [["constructor"]],
    [["verify"]],
    [["verify", "--proof", "/nowhere", "--policy", "/nowhere"]],
    [["verify", "--surprise"]],
    [["verify", "--proof", "a", "--proof", "b", "--policy", "c"]],
    [["show", "--log", "/nowhere"]],
    [["append", "--log", "/nowhere"]],
    [["proof", "--log", "/nowhere", "--index", "-1"]],
  ])("[L30] %j is wrong use", async (args) => {
    const { code, out, err } = await run(...args);
    expect({ code, out }).toEqual({ code: 64, out: "" });
    expect(err).toContain("usage:");
  });

  test("[L30] says how each command is used", async () => {
    const all = await run("--help");
    expect([all.code, all.out.split("\n").length]).toEqual([0, 12]);
    expect(await run("verify", "--help")).toEqual({
      code: 0,
      out: "usage: bridle ledger verify --proof FILE --policy FILE [--entry FILE]\n",
      err: "",
    });
  });

  test("[L30] keeps the key from others, and doesn't replace it", async () => {
    const { log } = await newLog();
    expect(readFileSync(join(log, "log.key"), "utf8")).toMatch(/^PRIVATE\+KEY\+log\.example\/test\+/);
    expect((await run("init", "--log", log, "--origin", "x")).code).toBe(64);
  });

  test("[L15] [L31] publishes what two of three witnesses cosigned, over HTTP", async () => {
    const { log, logLine } = await newLog();
    const witnesses = await Promise.all(
      ["a", "b"].map((name) => startWitness(name, `${logLine}quorum none\n`)),
    );
    const absent = (await startWitness("c", `${logLine}quorum none\n`)).replace(
      /http\S+/,
      "http://127.0.0.1:1",
    );
    const quorum = (k: number): string =>
      file(`${logLine}${witnesses.join("")}${absent}group g ${k} a b c\nquorum g\n`);
    expect(await run("append", "--log", log, "--policy", quorum(2), file("one"))).toMatchObject({ code: 0 });
    const proof = file((await run("proof", "--log", log, "--index", "0")).out);
    expect((await run("verify", "--proof", proof, "--policy", quorum(2))).out).toContain(
      "seen by 2 witnesses",
    );
    expect(await run("verify", "--proof", proof, "--policy", quorum(3))).toMatchObject({ code: 2 });
    expect(await run("append", "--log", log, "--policy", quorum(3), file("two"))).toMatchObject({ code: 2 });
    expect(await run("append", "--log", log, "--policy", quorum(2), file("three"))).toMatchObject({
      code: 0,
    });
    expect(await run("fsck", "--log", log, "--policy", quorum(2))).toMatchObject({ code: 0 });
  });

  test("[L16] a log restored from an old copy says so and signs nothing", async () => {
    const { log, logLine } = await newLog();
    const policy = file(`${logLine}${await startWitness("a", `${logLine}quorum none\n`)}quorum a\n`);
    await run("append", "--log", log, "--policy", policy, file("one"));
    const backup = fresh();
    cpSync(log, backup, { recursive: true });
    await run("append", "--log", log, "--policy", policy, file("two"));
    const refused = await run("append", "--log", backup, "--policy", policy, file("other"));
    expect(refused.code).toBe(2);
    expect(refused.err).toContain("a.example has seen 2 entries and this log has 1");
  });

  test("[L17] [L18] [L52] mirrors a log into static files, checks them, and notices a changed byte", async () => {
    const { log, logLine } = await newLog();
    const policy = file(`${logLine}quorum none\n`);
    await run("append", "--log", log, ...Array.from({ length: 300 }, (_, at) => file(`entry ${at}`)));
    const copy = fresh();
    expect(await run("mirror", "--from", log, "--to", copy, "--policy", policy)).toMatchObject({ code: 0 });
    expect(await run("fsck", "--log", copy, "--policy", policy)).toMatchObject({ code: 0 });
    const again = fresh();
    expect(await run("mirror", "--from", copy, "--to", again, "--policy", policy)).toMatchObject({ code: 0 });
    const tile = join(copy, "tile/0/001.p/44");
    const content = readFileSync(tile);
    content[7]! ^= 1;
    writeFileSync(tile, content);
    expect(await run("fsck", "--log", copy, "--policy", policy)).toMatchObject({ code: 1 });
    expect(await run("proof", "--log", copy, "--index", "299")).toMatchObject({ code: 2, out: "" });
    expect(await run("proof", "--log", again, "--index", "299")).toMatchObject({ code: 0 });
    appendFileSync(join(copy, "checkpoint"), "x");
    expect(await run("fsck", "--log", copy, "--policy", policy)).toMatchObject({ code: 2 });
    expect(await run("fsck", "--log", "http://127.0.0.1:1", "--policy", policy)).toMatchObject({ code: 2 });
  });

  test("[L31] a witness answers nothing but add-checkpoint", async () => {
    const { logLine } = await newLog();
    const [, url = ""] = /(http\S+)/.exec(await startWitness("a", `${logLine}quorum none\n`)) ?? [];
    const statuses = await Promise.all([
      fetch(url),
      fetch(`${url}/add-checkpoint`),
      fetch(`${url}/add-checkpoint`, { method: "POST", body: "x" }),
      fetch(`${url}/add-checkpoint`, { method: "POST", body: "x".repeat(1_000_000) }).catch(() => ({
        status: 400,
      })),
    ]);
    expect(statuses.map(({ status }) => status)).toEqual([404, 405, 400, 400]);
  });
});
