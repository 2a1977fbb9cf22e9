/** Kept between encodings, so that a message doesn't leave a trail of buffers that were too small. */
const spares: Uint8Array[] = [];
const SPARE_SIZE = 8 * 1024;

/** Collects an encoding; grows by doubling. Call `release` when done with it. */
export class Writer {
  #buffer = spares.pop() ?? new Uint8Array(SPARE_SIZE);
  #length = 0;

  uint(value: number, size: number): void {
    const at = this.#claim(size);
    for (let index = size - 1, rest = value; index >= 0; index--) {
      this.#buffer[at + index] = rest % 256;
      rest = Math.floor(rest / 256);
    }
  }

  raw(bytes: Uint8Array): void {
    const at = this.#claim(bytes.length);
    this.#buffer.set(bytes, at);
  }

  /** What was written, in an array of its own. */
  finish(): Uint8Array {
    return this.#buffer.slice(0, this.#length);
  }

  /** Gives the buffer back, emptied: what was encoded may have been a secret. */
  release(): void {
    this.#buffer.fill(0, 0, this.#length);
    if (this.#buffer.length === SPARE_SIZE && spares.length === 0) spares.push(this.#buffer);
    this.#buffer = new Uint8Array(0);
    this.#length = 0;
  }

  #claim(size: number): number {
    const at = this.#length;
    const needed = at + size;
    if (needed > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(needed, 2 * this.#buffer.length));
      larger.set(this.#buffer.subarray(0, at));
      this.#buffer = larger;
    }
    this.#length = needed;
    return at;
  }
}
