// `npm run bench:desk`: what the desk's signals cost and hold with a million people (desk-memory.ts), whom the rules
// find by how little accounts do (frontier), and every shipped world through the server. DESK_BENCH=memory, frontier or worlds runs
// one part alone; DESK_BENCH_USERS sets how many people live in the first (1,000,000) and the last (100,000).

import { availableParallelism, loadavg } from "node:os";
import { brokenGoals, drawWorld, type Group } from "@bridle/desk";
import { reportTable } from "../packages/cli/src/replay/report-table.ts";
import { runWorld } from "../packages/cli/src/replay/run-world.ts";
import { scenarioOf, shippedScenarios } from "../packages/cli/src/replay/scenario-files.ts";
import { deskMemory } from "./desk-memory.ts";

const users = process.env["DESK_BENCH_USERS"];
const part = process.env["DESK_BENCH"] ?? "all";
console.log(`${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)}, Node ${process.version}`);
if (part === "all" || part === "memory") await deskMemory(Number(users ?? 1_000_000));
if (part === "all" || part === "frontier") await frontier();
if (part === "all" || part === "worlds") await worlds(Number(users ?? 100_000));

/** How few people an account may strike, and what the accounts must have in common, to be found. */
async function frontier(): Promise<void> {
  const base = await scenarioOf("whatsapp-2019");
  const [group] = base.ok ? base.value.groups : [];
  if (!base.ok || group?.joins === undefined) throw new Error("no whatsapp-2019, or it changed");
  const apart = { ...group.joins, places: 10_000 };
  // What the server can read: a call that breaks the schema names nobody.
  const steps = group.steps.filter(({ do: step }) => step !== "callBadly");
  const unseen = [{ do: "call", afterMinutes: 0, chance: 1 } as const];
  const ways = {
    "one client trace": { ...group, steps, joins: apart },
    "registered together": { ...group, steps, client: "ours" },
    "nothing in common": { ...group, steps, client: "ours", joins: apart },
    "nothing in common, nobody looked up": { ...group, steps: unseen, client: "ours", joins: apart },
  } as const satisfies Readonly<Record<string, Group>>;
  console.log("\n60 people struck in 12 days; how many of them were found");
  console.log(`| people for each account | ${Object.keys(ways).join(" | ")} |`);
  console.log("|---|---|---|---|---|");
  for (const each of [1, 2, 3, 5, 6, 8, 20]) {
    const cells: string[] = [];
    for (const way of Object.values(ways)) {
      const attack = { ...way, accounts: Math.ceil(60 / each), people: { total: 60 } };
      const world = drawWorld({ ...base.value, groups: [attack] }, { users: 150, seed: 1 });
      const { outcome } = await runWorld(world, { seed: 1 });
      cells.push(`${Math.round((100 * outcome.found) / outcome.targets)} %`);
    }
    console.log(`| ${each} | ${cells.join(" | ")} |`);
  }
}

/** Every shipped world, one after the other. */
async function worlds(users: number): Promise<void> {
  for (const name of await shippedScenarios()) {
    const scenario = await scenarioOf(name);
    if (!scenario.ok) throw new Error(scenario.error);
    const world = drawWorld(scenario.value, { users, seed: 1 });
    const report = await runWorld(world, { seed: 1 });
    const { title, days } = scenario.value;
    console.log(
      reportTable({
        ...report,
        scenario: name,
        title,
        users,
        days,
        seed: 1,
        broken: brokenGoals(world, report),
      }),
    );
  }
}
