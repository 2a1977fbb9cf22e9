import type { Strength } from "../findings/finding.ts";
import type { HarmlessName } from "../findings/harmless.ts";
import type { SignalKind } from "../signals/signal.ts";

/** Which signals one line of a rule is about. */
export interface Selector {
  readonly kinds: readonly SignalKind[];
  /** Only these details, whole or up to their colon: `call.offer` is any reason for which that call was refused. */
  readonly details?: readonly string[];
  /** Only signals that name nobody who exists, such as a lookup of a handle that nobody has. */
  readonly nobody?: true;
  /**
   * Only signals that came without an account and were put down to the few strangers who had looked up or
   * written to the person concerned. Without this, only those that came with one.
   */
  readonly inferred?: true | "either";
  /** Only where a build is widely used and hardly anybody else on it does the same. */
  readonly aloneOnBuild?: true;
}

/** One line of a rule: what counts, and how much. */
export interface Line extends Selector {
  /** `target`: once for each person concerned. `signal`: every time. */
  readonly per: "target" | "signal";
  readonly points: number;
  /** All that this line can give. */
  readonly atMost?: number;
  /** Counts only for people with whom one of these happened before. */
  readonly after?: readonly SignalKind[];
  /** Doesn't count for people with whom one of these happened, before or later. */
  readonly unless?: readonly SignalKind[];
  /** Counts only after so long: people need time to answer. */
  readonly ripeHours?: number;
}

/** Spares whoever gets answers: `answered` / `of`, counted in people, at or above `share`. */
export interface Spared {
  readonly of: readonly SignalKind[];
  readonly answered: readonly SignalKind[];
  readonly share: number;
}

/** A small past with what the rule must say about it. Signals are written as in `parse-test-signal.ts`. */
export interface RuleTest {
  readonly name: string;
  readonly signals: readonly string[];
  readonly expect: Strength | "nothing";
}

/** A rule as analysts read and write it. Points halve with age; their sum gives the strength. */
export interface Rule {
  readonly id: string;
  /** Counts up with every change; findings name it. */
  readonly version: number;
  readonly author: string;
  readonly title: string;
  readonly description: string;
  readonly subject: "account" | "cluster" | "any";
  readonly windowHours: number;
  readonly halfLifeHours: number;
  readonly lines: readonly Line[];
  /** A cluster needs so much more for each member beyond the first, as a share of the points. */
  readonly perMember: number;
  readonly spared?: Spared;
  /** Any of these raises what holds already by one step, at most to "strong". */
  readonly raisedBy: readonly SignalKind[];
  /** Points from which on the rule says this. */
  readonly strength: Readonly<Partial<Record<Strength, number>>>;
  readonly couldBe: readonly HarmlessName[];
  readonly tests: readonly RuleTest[];
}
