import type { AccountId } from "@bridle/protocol";
import type { Finding } from "../findings/finding.ts";
import { strikes } from "./scenario.ts";
import type { World } from "./world.ts";

const MINUTE_MS = 60_000;

/** What came of a replay, in numbers that anybody can check against the goals. */
export interface Outcome {
  readonly targets: number;
  readonly found: number;
  /** In a finding about the attackers, but touched by none of them. */
  readonly others: number;
  readonly attackers: number;
  readonly attackersNamed: number;
  readonly falseAccounts: number;
  readonly falsePerMillionDay: number;
  readonly findings: number;
  /** From the attack's first act, and from the third person struck, to the first finding about an attacker. */
  readonly minutesFromFirst: number | undefined;
  readonly minutesFromThird: number | undefined;
}

/** Follows a replay and says in the end what it came to. Sees both sides: who attacks and what was found. */
export class Scorer {
  readonly #world: World;
  readonly #attackers = new Map<AccountId, number>();
  readonly #targets = new Set<string>();
  readonly #struck = new Set<number>();
  readonly #found = new Set<string>();
  readonly #named = new Set<AccountId>();
  readonly #wronglyNamed = new Set<AccountId>();
  readonly #findings = new Set<string>();
  #firstActMs: number | undefined;
  #thirdActMs: number | undefined;
  #firstFindingMs: number | undefined;

  constructor(world: World) {
    this.#world = world;
  }

  isAttacker(who: number): boolean {
    const group = this.#world.scenario.groups[this.#world.person(who).group];
    return group?.intent === "attack";
  }

  /** An attacker with this account did something to somebody with this pseudonym. */
  attacked(act: {
    readonly account: AccountId;
    readonly who: number;
    readonly whom: number;
    readonly target: string;
    readonly step: Parameters<typeof strikes.has>[0];
    readonly atMs: number;
  }): void {
    this.#attackers.set(act.account, act.who);
    this.#targets.add(act.target);
    this.#firstActMs ??= act.atMs;
    if (!strikes.has(act.step) || this.#struck.has(act.whom)) return;
    this.#struck.add(act.whom);
    if (this.#struck.size === 3) this.#thirdActMs = act.atMs;
  }

  joined(account: AccountId, who: number): void {
    if (this.isAttacker(who)) this.#attackers.set(account, who);
  }

  found(finding: Finding, nowMs: number): void {
    this.#findings.add(finding.id);
    const { subject } = finding;
    const accounts = subject.kind === "account" ? [subject.account] : subject.accounts;
    const guilty = accounts.filter((account) => this.#attackers.has(account));
    for (const account of guilty) this.#named.add(account);
    for (const account of accounts) if (!this.#attackers.has(account)) this.#wronglyNamed.add(account);
    if (guilty.length === 0 && accounts.length > 0) return;
    this.#firstFindingMs ??= nowMs;
    for (const { target } of finding.exposures) this.#found.add(target);
  }

  outcome(): Outcome {
    const { users, scenario } = this.#world;
    const found = [...this.#targets].filter((target) => this.#found.has(target)).length;
    const minutes = (fromMs: number | undefined): number | undefined =>
      fromMs === undefined || this.#firstFindingMs === undefined
        ? undefined
        : (this.#firstFindingMs - fromMs) / MINUTE_MS;
    return {
      targets: this.#targets.size,
      found,
      others: this.#found.size - found,
      attackers: this.#attackers.size,
      attackersNamed: this.#named.size,
      falseAccounts: this.#wronglyNamed.size,
      falsePerMillionDay: (this.#wronglyNamed.size * 1e6) / (users * scenario.days),
      findings: this.#findings.size,
      minutesFromFirst: minutes(this.#firstActMs),
      minutesFromThird: minutes(this.#thirdActMs),
    };
  }
}

/** What a run tells that goals are about. */
export interface Ran {
  readonly outcome: Outcome;
  /** Bytes that attackers got in front of a target beyond the introduction codec: none, in any world. */
  readonly strangerBytes: number;
  /** Signals that came of messages between contacts: none, in any world. */
  readonly messageSignals: number;
  /** What two people did in the end, where anything was found. */
  readonly aftermath: Aftermath | undefined;
}

/** What two people at the desk did about an attack once its world was over, and what came of it. */
export interface Aftermath {
  /** Pseudonyms of the case, and of how many of them two shares told who they are. */
  readonly targets: number;
  readonly opened: number;
  /** Notices that were sent, and that the server delivered when their people came. */
  readonly notices: number;
  readonly delivered: number;
  /** Accounts that were suspended, and how many of them the server really refused afterwards. */
  readonly controls: number;
  readonly refused: number;
  /** Decisions that the public log took, and that a proof of showed to be in it. */
  readonly logged: number;
  readonly proven: number;
}

/** Which of the scenario's goals don't hold, in words; none is what one wants. */
export function brokenGoals(
  { scenario }: World,
  { outcome, strangerBytes, messageSignals, aftermath }: Ran,
): readonly string[] {
  const { allTargets, thirdAttemptMinutes, falseAccounts } = scenario.goals;
  const broken: string[] = [];
  if (allTargets && outcome.found < outcome.targets) {
    broken.push(`${outcome.targets - outcome.found} of ${outcome.targets} targets missed`);
  }
  if (allTargets && outcome.others > 0) broken.push(`${outcome.others} people listed whom nobody touched`);
  if (thirdAttemptMinutes !== undefined && !((outcome.minutesFromThird ?? Infinity) <= thirdAttemptMinutes)) {
    broken.push(`no finding within ${thirdAttemptMinutes} minutes of the third attempt`);
  }
  if (outcome.falsePerMillionDay > falseAccounts) {
    broken.push(`${outcome.falsePerMillionDay.toFixed(2)} false accounts per million users and day`);
  }
  if (strangerBytes > 0) broken.push(`${strangerBytes} bytes of strangers went past the gate`);
  if (messageSignals > 0) broken.push(`${messageSignals} signals about messages between contacts`);
  if (outcome.found > 0) broken.push(...brokenAfterwards(aftermath));
  return broken;
}

function brokenAfterwards(done: Aftermath | undefined): readonly string[] {
  if (done === undefined) return ["nobody worked the case"];
  const of = (some: number, all: number, what: string): readonly string[] =>
    some === all ? [] : [`${some} of ${all} ${what}`];
  return [
    ...of(done.opened, done.targets, "targets opened"),
    ...of(done.notices, done.opened, "people told"),
    ...of(done.delivered, done.notices, "notices delivered"),
    ...of(done.refused, done.controls, "suspended accounts refused"),
    ...(done.logged === 0 ? ["no decision in the log"] : []),
    ...of(done.proven, done.logged, "decisions proven to be in the log"),
  ];
}
