/** Time, real or simulated. */
export interface Clock {
  /** Unix time in ms. May jump; nothing but expiry and what people read depends on it. */
  nowMs(): number;
  /** Never goes back, never jumps; only differences mean something. */
  monotonicMs(): number;
  /** Runs later, never inside the call; 0 means as soon as what has already arrived is read. */
  after(delayMs: number, run: () => void): void;
}
