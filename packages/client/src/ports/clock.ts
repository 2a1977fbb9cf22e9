/** Time and timers. In tests a virtual one. */
export interface Clock {
  /** Milliseconds since 1970. May jump; nothing about order relies on it. */
  nowMs(): number;
  /** Calls once after at least `delayMs`; the returned function cancels. */
  schedule(delayMs: number, run: () => void): () => void;
}
