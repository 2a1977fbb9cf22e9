/** Bytes that wait for what follows them, up to a bound; what goes beyond it is dropped. Room grows by doubling, so that each byte is moved a few times only. */
export class HeldBytes {
  readonly #most: number;
  #room = new Uint8Array(0);
  #length = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get length(): number {
    return this.#length;
  }

  add(bytes: Uint8Array): void {
    const taken = bytes.subarray(0, this.#most - this.#length);
    if (taken.length === 0) return;
    const needed = this.#length + taken.length;
    if (needed > this.#room.length) {
      const room = new Uint8Array(Math.min(this.#most, Math.max(needed, 2 * this.#room.length)));
      room.set(this.#room.subarray(0, this.#length));
      this.#room = room;
    }
    this.#room.set(taken, this.#length);
    this.#length = needed;
  }

  /** What is held, which is let go; valid until the next `add`. */
  take(): Uint8Array {
    const held = this.#room.subarray(0, this.#length);
    this.#length = 0;
    return held;
  }
}
