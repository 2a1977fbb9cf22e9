import { hash } from "node:crypto";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { Detector, drawWorld, shippedRules, type Finding, type Signal, type World } from "@bridle/desk";
import { AccountId } from "@bridle/protocol";
import { createDeskKey } from "../packages/server/src/adapters/signals/desk-key.ts";
import { openSqliteSignalStore } from "../packages/server/src/adapters/signals/sqlite-signal-store.ts";
import { targetSealer } from "../packages/server/src/adapters/signals/target-sealer.ts";
import { DeskRig } from "../packages/server/test/desk-rig.ts";

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const MIB = 1024 * 1024;
const kinds = new Map<string, Signal["kind"]>([
  ["lookUp", "handleLookup"],
  ["lookUpNobody", "handleLookup"],
  ["introduce", "introduction"],
  ["introduceBadly", "schemaViolation"],
  ["answer", "introductionAccepted"],
  ["call", "callRefused"],
  ["fetchKeys", "keyPackageRefused"],
  ["claimInvite", "inviteRefused"],
]);

/**
 * Everyday life for four weeks, and everybody on a new build once in two of them, on the whole way of a
 * server's signals: keyed, sealed, stored in a file, weighed, expired. What it costs, what it holds, and whom
 * it names wrongly.
 */
export async function deskMemory(users: number): Promise<void> {
  const days = 28;
  const world = everydayWorld(users, days);
  const folder = mkdtempSync(join(tmpdir(), "bridle-bench-desk-"));
  const file = join(folder, "desk.sqlite");
  const people = ["Ana", "Bo"].map((name) => ({ name, passphrase: "a sentence for a bench" }));
  const key = await createDeskKey(people, { memoryKib: 64, passes: 1, lanes: 1 });
  const detector = new Detector({ rules: shippedRules, seed: 7 });
  const store = openSqliteSignalStore(file);
  const rig = new DeskRig({ store, sealer: targetSealer(key.publicKey), detector });
  await rig.settle();
  const start = held();
  console.log(`\n${users} users, ${days} days: everyday life, and everybody on a new build once in 14 days`);
  console.log("| day | signals | held | MB heap after gc | MB resident | MB file | processor µs a signal |");
  console.log("|---|---|---|---|---|---|---|");
  for (let day = 0; day < days; day++) {
    const lived = await live(rig, signalsOf(world, { users, day, startMs: rig.clock.wallOffsetMs }));
    const now = held();
    const each = (lived.microseconds / lived.count).toFixed(1);
    const cells = [day, lived.count, detector.size.signals, mib(now.heap - start.heap)];
    console.log(
      `| ${[...cells, mib(now.resident - start.resident), mib(statSync(file).size), each].join(" | ")} |`,
    );
  }
  const named = new Set(rig.found.flatMap(accountsOf));
  const rate = (named.size * 1e6) / (users * days);
  const rules = [...new Set(rig.found.map(({ rule }) => rule.id))].join(", ");
  console.log(
    `named wrongly: ${named.size} accounts (${rules}), ${rate.toFixed(2)} per million users and day`,
  );
  const { signalsDropped, signalsCrowdedOut } = rig.stats;
  console.log(`dropped: ${signalsDropped}; crowded out: ${signalsCrowdedOut}, ${detector.size.droppedEarly}`);
  rig.shell.stop();
  store.close();
  rmSync(folder, { recursive: true, force: true });
}

function everydayWorld(users: number, days: number): World {
  const goals = { allTargets: false, falseAccounts: 0 };
  const builds = [{ name: "a", share: 1 }];
  const about = { name: "everyday", title: "", description: "", sources: [], synthesised: [] };
  return drawWorld({ ...about, days, users, builds, groups: [], goals }, { users, seed: 1 });
}

/** A day, minute after minute: how many signals, and their processor time. */
async function live(
  rig: DeskRig,
  signals: readonly Signal[],
): Promise<{ readonly count: number; readonly microseconds: number }> {
  const before = process.cpuUsage();
  let next = 0;
  for (let minute = 0; minute < DAY_MS / MINUTE_MS; minute++) {
    const endMs = rig.clock.nowMs() + MINUTE_MS;
    for (let signal = signals[next]; signal !== undefined && signal.atMs < endMs; signal = signals[next]) {
      rig.shell.take(signal);
      next++;
    }
    rig.clock.advance(MINUTE_MS);
    // The next minute's key is made beside everything else.
    await turn();
  }
  const { user, system } = process.cpuUsage(before);
  return { count: signals.length, microseconds: user + system };
}

function held(): { readonly heap: number; readonly resident: number } {
  global.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: heapUsed + external, resident: rss };
}

function mib(bytes: number): string {
  return (bytes / MIB).toFixed(0);
}

function accountsOf({ subject }: Finding): readonly AccountId[] {
  return subject.kind === "account" ? [subject.account] : subject.accounts;
}

interface Of {
  readonly users: number;
  readonly day: number;
  readonly startMs: number;
}

/** What a day's people did, as the server would tell it. */
function signalsOf({ acts }: World, { users, day, startMs }: Of): readonly Signal[] {
  const common = {
    platform: "main",
    network: "mobile",
    build: `bridle-web/${Math.floor(day / 14)}`,
  } as const;
  const perDay = Math.floor(users / 14);
  const updates = Array.from({ length: perDay }, (_, index): Signal => {
    const who = (day % 14) * perDay + index;
    const atMs = startMs + day * DAY_MS + Math.floor((index * DAY_MS) / perDay);
    const links = [{ kind: "deviceKey", tag: digest(`key ${who}`).subarray(0, 16) } as const];
    return { ...common, kind: "newBuild", atMs, source: accountOf(who), links };
  });
  const lived = acts.flatMap((act): readonly Signal[] => {
    const kind = kinds.get(act.step);
    if (kind === undefined || Math.floor(act.atMs / DAY_MS) !== day) return [];
    // An acceptance is told of the one who had written.
    const [who, whom] = act.step === "answer" ? [act.whom, act.who] : [act.who, act.whom];
    const isNobody = act.step === "lookUpNobody" || act.step === "introduceBadly";
    const target = isNobody ? {} : { target: accountOf(whom) };
    return [{ ...common, kind, atMs: startMs + act.atMs, source: accountOf(who), ...target, links: [] }];
  });
  return [...updates, ...lived].toSorted((a, b) => a.atMs - b.atMs);
}

function digest(text: string): Uint8Array {
  return new Uint8Array(hash("sha256", text, "buffer"));
}

function accountOf(who: number): AccountId {
  const account = AccountId.fromBytes(digest(`account ${who}`));
  if (account === undefined) throw new Error("assertion failed: SHA-256's size");
  return account;
}
