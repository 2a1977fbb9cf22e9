import type { KeyedSignal } from "./keyed-signal.ts";
import type { SignalKind } from "./signal.ts";

const GENERATION_MS = 7 * 24 * 3_600_000;
const BUILDS_MAX = 4096;
/** Stands for all builds together. */
const ALL_BUILDS = 0;
const FAULTS_MAX = 255;
/** Below this many accounts a build says nothing about what is usual on it. */
const USERS_MIN = 200;
/** A release is at fault when so many accounts do the same, and either so large a share of those on it … */
const SPREAD_MIN = 20;
const SPREAD_SHARE = 0.1;
/** … or a smaller one that is so many times what is usual on all other builds together. */
const SPREAD_SHARE_APART = 0.02;
const SPREAD_APART = 4;
/** An account is alone with what it does when no more than this share does the same. */
const ALONE_SHARE = 0.005;

/** What a client's own fault can look like. */
const faultKinds: ReadonlySet<SignalKind> = new Set<SignalKind>([
  "inviteRefused",
  "keyPackageRefused",
  "memberRefused",
  "schemaViolation",
  "callRefused",
  "relayRefused",
  "syncRefused",
  "linkRefused",
  "traceMismatch",
]);

/** `spread`: many on this build do so. `alone`: hardly anybody on a widely used build does. */
export type Company = "spread" | "alone" | "unknown";

/** Where a signal belongs in the tally: its build and its fault, 0 for none. */
export interface BuildFault {
  readonly build: number;
  readonly fault: number;
}

/** How many accounts: those seen on a build, and those of them that do the same thing wrong. */
export interface Seen {
  readonly users: number;
  readonly same: number;
}

interface Generation {
  readonly users: Map<number, number>;
  readonly faults: Map<number, number>;
}

/**
 * How many accounts on each build do the same thing wrong, over one to two weeks. It tells a faulty release
 * from an account that breaks the protocol alone. People's mistakes are much the same on every build, so a fault
 * is compared with other builds before it is put down to the release. Builds are what clients claim: whoever
 * makes up a name of its own is in no company, and accounts of one hand are no company for each other.
 */
export class BuildTally {
  readonly #builds = new Map<string, number>();
  readonly #faults = new Map<string, number>();
  #now: Generation = { users: new Map(), faults: new Map() };
  #before: Generation = { users: new Map(), faults: new Map() };
  #startedMs = 0;
  #beforeStartedMs = 0;

  /** Signals of an account at or after this time were counted in the running generation. */
  get startedMs(): number {
    return this.#startedMs;
  }

  /** Small numbers for a signal's build and fault; 0 where there is none, or where there are too many. */
  numbersOf(signal: KeyedSignal): BuildFault {
    this.#turn(signal.atMs);
    const build = signal.build === undefined ? 0 : numbered(this.#builds, signal.build, BUILDS_MAX);
    const isFault = build > 0 && faultKinds.has(signal.kind);
    const fault = isFault ? numbered(this.#faults, `${signal.kind} ${signal.detail ?? ""}`, FAULTS_MAX) : 0;
    return { build, fault };
  }

  /** Counts an account that is new to a build, or to a fault on it, in this generation. */
  count(at: BuildFault, isNew: { user: boolean; fault: boolean }): void {
    if (at.build === 0) return;
    for (const build of [at.build, ALL_BUILDS]) {
      if (isNew.user) increment(this.#now.users, build);
      if (isNew.fault && at.fault > 0) increment(this.#now.faults, pair({ build, fault: at.fault }));
    }
  }

  /** In which company a suspect does this; `own` are the suspect's own accounts, as far as they were counted. */
  company(at: BuildFault, own: Seen): Company {
    if (at.fault === 0) return "unknown";
    const all = this.#seen(at);
    const [users, same] = [all.users - own.users, all.same - own.same];
    if (users < USERS_MIN) return "unknown";
    if (same >= SPREAD_MIN && same >= SPREAD_SHARE * users) return "spread";
    if (same <= ALONE_SHARE * users) return "alone";
    const everywhere = this.#seen({ build: ALL_BUILDS, fault: at.fault });
    const elsewhere = { users: everywhere.users - all.users, same: everywhere.same - all.same };
    const isApart =
      elsewhere.users >= USERS_MIN && same * elsewhere.users >= SPREAD_APART * elsewhere.same * users;
    return isApart && same >= SPREAD_MIN && same >= SPREAD_SHARE_APART * users ? "spread" : "unknown";
  }

  /** 1 and 2: the generations in which what happened then is counted; 0: not any more. */
  generationOf(atMs: number): 0 | 1 | 2 {
    if (atMs >= this.#startedMs) return 2;
    return atMs >= this.#beforeStartedMs ? 1 : 0;
  }

  #seen(at: BuildFault): Seen {
    return { users: this.#sum("users", at.build), same: this.#sum("faults", pair(at)) };
  }

  #sum(what: keyof Generation, key: number): number {
    return (this.#now[what].get(key) ?? 0) + (this.#before[what].get(key) ?? 0);
  }

  #turn(nowMs: number): void {
    if (nowMs < this.#startedMs + GENERATION_MS) return;
    const wasLong = nowMs >= this.#startedMs + 2 * GENERATION_MS;
    this.#before = wasLong ? { users: new Map(), faults: new Map() } : this.#now;
    this.#now = { users: new Map(), faults: new Map() };
    this.#beforeStartedMs = wasLong ? nowMs : this.#startedMs;
    this.#startedMs = nowMs;
    for (const [name, build] of this.#builds) if (!this.#before.users.has(build)) this.#builds.delete(name);
  }
}

function pair({ build, fault }: BuildFault): number {
  return build * (FAULTS_MAX + 1) + fault;
}

function increment(counts: Map<number, number>, key: number): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function numbered(names: Map<string, number>, name: string, max: number): number {
  const known = names.get(name);
  if (known !== undefined) return known;
  if (names.size >= max) return 0;
  const taken = new Set(names.values());
  let number = names.size + 1;
  while (taken.has(number)) number = (number % max) + 1;
  names.set(name, number);
  return number;
}
