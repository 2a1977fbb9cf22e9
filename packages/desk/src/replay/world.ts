import { everydayActs } from "./everyday.ts";
import { Random } from "./random.ts";
import type { Group, Scenario, Step } from "./scenario.ts";

const DAY_MS = 24 * 3_600_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** One thing that somebody does. People are numbers: users first, then those whom groups bring along. */
export interface Act {
  readonly atMs: number;
  readonly who: number;
  /** Towards whom; oneself where it is nobody. */
  readonly whom: number;
  /** `join`: registers. `answer`: lets in the one who wrote. */
  readonly step: Step | "join" | "answer";
  /** Index of the group on whose behalf; -1 for everyday life. */
  readonly group: number;
}

export interface Person {
  /** Index of the group; -1 for people who belong to none. */
  readonly group: number;
  readonly build: string;
  readonly address: string;
  readonly client: "ours" | "imitation";
  readonly network: Group["network"];
  /** From where and with which code they register; only for those who do so during the world. */
  readonly registersAt: { readonly address: string; readonly code: string | undefined } | undefined;
}

/** A world ready to run: everything is drawn, nothing has happened. */
export interface World {
  readonly scenario: Scenario;
  readonly users: number;
  /** All who are there, users and others. */
  readonly people: number;
  readonly person: (index: number) => Person;
  /** By group: its members. */
  readonly members: readonly (readonly number[])[];
  /** In order of time. */
  readonly acts: readonly Act[];
}

/** Draws a world. The same scenario, users and seed give the same one. */
export function drawWorld(
  scenario: Scenario,
  { users, seed }: { readonly users: number; readonly seed: number },
): World {
  const random = new Random(seed);
  const acts: Act[] = everydayActs(random, { users, days: scenario.days }).map((act) => ({
    ...act,
    group: -1,
  }));
  const special = new Map<number, Person>();
  const members: (readonly number[])[] = [];
  let people = users;
  scenario.groups.forEach((group, index) => {
    const own = group.intent === "attack" || group.joins !== undefined;
    const those = own
      ? Array.from({ length: group.accounts }, (_, member) => people + member)
      : distinct(random, { count: group.accounts, below: users, but: new Set() });
    if (own) people += group.accounts;
    members.push(those);
    those.forEach((who, member) => {
      special.set(who, groupPerson(random, scenario, { index, member }));
      if (group.joins !== undefined)
        acts.push(joining(random, group.joins, { who, member, index, of: group }));
    });
    acts.push(...groupActs(random, { group, index, members: those, users, days: scenario.days }));
  });
  const inOrder = acts
    .map((act) => ({ ...act, atMs: Math.floor(act.atMs) }))
    .toSorted((a, b) => a.atMs - b.atMs);
  const person = (index: number): Person => special.get(index) ?? ordinaryPerson(scenario, seed, index);
  return { scenario, users, people, person, members, acts: inOrder };
}

function ordinaryPerson(scenario: Scenario, seed: number, index: number): Person {
  const random = new Random(Math.imul(seed, 0x9e3779b1) ^ index);
  return {
    group: -1,
    build: drawnBuild(random, scenario),
    address: `100.${64 + (index >>> 16)}.${(index >>> 8) & 255}.${index & 255}`,
    client: "ours",
    network: random.chance(0.6) ? "mobile" : "residential",
    registersAt: undefined,
  };
}

function groupPerson(
  random: Random,
  scenario: Scenario,
  at: { readonly index: number; readonly member: number },
): Person {
  const group = scenario.groups[at.index];
  if (group === undefined) throw new Error("assertion failed: a group that isn't there");
  const { network, client, joins } = group;
  const place = joins === undefined ? 0 : at.member % joins.places;
  return {
    group: at.index,
    build: group.build ?? drawnBuild(random, scenario),
    address: `198.18.${at.index}.${at.member % Math.min(250, group.addresses)}`,
    client,
    network,
    registersAt: joins && {
      address: `198.51.${at.index}${place % 10}.${Math.floor(place / 10)}`,
      code: joins.code ? `group-${at.index}` : undefined,
    },
  };
}

function drawnBuild(random: Random, { builds }: Scenario): string {
  let drawn = random.fraction() * builds.reduce((sum, { share }) => sum + share, 0);
  for (const { name, share } of builds) {
    drawn -= share;
    if (drawn <= 0) return name;
  }
  return builds.at(-1)?.name ?? "bridle-web/0";
}

/** Accounts of one place come within a minute, one place after the other. */
function joining(
  random: Random,
  joins: NonNullable<Group["joins"]>,
  at: { readonly who: number; readonly member: number; readonly index: number; readonly of: Group },
): Act {
  const place = at.member % joins.places;
  const startMs = joins.day * DAY_MS + (place / joins.places) * joins.withinHours * HOUR_MS;
  const spreadMs = joins.code ? (joins.withinHours * HOUR_MS) / joins.places : MINUTE_MS;
  const minuteMs = Math.floor(startMs / MINUTE_MS) * MINUTE_MS;
  const atMs = minuteMs + random.between(0.05, 0.95) * spreadMs;
  return { atMs, who: at.who, whom: at.who, step: "join", group: at.index };
}

interface Drawn {
  readonly group: Group;
  readonly index: number;
  readonly members: readonly number[];
  readonly users: number;
  readonly days: number;
}

function groupActs(random: Random, drawn: Drawn): readonly Act[] {
  const { group, members } = drawn;
  const pairs = pairsOf(random, drawn);
  return pairs.flatMap(({ member, whom, at }) => {
    const startMs = timeWithin(random, group, at);
    const acts: Act[] = [];
    for (const { do: step, afterMinutes, chance } of group.steps) {
      if (!random.chance(chance)) continue;
      const who = group.divided ? random.pick(members) : member;
      if (who === whom) continue;
      const atMs = group.shuffled
        ? shuffledTime(random, group, step)
        : startMs + afterMinutes * random.between(0.8, 1.2) * MINUTE_MS;
      acts.push({ atMs, who, whom, step, group: drawn.index });
      if (step === "introduce") acts.push(...answer(random, drawn, { atMs, who, whom }));
    }
    return acts;
  });
}

/** Who meets whom, and where in the group's time: spaced evenly, as somebody works down a list. */
function pairsOf(
  random: Random,
  { group, members, users }: Drawn,
): readonly { readonly member: number; readonly whom: number; readonly at: number }[] {
  const { each, total } = group.people;
  const those = new Set(members);
  const star = random.below(users);
  if (total !== undefined && group.among === "everybody") {
    const all = distinct(random, { count: total, below: users, but: those });
    return all.map((whom, at) => ({
      member: members[at % members.length] ?? 0,
      whom,
      at: (at + random.fraction()) / all.length,
    }));
  }
  const count = each ?? Math.ceil((total ?? 0) / members.length);
  return members.flatMap((member, position) => {
    const whoms =
      group.among === "one"
        ? Array.from({ length: count }, () => star)
        : group.among === "group"
          ? Array.from(
              { length: Math.min(count, members.length - 1) },
              (_, step) => members[(position + 1 + step * 7) % members.length] ?? member,
            )
          : distinct(random, { count, below: users, but: those });
    return whoms.map((whom, at) => ({ member, whom, at: (at + random.fraction()) / whoms.length }));
  });
}

/** A place in the group's days and hours, `at` from 0 to 1. */
function timeWithin(random: Random, group: Group, at: number): number {
  const { fromDay, toDay, fromHour, toHour } = group;
  const days = Math.max(1, Math.ceil(toDay - fromDay));
  const position = at * (toDay - fromDay < 1 ? 1 : toDay - fromDay);
  const day = Math.min(days - 1, Math.floor(position));
  const hour =
    fromHour + (position - day) * (toHour - fromHour) * (toDay - fromDay < 1 ? toDay - fromDay : 1);
  return (fromDay + day) * DAY_MS + hour * HOUR_MS + random.between(0, 2) * MINUTE_MS;
}

/** Lists are made first, in the first third; what follows comes in no order. */
function shuffledTime(random: Random, { fromDay, toDay }: Group, step: Step): number {
  const third = fromDay + (toDay - fromDay) / 3;
  const isLookup = step === "lookUp" || step === "lookUpNobody";
  return (isLookup ? random.between(fromDay, third) : random.between(third, toDay)) * DAY_MS;
}

function answer(
  random: Random,
  { group, index, days }: Drawn,
  written: { readonly atMs: number; readonly who: number; readonly whom: number },
): readonly Act[] {
  if (group.answers === undefined || !random.chance(group.answers.share)) return [];
  const atMs = written.atMs + random.between(0.02, 1) * group.answers.withinHours * HOUR_MS;
  if (atMs >= days * DAY_MS) return [];
  return [{ atMs, who: written.whom, whom: written.who, step: "answer", group: index }];
}

function distinct(
  random: Random,
  {
    count,
    below,
    but,
  }: { readonly count: number; readonly below: number; readonly but: ReadonlySet<number> },
): readonly number[] {
  const drawn = new Set<number>();
  const most = Math.min(count, Math.floor(below / 2));
  while (drawn.size < most) {
    const one = random.below(below);
    if (!but.has(one)) drawn.add(one);
  }
  return [...drawn];
}
