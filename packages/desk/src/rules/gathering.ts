import { reaches, type Reach } from "../findings/finding.ts";
import type { BuildTally } from "../signals/build-tally.ts";
import { grown } from "../signals/grown.ts";
import type { SignalLog } from "../signals/signal-log.ts";
import { signalKinds, type SignalKind } from "../signals/signal.ts";
import type { CompiledRules } from "./compile-rules.ts";
import { SuspectsCompany } from "./suspects-company.ts";

const SEQUENCES_MAX = 8;

/** How far each kind of signal got, as an index into `reaches`. */
const reachOfKind = signalKinds.map((kind) => reaches.indexOf(reachOf(kind)));

function reachOf(kind: SignalKind): Reach {
  if (kind === "introductionAccepted") return "accepted";
  if (kind === "introduction") return "introduction";
  return kind === "handleLookup" ? "lookedUp" : "nothing";
}

/**
 * What one account or cluster did, person by person. The arrays are reused from one gathering to the next, and
 * a mark that a faulty release explains is gone before anything counts it.
 */
export class Gathering {
  readonly #rules: CompiledRules;
  readonly #log: SignalLog;
  readonly #company: SuspectsCompany;
  /** By target number: the round in which it got a place, and that place. */
  #round = new Uint32Array(1024);
  #place = new Uint32Array(1024);
  #rounds = 0;
  // By place.
  target = new Int32Array(64);
  marks = new Uint32Array(64);
  firstMs = new Float64Array(64);
  lastMs = new Float64Array(64);
  attempts = new Uint32Array(64);
  reached = new Uint8Array(64);
  /** By place and sequence: when the first thing first happened, and the second last. */
  #beganMs = new Float64Array(64 * SEQUENCES_MAX);
  #endedMs = new Float64Array(64 * SEQUENCES_MAX);
  places = 0;
  rows = 0;
  /** All marks of all its signals. */
  allMarks = 0;

  constructor(of: { readonly rules: CompiledRules; readonly log: SignalLog; readonly builds: BuildTally }) {
    this.#rules = of.rules;
    this.#log = of.log;
    this.#company = new SuspectsCompany(of);
    if (of.rules.sequences.length > SEQUENCES_MAX) throw new Error(`more than ${SEQUENCES_MAX} sequences`);
  }

  /** `newest`: the newest row of each account of the suspect, whose company is nobody of its own. */
  begin(newest: readonly number[]): void {
    this.#company.begin(newest);
    this.#rounds++;
    this.places = 0;
    this.rows = 0;
    this.allMarks = 0;
  }

  /** Adds an account's signals, from its newest one back. Returns the marks that they bear together. */
  add(newest: number): number {
    const log = this.#log;
    let all = 0;
    for (let row = newest; log.has(row); row = log.beforeOfSource(row)) {
      const marks = this.marksOf(row);
      all |= marks;
      this.rows++;
      const target = log.target(row);
      if (target >= 0) this.#concern(target, row, marks);
    }
    this.allMarks |= all;
    return all;
  }

  /** The marks of a row, without those that its company on its build takes away. */
  marksOf(row: number): number {
    const marks = this.#log.marks(row);
    const fault = this.#log.fault(row);
    const { aloneMask, firmMask } = this.#rules;
    if (fault === 0) return marks & ~aloneMask;
    const company = this.#company.of(this.#log.build(row), fault);
    if (company === "spread") return marks & firmMask;
    return company === "alone" ? marks : marks & ~aloneMask;
  }

  /** Whether the first thing of a sequence came before the second, for the person at this place. */
  inOrder(place: number, sequence: number): boolean {
    const at = place * SEQUENCES_MAX + sequence;
    return (this.#beganMs[at] ?? 0) <= (this.#endedMs[at] ?? 0);
  }

  #concern(target: number, row: number, marks: number): void {
    const place = this.#placeOf(target);
    const atMs = this.#log.atMs(row);
    this.marks[place] = (this.marks[place] ?? 0) | marks;
    this.firstMs[place] = Math.min(this.firstMs[place] ?? atMs, atMs);
    this.lastMs[place] = Math.max(this.lastMs[place] ?? atMs, atMs);
    this.attempts[place] = (this.attempts[place] ?? 0) + this.#log.times(row);
    this.reached[place] = Math.max(this.reached[place] ?? 0, reachOfKind[this.#log.kind(row)] ?? 0);
    const { sequences } = this.#rules;
    for (let index = 0; index < sequences.length; index++) {
      const at = place * SEQUENCES_MAX + index;
      const { first = 0, second = 0 } = sequences[index] ?? {};
      if ((marks & first) !== 0) this.#beganMs[at] = Math.min(this.#beganMs[at] ?? atMs, atMs);
      if ((marks & second) !== 0) this.#endedMs[at] = Math.max(this.#endedMs[at] ?? atMs, atMs);
    }
  }

  #placeOf(target: number): number {
    this.#round = grown(this.#round, target);
    this.#place = grown(this.#place, target);
    if (this.#round[target] === this.#rounds) return this.#place[target] ?? 0;
    const place = this.places++;
    if (place === this.target.length) this.#grow();
    this.#round[target] = this.#rounds;
    this.#place[target] = place;
    this.target[place] = target;
    this.marks[place] = 0;
    this.firstMs[place] = Number.POSITIVE_INFINITY;
    this.lastMs[place] = 0;
    this.attempts[place] = 0;
    this.reached[place] = 0;
    const from = place * SEQUENCES_MAX;
    this.#beganMs.fill(Number.POSITIVE_INFINITY, from, from + SEQUENCES_MAX);
    this.#endedMs.fill(0, from, from + SEQUENCES_MAX);
    return place;
  }

  #grow(): void {
    const last = this.target.length;
    this.target = grown(this.target, last);
    this.marks = grown(this.marks, last);
    this.firstMs = grown(this.firstMs, last);
    this.lastMs = grown(this.lastMs, last);
    this.attempts = grown(this.attempts, last);
    this.reached = grown(this.reached, last);
    this.#beganMs = grown(this.#beganMs, last * SEQUENCES_MAX);
    this.#endedMs = grown(this.#endedMs, last * SEQUENCES_MAX);
  }
}
