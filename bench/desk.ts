// `npm run bench:desk`: what the detector costs (processor time a signal, memory of fourteen days) and what
// replays find, over large worlds. DESK_BENCH_USERS sets how many people live in them (1,000,000), DESK_BENCH=detector,
// frontier or worlds runs one part alone.

import { hash } from "node:crypto";
import { availableParallelism, loadavg } from "node:os";
import {
  brokenGoals,
  Detector,
  drawWorld,
  shippedRules,
  type Finding,
  type Group,
  type KeyedSignal,
  type Scenario,
  type World,
} from "@bridle/desk";
import { AccountId } from "@bridle/protocol";
import { reportTable } from "../packages/cli/src/replay/report-table.ts";
import { runWorld } from "../packages/cli/src/replay/run-world.ts";
import { scenarioOf, shippedScenarios } from "../packages/cli/src/replay/scenario-files.ts";

const users = Number(process.env["DESK_BENCH_USERS"] ?? 1_000_000);
const part = process.env["DESK_BENCH"] ?? "all";
const DAY_MS = 86_400_000;
const MIB = 1024 * 1024;
const common = { platform: "main", network: "mobile" } as const;
const kinds = new Map<string, KeyedSignal["kind"]>([
  ["lookUp", "handleLookup"],
  ["lookUpNobody", "handleLookup"],
  ["introduce", "introduction"],
  ["introduceBadly", "schemaViolation"],
  ["answer", "introductionAccepted"],
  ["call", "callRefused"],
  ["fetchKeys", "keyPackageRefused"],
  ["claimInvite", "inviteRefused"],
]);

console.log(`${availableParallelism()} cores, load ${loadavg()[0]?.toFixed(1)}, Node ${process.version}`);
if (part === "all" || part === "detector") detector();
if (part === "all" || part === "frontier") await frontier();
if (part === "all" || part === "worlds") await worlds();

/** Everyday life of all users for four weeks, an attack in it, straight into the detector. */
function detector(): void {
  const quiet: Scenario = {
    name: "everyday",
    title: "",
    description: "",
    sources: [],
    synthesised: [],
    days: 28,
    users,
    builds: [{ name: "a", share: 1 }],
    groups: [],
    goals: { allTargets: false, falseAccounts: 0 },
  };
  const world = drawWorld(quiet, { users, seed: 1 });
  const detector = new Detector({ rules: shippedRules, seed: 7 });
  const named = new Map<AccountId, string>();
  const note = ({ subject, rule }: Finding): void => {
    const accounts = subject.kind === "account" ? [subject.account] : subject.accounts;
    for (const account of accounts) named.set(account, rule.id);
  };
  console.log(`\n${users} users, 28 days: everyday life, and everybody on a new build once in 14 days`);
  console.log("| day | signals | held | accounts | MB held | processor µs a signal |");
  console.log("|---|---|---|---|---|---|");
  for (let day = 0; day < quiet.days; day++) {
    const signals = [...newBuilds(day), ...lived(world, day)];
    signals.sort((a, b) => a.atMs - b.atMs);
    const before = process.threadCpuUsage();
    for (const signal of signals) {
      for (const finding of detector.observe(signal)) note(finding);
    }
    for (const finding of detector.settle((day + 1) * DAY_MS)) note(finding);
    const { user, system } = process.threadCpuUsage(before);
    const { signals: held, accounts, bytes } = detector.size;
    const each = ((user + system) / signals.length).toFixed(2);
    console.log(
      `| ${day} | ${signals.length} | ${held} | ${accounts} | ${(bytes / MIB).toFixed(0)} | ${each} |`,
    );
  }
  const rate = (named.size * 1e6) / (users * quiet.days);
  const rules = [...new Set(named.values())].join(", ");
  console.log(
    `named wrongly: ${named.size} accounts (${rules}), ${rate.toFixed(2)} per million users and day`,
  );
}

/** One fourteenth of all signs in with a new build. */
function newBuilds(day: number): readonly KeyedSignal[] {
  const perDay = Math.floor(users / 14);
  return Array.from({ length: perDay }, (_, index) => {
    const who = (day % 14) * perDay + index;
    const tag = new Uint8Array(hash("sha256", `key ${who}`, "buffer").subarray(0, 16));
    const atMs = day * DAY_MS + Math.floor((index * DAY_MS) / perDay);
    const links = [{ kind: "deviceKey", tag } as const];
    return { ...common, kind: "newBuild", atMs, source: accountOf(who), build: buildOf(day), links };
  });
}

/** What people did on a day, as the server would tell it. */
function lived({ acts }: World, day: number): readonly KeyedSignal[] {
  return acts.flatMap((act) => {
    const kind = kinds.get(act.step);
    if (kind === undefined || Math.floor(act.atMs / DAY_MS) !== day) return [];
    const [source, target] = act.step === "answer" ? [act.whom, act.who] : [act.who, act.whom];
    const nobody = act.step === "lookUpNobody" || act.step === "introduceBadly";
    const whom = nobody ? {} : { target: pseudonymOf(target) };
    return [
      { ...common, kind, atMs: act.atMs, source: accountOf(source), ...whom, build: buildOf(day), links: [] },
    ];
  });
}

function buildOf(day: number): string {
  return `bridle-web/${Math.floor(day / 14)}`;
}

function accountOf(who: number): AccountId {
  const account = AccountId.parse(hash("sha256", `account ${who}`, "hex"));
  if (account === undefined) throw new Error("assertion failed: SHA-256's size");
  return account;
}

function pseudonymOf(who: number): string {
  return hash("sha256", `person ${who}`, "hex").slice(0, 32);
}

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
    const cells = Object.values(ways).map((way) => {
      const attack = { ...way, accounts: Math.ceil(60 / each), people: { total: 60 } };
      const world = drawWorld({ ...base.value, groups: [attack] }, { users: 150, seed: 1 });
      const { outcome } = runWorld(world, { seed: 1 });
      return `${Math.round((100 * outcome.found) / outcome.targets)} %`;
    });
    console.log(`| ${each} | ${cells.join(" | ")} |`);
  }
}

/** Every shipped world at full size. */
async function worlds(): Promise<void> {
  for (const name of await shippedScenarios()) {
    const scenario = await scenarioOf(name);
    if (!scenario.ok) throw new Error(scenario.error);
    const world = drawWorld(scenario.value, { users, seed: 1 });
    const report = runWorld(world, { seed: 1 });
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
