import type { BuildTally, Company, Seen } from "../signals/build-tally.ts";
import type { SignalLog } from "../signals/signal-log.ts";

const NOBODY: Seen = { users: 0, same: 0 };
/** Faults of a build are numbered below this. */
const FAULTS = 256;

/** Accounts of one suspect that were counted for one thing, and the one that was counted last. */
interface Own {
  count: number;
  last: number;
}

/**
 * In which company one suspect at a time does what it does on its builds. The accounts of a cluster are one
 * hand: they are taken out of the tally before it is asked.
 */
export class SuspectsCompany {
  readonly #log: SignalLog;
  readonly #builds: BuildTally;
  /** By build and fault; a build alone has the fault 0. */
  readonly #own = new Map<number, Own>();
  readonly #known = new Map<number, Company>();
  #isCluster = false;

  constructor(of: { readonly log: SignalLog; readonly builds: BuildTally }) {
    this.#log = of.log;
    this.#builds = of.builds;
  }

  /** `newest`: the newest row of each of the suspect's accounts. */
  begin(newest: readonly number[]): void {
    this.#own.clear();
    this.#known.clear();
    // One account more or less makes no difference to what many do.
    this.#isCluster = newest.length > 1;
    if (this.#isCluster) for (const row of newest) this.#countRows(row);
  }

  of(build: number, fault: number): Company {
    const key = build * FAULTS + fault;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const company = this.#builds.company(
      { build, fault },
      this.#isCluster ? this.#seenOf(key, build) : NOBODY,
    );
    this.#known.set(key, company);
    return company;
  }

  #seenOf(key: number, build: number): Seen {
    return { users: this.#own.get(build * FAULTS)?.count ?? 0, same: this.#own.get(key)?.count ?? 0 };
  }

  /** As the tally does: once for each account in each generation. */
  #countRows(newest: number): void {
    const log = this.#log;
    for (let row = newest; log.has(row); row = log.beforeOfSource(row)) {
      const build = log.build(row);
      const generation = this.#builds.generationOf(log.atMs(row));
      if (generation === 0) return;
      if (build === 0) continue;
      this.#countOnce(build * FAULTS, 2 * newest + generation);
      const fault = log.fault(row);
      if (fault > 0) this.#countOnce(build * FAULTS + fault, 2 * newest + generation);
    }
  }

  #countOnce(key: number, who: number): void {
    const own = this.#own.get(key);
    if (own === undefined) this.#own.set(key, { count: 1, last: who });
    else if (own.last !== who) {
      own.count++;
      own.last = who;
    }
  }
}
