import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "bridle-replay-"));
afterAll(() => rmSync(folder, { recursive: true }));

function replay(...args: readonly string[]): {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
} {
  const bin = resolve(import.meta.dirname, "../../bin/bridle");
  const { status, stdout, stderr } = spawnSync(bin, ["replay", ...args], { encoding: "utf8" });
  return { status, out: stdout, err: stderr };
}

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
}

const attack = {
  name: "mine",
  title: "A world of my own",
  description: "Three calls.",
  sources: [],
  synthesised: [],
  days: 2,
  users: 100,
  builds: [{ name: "bridle-web/1", share: 1 }],
  groups: [
    {
      name: "one",
      intent: "attack",
      accounts: 1,
      network: "hosting",
      client: "ours",
      people: { total: 12 },
      fromDay: 0.5,
      toDay: 1.5,
      steps: [{ do: "lookUp" }, { do: "call", afterMinutes: 3 }],
    },
  ],
  goals: { allTargets: true, falseAccounts: 1 },
};

test("[C60] a world of one's own is run, told as a table and as JSON, and its goals decide the exit code", () => {
  const path = file("mine.json", attack);
  const table = replay(path, "--seed", "3");
  expect(table.status).toBe(0);
  expect(table.out).toContain("mine: A world of my own");
  expect(table.out).toMatch(/targets found +12 of 12\n/);
  expect(table.out).toMatch(/strangers' bytes past the gate +0;/);
  expect(table.out).toMatch(/goals +all hold\n/);
  const [line = ""] = replay(path, "--seed", "3", "--json", "--users", "150").out.split("\n");
  expect(JSON.parse(line)).toMatchObject({
    scenario: "mine",
    users: 150,
    seed: 3,
    broken: [],
    outcome: { found: 12 },
  });
});

test("[C60] a goal that doesn't hold ends with 1 and says which", () => {
  const rule = {
    id: "blind",
    version: 1,
    author: "a test",
    title: "Sees nothing of this",
    description: "Only what a server says.",
    subject: "account",
    windowHours: 24,
    halfLifeHours: 24,
    lines: [{ kinds: ["serverField"], per: "signal", points: 1 }],
    strength: { certain: 0.5 },
    couldBe: [],
    tests: [
      { name: "it", signals: ["1m ann serverField -"], expect: "certain" },
      { name: "not it", signals: ["1m ann callRefused ben"], expect: "nothing" },
    ],
  };
  const { status, out } = replay(file("mine.json", attack), "--rules", file("blind.json", rule));
  expect(status).toBe(1);
  expect(out).toContain("BROKEN: 12 of 12 targets missed");
  const lying = { ...rule, tests: [{ ...rule.tests[0], expect: "weak" }, rule.tests[1]] };
  const refused = replay(file("mine.json", attack), "--rules", file("lying.json", lying));
  expect(refused.status).toBe(64);
  expect(refused.err).toContain('"it" expects weak, the rule says certain');
});

test("[C61] the shipped worlds are listed; what is no scenario is refused with its place", () => {
  const listed = replay("--list");
  expect(listed.out.split("\n")).toContain("whatsapp-2019");
  expect(listed.status).toBe(0);
  const bad = replay(file("bad.json", { ...attack, goals: { allTarget: true } }));
  expect(bad.status).toBe(64);
  expect(bad.err).toContain("goals.allTarget: expected no such field");
  for (const args of [
    [],
    ["nowhere"],
    ["newsroom", "--users", "5"],
    ["newsroom", "--variant", "upside-down"],
    ["--seed"],
  ]) {
    expect(replay(...args).status).toBe(64);
  }
  expect(replay("--help").out).toContain("usage: bridle replay");
});
