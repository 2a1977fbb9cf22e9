/** Collects an encoding; grows by doubling. */
export class Writer {
  #buffer = new Uint8Array(256);
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

  finish(): Uint8Array {
    return this.#buffer.slice(0, this.#length);
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
