import type { Control, SignalKind, Tally } from "@bridle/desk";

/** A published report. Never changed but for its place in the log. */
export interface KeptReport {
  readonly period: string;
  readonly bytes: Uint8Array;
  readonly signature: Uint8Array;
  readonly publishedAtMs: number;
  /** A person at the desk, or `operator`. */
  readonly by: string;
  /** Where its entry stands in the log, once the log has it. */
  readonly logIndex?: number;
}

/** How far a store of signals was counted. Numbers mean something in that store alone. */
export interface SignalPlace {
  readonly store: string;
  readonly number: number;
}

export interface HandControl {
  /** Without what it refuses, where that is an account or a build. */
  readonly control: Control;
  readonly liftedAtMs?: number;
}

/**
 * What the public report is made of and doesn't lie in the desk's decisions: counts that outlive what was counted,
 * and the reports themselves. Every method is durable on return, all of it or none.
 */
export interface DeskReports {
  /** The half-year in which counting began; nothing before it is reported. */
  since(): string | undefined;
  /** Counting begins. Only once. */
  begin(period: string, tally: Tally): void;
  tally(period: string): Tally;
  /**
   * Adds to a period; of one that is reported already, to the first that isn't: nothing changes behind a report,
   * and nothing is lost to a clock that was wrong. May run inside a transaction of the same file.
   */
  count(period: string, tally: Tally): void;
  /** How far signals were counted. */
  counted(): SignalPlace | undefined;
  /** Counts signals, and remembers how far, in one step: nothing is counted twice. */
  countSignals(period: string, counts: ReadonlyMap<SignalKind, number>, upTo: SignalPlace): void;
  /** What whoever runs the machine refuses by now: what is new is counted, what isn't there any more has ended. */
  sawByHand(period: string, controls: readonly Control[], nowMs: number): void;
  byHand(): readonly HandControl[];
  /** In their order. */
  all(): readonly KeptReport[];
  find(period: string): KeptReport | undefined;
  /** Keeps a report for good. Throws when there is one of its period: that is a bug. */
  add(report: KeptReport): void;
  logged(period: string, index: number): void;
}
