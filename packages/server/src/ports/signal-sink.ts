import type { Signal, StrongLink } from "@bridle/desk";

/**
 * Where signals go. Both methods return at once and never throw: losing a signal must not slow or stop a
 * message. What `take` was given lives in memory only, until the sink has keyed and sealed it.
 */
export interface SignalSink {
  /**
   * An `introductionAccepted` comes for every member whom somebody invites to a new conversation; the sink
   * drops it, unless that member's introduction is among the signals that it holds.
   */
  take(signal: Signal): void;
  /** 16 bytes of a keyed hash: equal for equal material while the key lives, and saying nothing else. */
  tag(kind: StrongLink["kind"], material: Uint8Array): Uint8Array;
}

/** For servers without a desk. */
export const noSignals: SignalSink = { take: () => undefined, tag: () => new Uint8Array(16) };
