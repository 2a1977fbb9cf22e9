/** Where an accepted request was put. */
export interface Answer {
  readonly order: number;
  readonly atMs: number;
}

/** What was answered to requests that must take effect once, by keyed hash of (device, message id). */
export interface Answers {
  /** On the path of every message. */
  find(key: Uint8Array): Answer | undefined;
  /** The key must be new. */
  keep(key: Uint8Array, answer: Answer): void;
  /**
   * Forgets answers older than `beforeMs` among the next `rows` keys after `from`, and says where to go
   * on; `undefined` at the end.
   */
  expire(beforeMs: number, from: Uint8Array | undefined, rows: number): Uint8Array | undefined;
}
