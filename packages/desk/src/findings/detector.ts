import type { AccountId } from "@bridle/protocol";
import { CompiledRules, type CompiledRule } from "../rules/compile-rules.ts";
import { Gathering } from "../rules/gathering.ts";
import type { Rule } from "../rules/rule.ts";
import { couldHold, leastPoints, weigh } from "../rules/weigh.ts";
import type { KeyedSignal } from "../signals/keyed-signal.ts";
import { Memory, SIGNAL_LIFETIME_MS } from "../signals/memory.ts";
import { strengths, type Finding, type Strength } from "./finding.ts";
import { WaitingList } from "./waiting-list.ts";
import { findingOf, type Suspect } from "./write-finding.ts";

/** Subjects with so many signals are looked at as each one comes; larger ones now and then. */
const SMALL = 64;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** A finding that grew is told again after a minute, and after one more for each so many rows. */
const ROWS_PER_MINUTE = 400;
/** What nothing was told about yet waits no longer than this for a look, however large it is. */
const UNTOLD_MS = 5 * MINUTE_MS;
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
  readonly strength: Strength;
  /** The newest row when it was told. */
  readonly arrived: number;
  readonly tellAgainMs: number;
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
  readonly #waiting = new WaitingList();
  /** Clusters keep the name of the one who was there first. */
  readonly #clusterNames = new Map<number, string>();
  /** By member: when its cluster, being large, may be looked at again. */
  readonly #clusterDueMs = new Map<number, number>();
  /** By source: the rules, one bit each, under which it was told, alone or with its cluster. */
  readonly #toldUnder = new Map<number, number>();
  #platform = "";
  #findings: Finding[] = [];

  constructor({ rules, signalsMax = 4_000_000, seed = 0 }: DetectorOptions) {
    this.#rules = new CompiledRules(rules);
    this.#memory = new Memory(this.#rules, {
      signalsMax,
      seed,
      forgotten: (source) => {
        this.#clusterNames.delete(source);
        this.#clusterDueMs.delete(source);
        this.#toldUnder.delete(source);
      },
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
      const rows = this.#memory.rowsOf(source);
      if (rows <= SMALL) this.#look(source);
      else this.#lookLater(source, this.#pace(rows, this.#toldUnder.has(source)));
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
    const gathered = this.#gather([source]);
    return new Map(
      this.#rules.rules.map((rule) => [rule.rule.id, weigh(rule, gathered, this.#scale).points] as const),
    );
  }

  #taken(): readonly Finding[] {
    const findings = this.#findings;
    this.#findings = [];
    return findings;
  }

  #lookAtWaiting(most: number): void {
    for (let looks = 0; looks < most; looks++) {
      const source = this.#waiting.takeDue(this.#memory.nowMs);
      if (source === undefined) return;
      this.#look(source);
    }
  }

  #lookLater(source: number, afterMs: number): void {
    if (this.#waiting.size >= WAITING_MAX && !this.#waiting.has(source)) return;
    this.#waiting.put(source, this.#memory.nowMs + afterMs);
  }

  /** How long a subject of so many rows waits for its next look: an untold one never long. */
  #pace(rows: number, isTold: boolean): number {
    const paceMs = MINUTE_MS * Math.max(1, rows / ROWS_PER_MINUTE);
    return isTold ? paceMs : Math.min(paceMs, UNTOLD_MS);
  }

  /** Looks at a source and at the cluster to which it belongs. */
  #look(source: number): void {
    if (this.#memory.rowsOf(source) === 0) return;
    const dueMs = this.#clusterDueMs.get(source) ?? 0;
    const isDue = dueMs <= this.#memory.nowMs;
    if (!isDue) this.#lookLater(source, dueMs - this.#memory.nowMs);
    const isMember = isDue ? this.#lookAtCluster(source) : true;
    // What was told about the cluster isn't told again about the member.
    const covered = isMember ? (this.#toldUnder.get(source) ?? 0) : 0;
    this.#judge({ members: [source], linkedBy: [], lookedAt: source }, covered);
  }

  /** Whether there is a cluster. */
  #lookAtCluster(source: number): boolean {
    const { links, nowMs } = this.#memory;
    const cluster = links.clusterOf(source, nowMs);
    this.#clusterDueMs.delete(source);
    if (cluster === undefined) return false;
    const { accounts, linkedBy } = cluster;
    this.#judge({ members: accounts, linkedBy, lookedAt: source }, 0);
    const rows = accounts.reduce((sum, member) => sum + this.#memory.rowsOf(member), 0);
    if (rows <= SMALL) return true;
    const nextMs = nowMs + this.#pace(rows, this.#toldUnder.has(source));
    for (const member of accounts) this.#clusterDueMs.set(member, nextMs);
    return true;
  }

  /** Tells what the rules say about a subject, but for those rules whose bit is in `covered`. */
  #judge(suspect: Judged, covered: number): void {
    const isCluster = suspect.members.length > 1;
    const possible = this.#possible(suspect.members, covered);
    if (possible.length === 0) return;
    let gathered = this.#gather(suspect.members);
    for (const rule of possible) {
      const { strength, pointsWhenRipe, points } = weigh(rule, gathered, this.#scale);
      if (strength === undefined) {
        const isRipening = pointsWhenRipe >= leastPoints(rule, suspect.members.length);
        if (isRipening) this.#lookLater(suspect.lookedAt, HOUR_MS);
        continue;
      }
      const key = `${rule.rule.id}/${isCluster ? this.#clusterName(suspect.members) : this.#memory.keyOf(suspect.lookedAt)}`;
      if (isCluster && !this.#told.has(key) && this.#isOneAlone(rule, suspect.members, points)) {
        gathered = this.#gather(suspect.members);
        continue;
      }
      if (!this.#isToTell(key, strength, suspect)) continue;
      this.#tell({ rule, suspect, strength, key }, gathered);
      // Telling gathers something else on the way.
      gathered = this.#gather(suspect.members);
    }
  }

  /** The rules that could say anything about these members, but for those whose bit is in `covered`. */
  #possible(members: readonly number[], covered: number): readonly CompiledRule[] {
    let [rows, marks] = [0, 0];
    for (const member of members) {
      rows += this.#memory.rowsOf(member);
      marks |= this.#memory.marksOf(member);
    }
    const other = members.length > 1 ? "account" : "cluster";
    const subject = { rows, marks, members: members.length };
    return this.#rules.rules.filter(
      (rule, index) =>
        (covered & (1 << index)) === 0 && rule.rule.subject !== other && couldHold(rule, subject),
    );
  }

  /** Gathers what these members of a suspect did; `suspects` are all of its members. */
  #gather(members: readonly number[], suspects = members): Gathered {
    const newest = members.map((member) => this.#memory.newestOf(member));
    this.#gathering.begin(
      suspects === members ? newest : suspects.map((member) => this.#memory.newestOf(member)),
    );
    return { newest, marks: newest.map((row) => this.#gathering.add(row)) };
  }

  get #scale() {
    return { gathering: this.#gathering, log: this.#memory.log, nowMs: this.#memory.nowMs };
  }

  #isOneAlone(rule: CompiledRule, members: readonly number[], points: number): boolean {
    return members.some(
      (member) => weigh(rule, this.#gather([member], members), this.#scale).points >= ALONE_SHARE * points,
    );
  }

  /** New, stronger, or grown since it was told and not told just now. */
  #isToTell(key: string, strength: Strength, { members, lookedAt }: Judged): boolean {
    const told = this.#told.get(key);
    if (told === undefined || strengths.indexOf(strength) > strengths.indexOf(told.strength)) return true;
    if (this.#arrivedOf(members) === told.arrived) return false;
    if (this.#memory.nowMs >= told.tellAgainMs) return true;
    this.#lookLater(lookedAt, told.tellAgainMs - this.#memory.nowMs);
    return false;
  }

  #tell(said: Said, { marks }: Gathered): void {
    const { rule, suspect, strength, key } = said;
    const { nowMs } = this.#memory;
    const isCluster = suspect.members.length > 1;
    // Only those who did anything of what the rule is about: nobody is named for the company alone.
    const members = suspect.members.filter((_, index) => ((marks[index] ?? 0) & rule.evidence) !== 0);
    const rows = members.reduce((sum, member) => sum + this.#memory.rowsOf(member), 0);
    const atMs = this.#told.get(key)?.atMs ?? nowMs;
    const arrived = this.#arrivedOf(suspect.members);
    this.#told.set(key, { atMs, strength, arrived, tellAgainMs: nowMs + this.#pace(rows, true) });
    const cluster = isCluster ? this.#clusterName(suspect.members) : "";
    const written: Suspect = { ...suspect, members, isCluster, cluster, platform: this.#platform };
    if (isCluster) {
      const bit = 1 << this.#rules.rules.indexOf(rule);
      for (const member of members) this.#toldUnder.set(member, (this.#toldUnder.get(member) ?? 0) | bit);
    } else if (!this.#toldUnder.has(suspect.lookedAt)) this.#toldUnder.set(suspect.lookedAt, 0);
    this.#gather(members, suspect.members);
    this.#findings.push(findingOf({ rule, suspect: written, strength, atMs }, this.#memory, this.#gathering));
  }

  /** The newest row of any of them: it changes when something came, and not when something went. */
  #arrivedOf(members: readonly number[]): number {
    return members.reduce((newest, member) => Math.max(newest, this.#memory.newestOf(member)), 0);
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

interface Gathered {
  /** By member: its newest row, and the marks of all its rows. */
  readonly newest: readonly number[];
  readonly marks: readonly number[];
}

interface Said {
  readonly rule: CompiledRule;
  readonly suspect: Judged;
  readonly strength: Strength;
  readonly key: string;
}
