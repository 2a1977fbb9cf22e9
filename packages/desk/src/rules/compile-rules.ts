import { assert } from "@bridle/protocol";
import type { KeyedSignal } from "../signals/keyed-signal.ts";
import { signalKinds, type SignalKind } from "../signals/signal.ts";
import type { Line, Rule, Selector } from "./rule.ts";

/** Two things of which one must come before the other, with the same person. */
export interface Sequence {
  readonly first: number;
  readonly second: number;
}

/** A line as masks over the marks that a signal gets when it comes in. */
export interface CompiledLine {
  readonly line: Line;
  readonly mark: number;
  /** Index of its sequence, -1 without one. */
  readonly sequence: number;
  readonly unless: number;
  readonly ripeMs: number;
}

export interface CompiledRule {
  readonly rule: Rule;
  readonly perTarget: readonly CompiledLine[];
  readonly perSignal: readonly CompiledLine[];
  /** The marks that any of its lines names. */
  readonly mask: number;
  /** Those, and the marks of what must come before. */
  readonly evidence: number;
  readonly spared: { readonly of: number; readonly answered: number; readonly share: number } | undefined;
  readonly raisedBy: number;
  /** The points from which on it says anything about one account. */
  readonly least: number;
}

const MARKS_MAX = 31;
/** What a faulty release never explains. */
const NEVER_A_FAULT: ReadonlySet<SignalKind> = new Set<SignalKind>(["serverField"]);

/**
 * All rules together, ready to run. Every different selector gets one bit; a signal is compared with them
 * once, when it comes, and from then on it is those bits.
 */
export class CompiledRules {
  readonly rules: readonly CompiledRule[];
  readonly sequences: readonly Sequence[];
  /** Marks that only count where an account is alone on its build with what it does. */
  readonly aloneMask: number;
  /** Marks that a faulty release doesn't take away. */
  readonly firmMask: number;
  readonly #selectors: readonly Selector[];
  readonly #byKind: ReadonlyMap<SignalKind, readonly number[]>;

  constructor(rules: readonly Rule[]) {
    const ids = new Set(rules.map((rule) => rule.id));
    assert(ids.size === rules.length, "two rules with one id");
    const marks = new Marks();
    const sequences: Sequence[] = [];
    this.rules = rules.map((rule) => compiled(rule, marks, sequences));
    this.sequences = sequences;
    this.#selectors = marks.selectors;
    assert(this.#selectors.length <= MARKS_MAX, `more than ${MARKS_MAX} different selectors in all rules`);
    this.#byKind = new Map(signalKinds.map((kind) => [kind, marks.naming(kind)]));
    this.aloneMask = marks.mask((selector) => selector.aloneOnBuild === true);
    this.firmMask = marks.mask((selector) => selector.kinds.every((kind) => NEVER_A_FAULT.has(kind)));
  }

  /** The marks of a signal; `inferred` when it came without an account. */
  marksOf(signal: KeyedSignal, inferred: boolean): number {
    let marks = 0;
    for (const index of this.#byKind.get(signal.kind) ?? []) {
      const selector = this.#selectors[index];
      if (selector !== undefined && answers(signal, selector, inferred)) marks |= 1 << index;
    }
    return marks;
  }
}

function answers(signal: KeyedSignal, selector: Selector, inferred: boolean): boolean {
  if (selector.inferred !== "either" && (selector.inferred ?? false) !== inferred) return false;
  if (selector.nobody === true && signal.target !== undefined) return false;
  if (selector.details === undefined) return true;
  const { detail = "" } = signal;
  return selector.details.some((named) => detail === named || detail.startsWith(`${named}:`));
}

/** Bits for selectors: equal ones share one. */
class Marks {
  readonly selectors: Selector[] = [];
  readonly #known = new Map<string, number>();

  bit({ kinds, details, nobody, inferred, aloneOnBuild }: Selector): number {
    const name = JSON.stringify([kinds.toSorted(), details?.toSorted(), nobody, inferred, aloneOnBuild]);
    const known = this.#known.get(name);
    if (known !== undefined) return 1 << known;
    const index = this.selectors.length;
    this.#known.set(name, index);
    this.selectors.push({
      kinds,
      ...(details === undefined ? {} : { details }),
      ...(nobody === undefined ? {} : { nobody }),
      ...(inferred === undefined ? {} : { inferred }),
      ...(aloneOnBuild === undefined ? {} : { aloneOnBuild }),
    });
    return 1 << index;
  }

  naming(kind: SignalKind): readonly number[] {
    return this.selectors.flatMap((selector, index) => (selector.kinds.includes(kind) ? [index] : []));
  }

  mask(holds: (selector: Selector) => boolean): number {
    return this.selectors.reduce(
      (mask, selector, index) => (holds(selector) ? mask | (1 << index) : mask),
      0,
    );
  }
}

function compiled(rule: Rule, marks: Marks, sequences: Sequence[]): CompiledRule {
  const lines = rule.lines.map((line): CompiledLine => {
    const mark = marks.bit(line);
    const first = line.after === undefined ? 0 : marks.bit({ kinds: line.after, inferred: "either" });
    return {
      line,
      mark,
      sequence: first === 0 ? -1 : sequenceOf(sequences, { first, second: mark }),
      unless: line.unless === undefined ? 0 : marks.bit({ kinds: line.unless, inferred: "either" }),
      ripeMs: (line.ripeHours ?? 0) * 3_600_000,
    };
  });
  const { spared, raisedBy } = rule;
  return {
    rule,
    perTarget: lines.filter(({ line }) => line.per === "target"),
    perSignal: lines.filter(({ line }) => line.per === "signal"),
    mask: lines.reduce((mask, { mark }) => mask | mark, 0),
    evidence: lines.reduce((mask, { mark, sequence }) => mask | mark | (sequences[sequence]?.first ?? 0), 0),
    spared: spared && {
      of: marks.bit({ kinds: spared.of, inferred: "either" }),
      answered: marks.bit({ kinds: spared.answered, inferred: "either" }),
      share: spared.share,
    },
    raisedBy: raisedBy.length === 0 ? 0 : marks.bit({ kinds: raisedBy, inferred: "either" }),
    least: Math.min(...Object.values(rule.strength)),
  };
}

function sequenceOf(sequences: Sequence[], wanted: Sequence): number {
  const known = sequences.findIndex(
    ({ first, second }) => first === wanted.first && second === wanted.second,
  );
  return known >= 0 ? known : sequences.push(wanted) - 1;
}
