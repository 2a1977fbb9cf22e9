const firstSize = 64 * 1024;
const sizeMax = 1024 * 1024;

/**
 * Writes that follow each other in a file, gathered to be written as one: a commit of SQLite is two writes
 * per page, and in a private window each write is a call to another process.
 */
export class WriteRun {
  #bytes = new Uint8Array(firstSize);
  #at = 0;
  #length = 0;

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  /** Takes a write that begins the run or continues it. False when it does neither, or there is no room. */
  add(bytes: Uint8Array, at: number): boolean {
    if (this.#length === 0) this.#at = at;
    const end = this.#length + bytes.length;
    if (at !== this.#at + this.#length || end > sizeMax) return false;
    if (end > this.#bytes.length) this.#grow(end);
    this.#bytes.set(bytes, this.#length);
    this.#length = end;
    return true;
  }

  /** What was gathered, and its place. The run is empty afterwards; the bytes hold until the next `add`. */
  take(): { readonly bytes: Uint8Array<ArrayBuffer>; readonly at: number } {
    const bytes = this.#bytes.subarray(0, this.#length);
    this.#length = 0;
    return { bytes, at: this.#at };
  }

  #grow(size: number): void {
    const larger = new Uint8Array(Math.min(sizeMax, 2 ** Math.ceil(Math.log2(size))));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
