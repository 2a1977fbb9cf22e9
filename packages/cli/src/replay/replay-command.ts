import process from "node:process";
import { brokenGoals, drawWorld, vary, type Rule, type Scenario } from "@bridle/desk";
import { exitFault, exitOk, exitUsage } from "../exit-codes.ts";
import { log } from "../log.ts";
import { parseReplayArguments, replayHelp, type ReplayCommand } from "./replay-arguments.ts";
import { reportTable, type Replayed } from "./report-table.ts";
import { runWorld } from "./run-world.ts";
import { rulesOf, scenarioOf, shippedScenarios } from "./scenario-files.ts";

/** Runs `bridle replay`. The exit code. */
export async function runReplay(args: readonly string[]): Promise<number> {
  const command = parseReplayArguments(args);
  if (!command.ok) return refused(`${command.error}\n\n${replayHelp}`);
  if (command.value === "help") {
    process.stdout.write(replayHelp);
    return exitOk;
  }
  const shipped = await shippedScenarios();
  if (command.value === "list") {
    process.stdout.write(`${shipped.join("\n")}\n`);
    return exitOk;
  }
  const { scenarios, rules } = command.value;
  const tried = rules.length === 0 ? undefined : await rulesOf(rules);
  if (tried?.ok === false) return refused(tried.error);
  const worlds: Scenario[] = [];
  for (const name of scenarios.flatMap((given) => (given === "all" ? shipped : [given]))) {
    const scenario = await scenarioOf(name);
    if (!scenario.ok) return refused(scenario.error);
    worlds.push(scenario.value);
  }
  let allHold = true;
  for (const scenario of worlds) {
    const replayed = await replay(scenario, command.value, tried?.value);
    process.stdout.write(command.value.json ? `${JSON.stringify(replayed)}\n` : reportTable(replayed));
    allHold &&= replayed.broken.length === 0;
  }
  return allHold ? exitOk : exitFault;
}

function refused(why: string): number {
  log(why);
  return exitUsage;
}

async function replay(
  scenario: Scenario,
  command: ReplayCommand,
  rules: readonly Rule[] | undefined,
): Promise<Replayed> {
  const { seed, variant, users = scenario.users } = command;
  const varied = variant === undefined ? scenario : vary(scenario, variant);
  const world = drawWorld(varied, { users, seed });
  const report = await runWorld(world, {
    seed,
    ...(rules === undefined ? {} : { rules }),
    onProgress: shown,
  });
  if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
  return {
    scenario: varied.name,
    title: varied.title,
    users,
    days: varied.days,
    seed,
    ...report,
    broken: brokenGoals(world, report),
  };
}

/** One line on a terminal's stderr; nothing elsewhere. */
function shown(done: number, of: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${Math.round((100 * done) / of)} %`);
}
