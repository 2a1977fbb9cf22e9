import { brokenGoals, drawWorld, scaled, variants, vary, type Scenario } from "@bridle/desk";
import { describe, expect, test } from "vitest";
import { runWorld, type RunReport } from "./run-world.ts";
import { scenarioOf, shippedScenarios } from "./scenario-files.ts";

// Small worlds through the real domain. The large ones run by `bridle replay all` and `npm run bench:desk`.

async function shipped(name: string): Promise<Scenario> {
  const scenario = await scenarioOf(name);
  if (!scenario.ok) throw new Error(scenario.error);
  return scenario.value;
}

async function replayed(
  scenario: Scenario,
  seed: number,
  messagesEach = 5,
): Promise<{ readonly report: RunReport; readonly broken: readonly string[] }> {
  const world = drawWorld(scenario, { users: 800, seed });
  const report = await runWorld(world, { seed, messagesEach });
  return { report, broken: brokenGoals(world, report) };
}

const attacks = ["whatsapp-2019", "paragon-2024", "sync-2025", "link-phishing-2026"];
/** Of each attack's accounts and people. */
const SHARE = 0.1;
/** Seeds that no rule was written with. */
const unseen = [4201, 977];

describe("attacks", () => {
  test.each(attacks)(
    "[D44] [D47] %s: all targets and nobody else, in time, on unseen seeds; all told",
    async (name) => {
      const scenario = scaled(await shipped(name), SHARE);
      for (const seed of unseen) {
        const { report, broken } = await replayed(scenario, seed);
        expect(broken).toEqual([]);
        expect(report.outcome.targets).toBeGreaterThanOrEqual(6);
        expect(report.outcome.attackersNamed).toBe(report.outcome.attackers);
        const { targets, attackers } = report.outcome;
        expect(report.aftermath).toMatchObject({
          targets,
          opened: targets,
          notices: targets,
          delivered: targets,
          controls: attackers,
          refused: attackers,
        });
        // Two appointments, the case, its two proposals and approvals, and two words on each account at least.
        expect(report.aftermath?.logged).toBeGreaterThan(8 + 2 * attackers);
        expect(report.aftermath?.proven).toBe(report.aftermath?.logged);
      }
    },
  );

  test.each(attacks.flatMap((name) => variants.map((variant) => [name, variant] as const)))(
    "[D44] %s, %s: all targets and nobody else",
    async (name, variant) => {
      const { broken } = await replayed(vary(scaled(await shipped(name), SHARE), variant), 31);
      expect(broken).toEqual([]);
    },
  );

  test("[D44] enumeration: everybody who was looked up, whatever else the accounts do", async () => {
    // Fewer readers, as fast as before: in a world of 800 people there are no more to read.
    const scenario = await shipped("enumeration");
    const groups = scenario.groups.map((group) => ({
      ...group,
      accounts: 1,
      people: { total: 390 },
      toDay: 2,
    }));
    const { report, broken } = await replayed({ ...scenario, groups }, 7);
    expect(broken).toEqual([]);
    expect(report.outcome.found).toBe(390);
  });

  test("[D46] nothing of a stranger's gets past the gate, and contacts' messages make no signal", async () => {
    const { report } = await replayed(scaled(await shipped("link-phishing-2026"), 0.1), 5, 50);
    expect(report.introductionBytes).toBeGreaterThan(100_000);
    expect(report.strangerBytes).toBe(0);
    expect(report.messages).toBeGreaterThan(400);
    expect(report.messageSignals).toBe(0);
    // An honest run: the domain did refuse, and real accounts were made.
    expect(report.refusals["bad_chain"]).toBeGreaterThan(5);
    expect(report.registered).toBeGreaterThan(3);
  });
});

describe("what only looks like an attack", () => {
  const lookAlikes = [
    "newsroom",
    "couriers",
    "conference-day",
    "moving-in",
    "carrier-nat",
    "exile",
    "popular-account",
  ];

  test.each(lookAlikes)("[D45] %s: nobody is named", async (name) => {
    const { report, broken } = await replayed(scaled(await shipped(name), 0.05), 4201);
    expect(broken).toEqual([]);
    expect(report.outcome.falseAccounts).toBe(0);
  });

  test("[D45] faulty-release: nobody is named, also on a service of a few hundred people", async () => {
    const { report } = await replayed(scaled(await shipped("faulty-release"), 0.12), 977);
    expect(report.refusals["no_grant"]).toBeGreaterThan(300);
    expect(report.outcome.falseAccounts).toBe(0);
  });
});

test("every shipped world is one of those above", async () => {
  const known = [
    ...attacks,
    "enumeration",
    "newsroom",
    "couriers",
    "conference-day",
    "moving-in",
    "carrier-nat",
  ];
  expect(await shippedScenarios()).toEqual(
    [...known, "exile", "popular-account", "faulty-release"].toSorted(),
  );
});
