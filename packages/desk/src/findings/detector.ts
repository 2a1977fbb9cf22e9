import type { AccountId } from "@bridle/protocol";
import { CompiledRules, type CompiledRule } from "../rules/compile-rules.ts";
import { Gathering } from "../rules/gathering.ts";
import type { Rule } from "../rules/rule.ts";
import { leastPoints, weigh } from "../rules/weigh.ts";
import type { KeyedSignal } from "../signals/keyed-signal.ts";
import { Memory, SIGNAL_LIFETIME_MS } from "../signals/memory.ts";
import { strengths, type Finding, type Strength } from "./finding.ts";
import { findingOf, type Suspect } from "./write-finding.ts";

/** Subjects with so many signals are looked at as each one comes; larger ones now and then. */
const SMALL = 64;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** A finding that grew is told again after a minute, and after one more for each so many rows. */
const ROWS_PER_MINUTE = 1000;
/** Subjects that wait and are looked at with one arrival, at most. */
const LOOKS_AT_ONCE = 4;
const WAITING_MAX = 100_000;
/** One member with this share of a cluster's points is a finding by itself, and no reason to name the others. */
const ALONE_SHARE = 0.8;

export interface DetectorOptions {
  readonly rules: readonly Rule[];
  /** Default: 4 million, 144 MB. */
  readonly signalsMax?: number;
  /** Any number that outsiders don't know. Findings don't depend on it. */
  readonly seed?: number;
}

interface Told {
  readonly atMs: number;
  strength: Strength;
  rows: number;
  tellAgainMs: number;
}

/**
 * Turns signals into findings. Holds no more than the signals of fourteen days, works a bounded time on each,
 * and depends on nothing but their order: fed with the stored ones again, it is where it was.
 */
export class Detector {
  readonly #rules: CompiledRules;
  readonly #memory: Memory;
  readonly #gathering: Gathering;
  /** What was told, by rule and subject. */
  readonly #told = new Map<string, Told>();
  /** Sources to look at again, and when. */
  readonly #waiting = new Map<number, number>();
  /** Clusters keep the name of the one who was there first. */
  readonly #clusterNames = new Map<number, string>();
  #platform = "";
  #findings: Finding[] = [];

  constructor({ rules, signalsMax = 4_000_000, seed = 0 }: DetectorOptions) {
    this.#rules = new CompiledRules(rules);
    this.#memory = new Memory(this.#rules, {
      signalsMax,
      seed,
      forgotten: (source) => void this.#clusterNames.delete(source),
    });
    this.#gathering = new Gathering({
      rules: this.#rules,
      log: this.#memory.log,
      builds: this.#memory.builds,
    });
  }

  /** For metrics. */
  get size(): {
    readonly signals: number;
    readonly accounts: number;
    readonly bytes: number;
    readonly unattributed: number;
    readonly droppedEarly: number;
  } {
    const { log, accounts, bytes, unattributed, droppedEarly } = this.#memory;
    return { signals: log.size, accounts, bytes, unattributed, droppedEarly };
  }

  /** The findings that are new, stronger or larger with this signal. Its time may not lie behind an earlier one's by much. */
  observe(signal: KeyedSignal): readonly Finding[] {
    this.#platform = signal.platform;
    for (const source of this.#memory.take(signal)) {
      // What no rule asks for can't change what the rules say.
      if (this.#memory.log.marks(this.#memory.newestOf(source)) === 0) continue;
      if (this.#memory.rowsOf(source) <= SMALL) this.#look(source);
      else this.#lookLater(source, this.#pace(this.#memory.rowsOf(source)));
    }
    this.#lookAtWaiting(LOOKS_AT_ONCE);
    return this.#taken();
  }

  /** The findings that time alone brought. Call it about once a minute. */
  settle(nowMs: number): readonly Finding[] {
    this.#memory.nowMs = Math.max(this.#memory.nowMs, nowMs);
    this.#memory.expire();
    this.#lookAtWaiting(this.#waiting.size);
    for (const [key, told] of this.#told) {
      if (told.tellAgainMs < this.#memory.nowMs - SIGNAL_LIFETIME_MS) this.#told.delete(key);
    }
    return this.#taken();
  }

  /** How an account stands with each rule, in points; for an analyst who asks. */
  scores(account: AccountId): ReadonlyMap<string, number> {
    const source = this.#memory.sourceOf(account);
    if (source === undefined) return new Map();
    const newest = this.#gather([source]);
    return new Map(
      this.#rules.rules.map((rule) => [rule.rule.id, weigh(rule, { newest }, this.#scale).points] as const),
    );
  }

  #taken(): readonly Finding[] {
    const findings = this.#findings;
    this.#findings = [];
    return findings;
  }

  #lookAtWaiting(most: number): void {
    let looks = 0;
    for (const [source, dueMs] of this.#waiting) {
      if (looks++ >= most) return;
      this.#waiting.delete(source);
      if (dueMs <= this.#memory.nowMs) this.#look(source);
      // At the end again: the next ones get their turn.
      else this.#waiting.set(source, dueMs);
    }
  }

  #lookLater(source: number, afterMs: number): void {
    const dueMs = this.#memory.nowMs + afterMs;
    const known = this.#waiting.get(source);
    if (known === undefined && this.#waiting.size >= WAITING_MAX) return;
    this.#waiting.set(source, Math.min(known ?? dueMs, dueMs));
  }

  #pace(rows: number): number {
    return MINUTE_MS * Math.max(1, rows / ROWS_PER_MINUTE);
  }

  /** Looks at a source and at the cluster to which it belongs. */
  #look(source: number): void {
    const memory = this.#memory;
    if (memory.rowsOf(source) === 0) return;
    const cluster = memory.links.clusterOf(source, memory.nowMs);
    const covered = new Set<CompiledRule>();
    if (cluster !== undefined) {
      const { accounts, linkedBy } = cluster;
      this.#judge({ members: accounts, linkedBy, lookedAt: source }, covered);
    }
    this.#judge({ members: [source], linkedBy: [], lookedAt: source }, covered);
  }

  /** Tells what the rules say about a subject; adds to `covered` the rules that spoke. */
  #judge(suspect: Judged, covered: Set<CompiledRule>): void {
    const isCluster = suspect.members.length > 1;
    const newest = this.#gather(suspect.members);
    for (const rule of this.#rules.rules) {
      const { subject } = rule.rule;
      if (covered.has(rule) || (isCluster ? subject === "account" : subject === "cluster")) continue;
      const { strength, pointsWhenRipe, points } = weigh(rule, { newest }, this.#scale);
      if (strength === undefined) {
        if (pointsWhenRipe >= leastPoints(rule, newest.length)) this.#lookLater(suspect.lookedAt, HOUR_MS);
        continue;
      }
      if (!isCluster || !this.#isOneAlone(rule, suspect.members, points)) {
        covered.add(rule);
        this.#tell(rule, suspect, strength);
      }
      // Both gathered something else on the way.
      this.#gather(suspect.members);
    }
  }

  #gather(members: readonly number[]): readonly number[] {
    this.#gathering.begin();
    const newest = members.map((member) => this.#memory.newestOf(member));
    for (const row of newest) this.#gathering.add(row);
    return newest;
  }

  get #scale() {
    return { gathering: this.#gathering, log: this.#memory.log, nowMs: this.#memory.nowMs };
  }

  #isOneAlone(rule: CompiledRule, members: readonly number[], points: number): boolean {
    return members.some((member) => {
      const newest = this.#gather([member]);
      return weigh(rule, { newest }, this.#scale).points >= ALONE_SHARE * points;
    });
  }

  #tell(rule: CompiledRule, suspect: Judged, strength: Strength): void {
    const nowMs = this.#memory.nowMs;
    const isCluster = suspect.members.length > 1;
    const members = isCluster ? this.#contributors(rule, suspect.members) : suspect.members;
    const name = isCluster ? this.#clusterName(suspect.members) : this.#memory.keyOf(suspect.lookedAt);
    const key = `${rule.rule.id}/${name}`;
    const told = this.#told.get(key);
    const rows = members.reduce((sum, member) => sum + this.#memory.rowsOf(member), 0);
    if (told !== undefined) {
      const stronger = strengths.indexOf(strength) > strengths.indexOf(told.strength);
      if (!stronger && rows === told.rows) return;
      if (!stronger && nowMs < told.tellAgainMs) {
        this.#lookLater(suspect.lookedAt, told.tellAgainMs - nowMs);
        return;
      }
    }
    const atMs = told?.atMs ?? nowMs;
    this.#told.set(key, { atMs, strength, rows, tellAgainMs: nowMs + this.#pace(rows) });
    const written: Suspect = { ...suspect, members, isCluster, cluster: name, platform: this.#platform };
    this.#gather(members);
    this.#findings.push(findingOf({ rule, suspect: written, strength, atMs }, this.#memory, this.#gathering));
  }

  /** The members who did anything of what the rule is about: nobody is named for the company alone. */
  #contributors(rule: CompiledRule, members: readonly number[]): readonly number[] {
    return members.filter((member) => {
      this.#gathering.begin();
      return (this.#gathering.add(this.#memory.newestOf(member)) & rule.evidence) !== 0;
    });
  }

  #clusterName(members: readonly number[]): string {
    const known = members.flatMap((member) => this.#clusterNames.get(member) ?? []);
    // Two clusters that turn out to be one: the name that comes first in the alphabet, whoever looks.
    const [name = this.#memory.keyOf(members[0] ?? 0).slice(0, 16)] = known.toSorted();
    for (const member of members) this.#clusterNames.set(member, name);
    return name;
  }
}

interface Judged {
  readonly members: readonly number[];
  readonly linkedBy: Suspect["linkedBy"];
  /** The source whose signal led here. */
  readonly lookedAt: number;
}
