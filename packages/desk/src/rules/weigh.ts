import { strengths, type Strength } from "../findings/finding.ts";
import type { SignalLog } from "../signals/signal-log.ts";
import type { CompiledLine, CompiledRule } from "./compile-rules.ts";
import type { Gathering } from "./gathering.ts";

const HOUR_MS = 3_600_000;

/** What a rule makes of what was gathered. */
export interface Weighed {
  readonly points: number;
  /** What it would be if everything that still has to ripen had done so. */
  readonly pointsWhenRipe: number;
  readonly strength: Strength | undefined;
}

export interface Subject {
  /** The newest row of each member. */
  readonly newest: readonly number[];
}

interface Scale {
  readonly gathering: Gathering;
  readonly log: SignalLog;
  readonly nowMs: number;
}

/** Adds up a rule's points over what was gathered of a subject. */
export function weigh(compiled: CompiledRule, subject: Subject, scale: Scale): Weighed {
  const nothing = { points: 0, pointsWhenRipe: 0, strength: undefined };
  if ((scale.gathering.allMarks & compiled.mask) === 0 || isSpared(compiled, scale.gathering)) return nothing;
  let [points, later] = [0, 0];
  for (const line of compiled.perTarget) {
    const { now, ripe } = perTarget(compiled, line, scale);
    points += Math.min(now, line.line.atMost ?? now);
    later += Math.min(ripe, line.line.atMost ?? ripe);
  }
  for (const line of compiled.perSignal) {
    const sum = perSignal(compiled, { line, subject }, scale);
    points += Math.min(sum, line.line.atMost ?? sum);
    later += Math.min(sum, line.line.atMost ?? sum);
  }
  const members = subject.newest.length;
  const raised = (scale.gathering.allMarks & compiled.raisedBy) !== 0;
  return { points, pointsWhenRipe: later, strength: strengthOf(compiled, { points, members, raised }) };
}

/** The points from which on a rule says anything about a subject of so many members. */
export function leastPoints({ rule, least }: CompiledRule, members: number): number {
  return least * (1 + rule.perMember * (members - 1));
}

/** Sums of fractions may come out this much higher than their product. */
const ROUNDING = 1e-6;

/**
 * Whether a rule may say anything, now or when everything has ripened, about a subject of so many rows that
 * bear these marks together. Costs no look at the rows; `weigh` never gives more points than it supposes.
 */
export function couldHold(
  compiled: CompiledRule,
  { rows, marks, members }: { readonly rows: number; readonly marks: number; readonly members: number },
): boolean {
  const least = leastPoints(compiled, members) - ROUNDING;
  let most = 0;
  for (const { line, mark } of compiled.perTarget) {
    if ((marks & mark) !== 0) most += Math.min(line.atMost ?? Infinity, line.points * rows);
  }
  for (const { line, mark } of compiled.perSignal) {
    // A row stands for any number of repetitions.
    if ((marks & mark) !== 0) most += line.atMost ?? Infinity;
  }
  return most >= least;
}

function strengthOf(
  { rule }: CompiledRule,
  said: { readonly points: number; readonly members: number; readonly raised: boolean },
): Strength | undefined {
  const company = 1 + rule.perMember * (said.members - 1);
  const step = strengths.findLastIndex((name) => said.points >= (rule.strength[name] ?? Infinity) * company);
  if (step < 0) return undefined;
  const strong = strengths.indexOf("strong");
  return strengths[said.raised && step < strong ? step + 1 : step];
}

function isSpared({ spared }: CompiledRule, gathering: Gathering): boolean {
  if (spared === undefined) return false;
  let [of, answered] = [0, 0];
  for (let place = 0; place < gathering.places; place++) {
    const marks = gathering.marks[place] ?? 0;
    if ((marks & spared.of) === 0) continue;
    of++;
    if ((marks & spared.answered) !== 0) answered++;
  }
  return of > 0 && answered >= spared.share * of;
}

function perTarget(
  { rule }: CompiledRule,
  { line, mark, sequence, unless, ripeMs }: CompiledLine,
  { gathering, nowMs }: Scale,
): { readonly now: number; readonly ripe: number } {
  const since = nowMs - rule.windowHours * HOUR_MS;
  let [now, ripe] = [0, 0];
  for (let place = 0; place < gathering.places; place++) {
    const marks = gathering.marks[place] ?? 0;
    if ((marks & mark) === 0 || (marks & unless) !== 0) continue;
    const lastMs = gathering.lastMs[place] ?? 0;
    if (lastMs < since || (sequence >= 0 && !gathering.inOrder(place, sequence))) continue;
    const points = line.points * faded(nowMs - lastMs, rule.halfLifeHours);
    ripe += points;
    if (nowMs - (gathering.firstMs[place] ?? 0) >= ripeMs) now += points;
  }
  return { now, ripe };
}

function perSignal(
  { rule }: CompiledRule,
  { line: { line, mark }, subject }: { readonly line: CompiledLine; readonly subject: Subject },
  { gathering, log, nowMs }: Scale,
): number {
  if ((gathering.allMarks & mark) === 0) return 0;
  const since = nowMs - rule.windowHours * HOUR_MS;
  let sum = 0;
  for (const newest of subject.newest) {
    for (let row = newest; log.has(row) && log.atMs(row) >= since; row = log.beforeOfSource(row)) {
      if ((gathering.marksOf(row) & mark) === 0) continue;
      sum += line.points * log.times(row) * faded(nowMs - log.atMs(row), rule.halfLifeHours);
    }
  }
  return sum;
}

function faded(ageMs: number, halfLifeHours: number): number {
  return 2 ** (-ageMs / (halfLifeHours * HOUR_MS));
}
