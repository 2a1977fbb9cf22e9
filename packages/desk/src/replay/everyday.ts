import type { Random } from "./random.ts";
import type { Step } from "./scenario.ts";

/**
 * What strangers do on an ordinary day, per user. Assumptions, all of them: nobody has published such numbers
 * for a messenger with a gate at first contact. They lean towards more mistakes than one would expect, because
 * a mistake is what could put an honest person under suspicion. Messages between contacts are no signals and
 * aren't here.
 */
export const everyday = {
  /** Looks somebody up and writes to them: two new people a quarter, beside those met by invites. */
  meetings: 0.02,
  /** Of those, so many are let in, within two days. */
  answered: 0.55,
  answerHours: 48,
  /** Looks somebody up, and leaves it at that. */
  looksOnly: 0.01,
  /** Mistypes a handle. */
  mistypes: 0.005,
  /** Opens an invite that somebody has used. */
  usedInvites: 0.004,
  /** Calls, or asks for keys of, somebody who withdrew consent; nobody looks such a person up first. */
  lostContacts: 0.003,
  /** Loses several contacts at once, as when a circle of friends breaks up, and tries them all. */
  lostCircles: 0.00002,
  circle: 3,
  /** An app that sends something broken. */
  broken: 0.0005,
  /** So many people do this many times as much of all that. */
  socialShare: 0.01,
  socialFactor: 15,
} as const;

export interface EverydayAct {
  readonly atMs: number;
  readonly who: number;
  readonly whom: number;
  readonly step: Step | "answer";
}

const DAY_MS = 24 * 3_600_000;
const MINUTE_MS = 60_000;

/** The everyday acts of `users` people over so many days, in no order. */
export function everydayActs(
  random: Random,
  { users, days }: { readonly users: number; readonly days: number },
): readonly EverydayAct[] {
  const acts: EverydayAct[] = [];
  const social = Math.max(1, Math.floor(users * everyday.socialShare));
  const weight = users - social + social * everyday.socialFactor;
  // The first ones are the social ones; drawing by weight gives each what is theirs.
  const somebody = (): number => {
    const drawn = random.below(weight);
    const heavy = social * everyday.socialFactor;
    return drawn < heavy ? Math.floor(drawn / everyday.socialFactor) : social + (drawn - heavy);
  };
  const another = (than: number): number => (than + 1 + random.below(users - 1)) % users;
  const each = (rate: number, act: (atMs: number, who: number) => void): void => {
    const count = random.poisson(rate * users * days);
    for (let index = 0; index < count; index++) act(wakingTime(random, days), somebody());
  };
  each(everyday.meetings, (atMs, who) => {
    const whom = another(who);
    acts.push({ atMs, who, whom, step: "lookUp" });
    const introducedMs = atMs + random.between(0.5, 5) * MINUTE_MS;
    acts.push({ atMs: introducedMs, who, whom, step: "introduce" });
    if (!random.chance(everyday.answered)) return;
    const answeredMs = introducedMs + random.between(0.01, 1) * everyday.answerHours * 3_600_000;
    if (answeredMs < days * DAY_MS) acts.push({ atMs: answeredMs, who: whom, whom: who, step: "answer" });
  });
  each(everyday.looksOnly, (atMs, who) => acts.push({ atMs, who, whom: another(who), step: "lookUp" }));
  each(everyday.mistypes, (atMs, who) => acts.push({ atMs, who, whom: who, step: "lookUpNobody" }));
  each(everyday.usedInvites, (atMs, who) =>
    acts.push({ atMs, who, whom: another(who), step: "claimInvite" }),
  );
  each(everyday.lostContacts, (atMs, who) => {
    acts.push({ atMs, who, whom: another(who), step: random.chance(0.5) ? "call" : "fetchKeys" });
  });
  each(everyday.lostCircles, (atMs, who) => {
    for (let index = 0; index < everyday.circle; index++) {
      acts.push({
        atMs: atMs + random.between(0, 600) * MINUTE_MS,
        who: who,
        whom: another(who),
        step: "call",
      });
    }
  });
  each(everyday.broken, (atMs, who) => acts.push({ atMs, who, whom: another(who), step: "introduceBadly" }));
  return acts;
}

/** Most of what people do falls between seven and midnight. */
function wakingTime(random: Random, days: number): number {
  const day = random.below(days);
  const hour = random.chance(0.95) ? random.between(7, 24) : random.between(0, 7);
  return day * DAY_MS + hour * 3_600_000;
}
