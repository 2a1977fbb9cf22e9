import { setTimeout as sleep } from "node:timers/promises";
import { drawWorld, Random, scaled, suggestCases, type World } from "@bridle/desk";
import { openRehearsal, type Rehearsal } from "@bridle/server";
import { Crowd } from "../replay/crowd.ts";
import { perform } from "../replay/perform.ts";
import { scenarioOf } from "../replay/scenario-files.ts";
import { VirtualClock } from "../replay/virtual-clock.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const SCENARIO = "whatsapp-2019";
/** A tenth of the attack, among as many people as a small service has. */
const SHARE = 0.1;
const USERS = 600;
const SEED = 2019;
/** The attack ends then; what was noticed on its first day is still kept for one more. */
const DAYS = 13;
/** How long the keys for signals may take to be made, on the busiest machine. */
const STORING_MS_MAX = 60_000;

export interface Played {
  /** How many were attacked. */
  readonly targets: number;
  /** Findings that wait for a person, and those in the case. */
  readonly findings: number;
  readonly inCase: number;
}

/**
 * Plays the attack of 2019 through a real server on a data folder, in virtual time that ends now, and opens a case
 * with a part of what was found.
 */
export async function playAttack(dataDir: string, networksFile: string): Promise<Played> {
  const scenario = await scenarioOf(SCENARIO);
  if (!scenario.ok) throw new Error(scenario.error);
  const world = drawWorld(scaled(scenario.value, SHARE), { users: USERS, seed: SEED });
  const clock = new VirtualClock(Date.now() - DAYS * DAY_MS);
  const rehearsal = openRehearsal(dataDir, { clock, networksFile, log: { write: () => undefined } });
  try {
    const targets = await play(world, rehearsal, clock);
    const inCase = openCase(rehearsal);
    return { targets, findings: rehearsal.desk.findings.length, inCase };
  } finally {
    rehearsal.close();
  }
}

/** How many people were attacked. */
async function play(world: World, rehearsal: Rehearsal, clock: VirtualClock): Promise<number> {
  const { core, store } = rehearsal;
  const server = { core, store, clock };
  const crowd = new Crowd(server, world, SEED);
  const random = new Random(SEED);
  const targets = new Set<number>();
  for (const act of world.acts) {
    if (act.atMs >= DAYS * DAY_MS) break;
    clock.skipTo(act.atMs);
    perform(act, { server, crowd, random });
    if (act.step !== "join" && world.person(act.who).group >= 0) targets.add(act.whom);
    await stored(rehearsal, clock);
  }
  clock.skipTo(DAYS * DAY_MS);
  await stored(rehearsal, clock);
  return targets.size;
}

/** Targets are sealed under keys that are made beside the clock. */
async function stored(rehearsal: Rehearsal, clock: VirtualClock): Promise<void> {
  const startedMs = performance.now();
  while (rehearsal.signalsWaiting() > 0) {
    clock.advance(1_000);
    if (rehearsal.signalsWaiting() > 0) await sleep(1);
    if (performance.now() - startedMs > STORING_MS_MAX) throw new Error("signals weren't stored");
  }
}

/** A first person looked, opened a case with half of the campaign, and left: the rest is for whoever comes now. */
function openCase({ desk }: Rehearsal): number {
  const { findings } = desk;
  const [suggested] = suggestCases(desk.state, findings);
  const campaign = suggested?.findings ?? findings.map(({ id }) => id);
  const chosen = findings
    .filter(({ id }) => campaign.includes(id))
    .slice(0, Math.max(1, Math.ceil(campaign.length / 2)));
  if (chosen.length === 0) throw new Error("nothing was found");
  const [personId, caseId] = [desk.freshId(), desk.freshId()];
  desk.command({ by: "operator", kind: "person.appoint", personId, role: "lead" });
  const opened = desk.command({ by: personId, kind: "case.open", caseId, findings: chosen });
  desk.command({ by: "operator", kind: "person.revoke", personId });
  if (!opened.ok) throw new Error(opened.error);
  return chosen.length;
}
