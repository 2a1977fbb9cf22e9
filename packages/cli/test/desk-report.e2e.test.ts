import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { periodAt } from "@bridle/desk";
import { expect, test, vi } from "vitest";
import { bridle, client, serve, temporaryFolder } from "./bridle.ts";

// The public report with real processes: counted by a server that is killed, published by hand, checked offline.

const HALF_YEAR_MS = 184 * 24 * 60 * 60 * 1000;
const before = periodAt(Date.now() - HALF_YEAR_MS);

function countsIn(data: string): readonly string[] {
  const db = new DatabaseSync(join(data, "desk.db"), { readOnly: true });
  const rows = db.prepare("SELECT cell, count FROM report_count ORDER BY cell").all();
  db.close();
  return rows.map(({ cell, count }) => `${String(cell)} ${String(count)}`);
}

/** As if all that was counted so far had come half a year ago. */
function setBack(data: string): void {
  const db = new DatabaseSync(join(data, "desk.db"));
  db.prepare("UPDATE report_start SET period = ?").run(before);
  db.prepare("UPDATE report_count SET period = ?").run(before);
  db.close();
}

async function run(...args: readonly string[]) {
  const running = bridle("desk", "report", ...args);
  const code = await running.exit();
  return { code, said: running.lines.join("\n"), log: running.stderr() };
}

test("[C25] [S150] [S154] counts outlive a killed server; a report is published by hand and checks offline", async () => {
  const data = temporaryFolder();
  const first = await serve("--data", data);
  const ann = client(temporaryFolder(), first.url);
  await ann.call("register", { displayName: "Ann" });
  ann.running.process.stdin.end();
  await ann.running.exit();
  await vi.waitUntil(() => countsIn(data).includes("signal.registered 1"), { timeout: 100_000 });
  first.process.kill("SIGKILL");
  await first.exit();
  expect(await run("publish", "--period", periodAt(Date.now()), "--data", data)).toMatchObject({
    code: 1,
    log: expect.stringContaining("isn't over"),
  });
  setBack(data);

  const server = await serve("--data", data);
  const preview = await run("preview", "--data", data);
  expect(preview).toMatchObject({ code: 0, log: expect.stringContaining("not published") });
  expect(preview.said).toContain("Accounts registered  fewer than 10");
  expect(await run("publish", "--period", before, "--data", data)).toMatchObject({
    code: 0,
    said: `published ${before}`,
  });
  expect((await run("publish", "--period", before, "--data", data)).code).toBe(1);
  const fetched = async (path: string): Promise<string> => (await fetch(`${server.url}${path}`)).text();
  const base = `/transparency/${before}`;
  await vi.waitUntil(async () => (await fetch(`${server.url}${base}.proof`)).ok, {
    timeout: 100_000,
    interval: 200,
  });
  expect(countsIn(data)).toContain("signal.registered 1");

  // From here on as somebody who only has the files.
  const folder = join(data, "..", "examined");
  mkdirSync(folder);
  const file = (name: string): string => join(folder, name);
  for (const form of ["json", "sig", "proof"]) {
    writeFileSync(file(`${before}.${form}`), await fetched(`${base}.${form}`));
  }
  writeFileSync(file("policy"), await fetched("/ledger/policy"));
  const listed = await run("list", "--data", data);
  expect(listed.said).toContain("in the log");
  const key = /key ([0-9a-f]{64})/.exec(listed.said)?.[1] ?? "";
  const verify = (...more: readonly string[]) => run("verify", file(`${before}.json`), "--key", key, ...more);
  const proven = await verify("--policy", file("policy"));
  expect(proven).toMatchObject({ code: 0 });
  expect(proven.said.match(/Proven/g)).toHaveLength(2);
  expect((await run("verify", file(`${before}.json`), "--key", "00".repeat(32))).code).toBe(1);
  expect((await run("verify", file(`${before}.json`), "--key", "short")).code).toBe(64);
  writeFileSync(file(`${before}.proof`), "nothing");
  expect((await verify("--policy", file("policy"))).code).toBe(2);
  const json = readFileSync(file(`${before}.json`), "utf8");
  writeFileSync(file(`${before}.json`), json.replace('"0-9"', '"10-19"'));
  expect(await verify()).toMatchObject({ code: 1, said: expect.stringContaining("Contradicted") });
});

test("[C25] wrong use is said, and nothing is published where there is no desk", async () => {
  const data = temporaryFolder();
  expect(await run("--help")).toMatchObject({ code: 0, said: expect.stringContaining("usage:") });
  for (const args of [[], ["burn"], ["publish", "--data", data, "--loud", "yes"], ["verify"]]) {
    expect(await run(...args)).toMatchObject({ code: 64 });
  }
  expect(await run("list", "--data", data)).toMatchObject({
    code: 1,
    log: expect.stringContaining("no desk"),
  });
});
