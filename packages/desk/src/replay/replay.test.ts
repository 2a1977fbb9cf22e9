import { AccountId } from "@bridle/protocol";
import { expect, test } from "vitest";
import type { Finding } from "../findings/finding.ts";
import { everyday } from "./everyday.ts";
import { brokenGoals, Scorer } from "./outcome.ts";
import { parseScenario } from "./parse-scenario.ts";
import { Random } from "./random.ts";
import type { Scenario } from "./scenario.ts";
import { scaled, vary } from "./vary.ts";
import { drawWorld, type World } from "./world.ts";

const HOUR_MS = 3_600_000;
const document = {
  name: "small",
  title: "A small world",
  description: "For tests.",
  sources: [],
  synthesised: ["all of it"],
  days: 14,
  users: 400,
  builds: [
    { name: "a", share: 0.7 },
    { name: "b", share: 0.3 },
  ],
  groups: [
    {
      name: "operators",
      intent: "attack",
      accounts: 4,
      joins: { day: 0, withinHours: 12, places: 2 },
      network: "hosting",
      client: "imitation",
      people: { total: 40 },
      fromDay: 2,
      toDay: 8,
      steps: [{ do: "lookUp" }, { do: "call", afterMinutes: 5 }],
    },
    {
      name: "colleagues",
      intent: "harmless",
      accounts: 10,
      network: "residential",
      client: "ours",
      people: { each: 4 },
      among: "group",
      fromDay: 3,
      toDay: 4,
      fromHour: 9,
      toHour: 17,
      steps: [{ do: "introduce" }],
      answers: { share: 1, withinHours: 2 },
    },
  ],
  goals: { allTargets: true, thirdAttemptMinutes: 15, falseAccounts: 1 },
};

function scenario(): Scenario {
  const parsed = parseScenario(document);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}

const error = (changed: unknown): string => {
  const parsed = parseScenario(changed);
  return parsed.ok ? "" : parsed.error;
};

test("[D41] the same seed draws the same world, another one another", () => {
  const draw = (seed: number): World => drawWorld(scenario(), { users: 400, seed });
  const one = draw(5);
  expect(draw(5).acts).toEqual(one.acts);
  expect(draw(6).acts).not.toEqual(one.acts);
  expect([0, 17, 400, 403].map((who) => draw(5).person(who))).toEqual(
    [0, 17, 400, 403].map((who) => one.person(who)),
  );
});

test("[D41] what was drawn is what the scenario says, in order of time", () => {
  const { acts, members, people, person } = drawWorld(scenario(), { users: 400, seed: 5 });
  expect(people).toBe(404);
  expect(members[0]).toEqual([400, 401, 402, 403]);
  expect(acts.every(({ atMs }, index) => index === 0 || atMs >= (acts[index - 1]?.atMs ?? 0))).toBe(true);
  expect(acts.every(({ atMs }) => Number.isInteger(atMs))).toBe(true);
  const calls = acts.filter(({ group, step }) => group === 0 && step === "call");
  expect(new Set(calls.map(({ whom }) => whom)).size).toBe(40);
  expect(calls.every(({ who, whom, atMs }) => who >= 400 && whom < 400 && atMs >= 48 * HOUR_MS)).toBe(true);
  expect(calls.every(({ atMs }) => atMs < 8.1 * 24 * HOUR_MS)).toBe(true);
  const written = acts.filter(({ group, step }) => group === 1 && step === "introduce");
  expect(written).toHaveLength(40);
  expect(acts.filter(({ group, step }) => group === 1 && step === "answer")).toHaveLength(40);
  expect(
    written.every(({ who, whom }) => members[1]?.includes(who) === true && members[1].includes(whom)),
  ).toBe(true);
  expect(acts.filter(({ step }) => step === "join")).toHaveLength(4);
  expect(person(400)).toMatchObject({ client: "imitation", network: "hosting" });
});

test("[D41] everyday life comes as often as it says", () => {
  const quiet = { ...scenario(), groups: [] };
  const { acts } = drawWorld(quiet, { users: 20_000, seed: 1 });
  const count = (step: string): number => acts.filter((act) => act.step === step).length;
  const expected = 20_000 * 14;
  expect(count("introduce") / expected).toBeCloseTo(everyday.meetings, 3);
  expect(count("answer") / count("introduce")).toBeGreaterThan(0.4);
  expect(count("claimInvite") / expected).toBeCloseTo(everyday.usedInvites, 3);
  expect(acts.every(({ who }) => who >= 0 && who < 20_000)).toBe(true);
});

test("[D41] drawn numbers are spread as they should be", () => {
  const random = new Random(9);
  const drawn = Array.from({ length: 20_000 }, () => random.below(10));
  for (let digit = 0; digit < 10; digit++) {
    expect(drawn.filter((one) => one === digit).length / drawn.length).toBeCloseTo(0.1, 1);
  }
  const few = Array.from({ length: 5_000 }, () => random.poisson(2.5));
  const many = Array.from({ length: 5_000 }, () => random.poisson(80));
  expect(few.reduce((sum, one) => sum + one, 0) / few.length).toBeCloseTo(2.5, 0);
  expect(many.reduce((sum, one) => sum + one, 0) / many.length / 80).toBeCloseTo(1, 1);
});

test("[D42] a scenario is read whole or refused with its place", () => {
  const [attack] = document.groups;
  const withGroup = (group: object): object => ({ ...document, groups: [{ ...attack, ...group }] });
  expect(error(document)).toBe("");
  expect(error({ ...document, seed: 1 })).toBe("seed: expected no such field");
  expect(error({ ...document, days: 90 })).toBe("days: expected a number from 1 to 60");
  expect(error(withGroup({ steps: [{ do: "infect" }] }))).toContain("groups[0].steps[0].do: expected one of");
  expect(error(withGroup({ people: {} }))).toBe("groups[0].people: expected either each or total");
  expect(error(withGroup({ toDay: 1 }))).toContain("groups[0].toDay");
  expect(error({ ...document, goals: {} })).toBe("goals.falseAccounts: expected it to be there");
});

test("[D44] variants change the attackers and nobody else", () => {
  const slow = vary(scenario(), "half-speed");
  expect(slow.groups[0]).toMatchObject({ fromDay: 2, toDay: 14 });
  expect(slow.days).toBe(15);
  expect(vary(scenario(), "double-accounts").groups[0]).toMatchObject({ accounts: 8 });
  const { acts } = drawWorld(vary(scenario(), "other-order"), { users: 400, seed: 5 });
  const last = acts.findLast(({ group, step }) => group === 0 && step === "lookUp");
  const first = acts.find(({ group, step }) => group === 0 && step === "call");
  expect(last?.atMs).toBeLessThan(first?.atMs ?? 0);
  expect(slow.groups[1]).toEqual(scenario().groups[1]);
  expect(scaled(scenario(), 0.5).groups[0]).toMatchObject({ accounts: 3, people: { total: 20 } });
});

test("[D43] a run is measured by who attacked whom, and a goal that doesn't hold is said", () => {
  const world = drawWorld(scenario(), { users: 400, seed: 5 });
  const account = (name: number): AccountId => AccountId.fromBytes(new Uint8Array(32).fill(name))!;
  const scorer = new Scorer(world);
  const finding = (accounts: readonly AccountId[], targets: readonly string[]): Finding => ({
    id: "r/x",
    rule: { id: "r", version: 1 },
    platform: "main",
    subject: { kind: "cluster", cluster: "x", accounts },
    strength: "moderate",
    atMs: 0,
    signals: [],
    exposures: targets.map((target) => ({
      target,
      reached: "nothing",
      attempts: 1,
      firstAtMs: 0,
      lastAtMs: 0,
    })),
    couldBe: [],
  });
  for (let index = 0; index < 4; index++) {
    const atMs = index * HOUR_MS;
    scorer.attacked({ account: account(1), who: 400, whom: index, target: `t${index}`, step: "call", atMs });
  }
  const ran = (): Parameters<typeof brokenGoals>[1] => ({
    outcome: scorer.outcome(),
    strangerBytes: 0,
    messageSignals: 0,
    aftermath: undefined,
  });
  expect(brokenGoals(world, ran())).toEqual([
    "4 of 4 targets missed",
    "no finding within 15 minutes of the third attempt",
  ]);
  scorer.found(finding([account(1), account(2)], ["t0", "t1", "t2", "bystander"]), 2 * HOUR_MS + 600_000);
  expect(scorer.outcome()).toMatchObject({
    targets: 4,
    found: 3,
    others: 1,
    attackersNamed: 1,
    falseAccounts: 1,
    minutesFromFirst: 130,
    minutesFromThird: 10,
  });
  expect(brokenGoals(world, { ...ran(), strangerBytes: 1, messageSignals: 2 })).toEqual([
    "1 of 4 targets missed",
    "1 people listed whom nobody touched",
    `${(1e6 / 400 / 14).toFixed(2)} false accounts per million users and day`,
    "1 bytes of strangers went past the gate",
    "2 signals about messages between contacts",
    "nobody worked the case",
  ]);
  const all = {
    targets: 3,
    opened: 3,
    notices: 3,
    delivered: 3,
    controls: 2,
    refused: 2,
    logged: 9,
    proven: 9,
  };
  const broken = (aftermath: Partial<typeof all>): readonly string[] =>
    brokenGoals(world, { ...ran(), aftermath: { ...all, ...aftermath } }).slice(3);
  expect(broken({})).toEqual([]);
  expect(broken({ opened: 2, notices: 2, delivered: 1, refused: 0, proven: 8 })).toEqual([
    "2 of 3 targets opened",
    "1 of 2 notices delivered",
    "0 of 2 suspended accounts refused",
    "8 of 9 decisions proven to be in the log",
  ]);
  expect(broken({ logged: 0, proven: 0 })).toEqual(["no decision in the log"]);
  expect(broken({ notices: 0, delivered: 0 })).toEqual(["0 of 3 people told"]);
});
