import { Cancelled } from "@bridle/check";

/** What went through in one run, and whether it should go on. */
export class Reading {
  bytesRead = 0;
  aborted = false;
  /** Never resolves; rejects once the run is cancelled. */
  readonly cancelled: Promise<never>;
  #reject: (why: Cancelled) => void = () => undefined;

  constructor() {
    this.cancelled = new Promise((_, reject) => (this.#reject = reject));
    // Nobody may be waiting for it.
    this.cancelled.catch(() => undefined);
  }

  cancel(): void {
    this.aborted = true;
    this.#reject(new Cancelled("cancelled"));
  }

  /** Every read passes here, so that a run ends with the next one. */
  read(bytes: number): void {
    if (this.aborted) throw new Cancelled("cancelled");
    this.bytesRead += bytes;
  }
}
