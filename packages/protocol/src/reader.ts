/** Why bytes were refused, and at which offset of the message. Carries no user data. */
export interface Malformed {
  readonly kind: "malformed";
  readonly reason:
    | "truncated"
    | "trailing_bytes"
    | "out_of_range"
    | "too_long"
    | "not_utf8"
    | "unknown_tag"
    | "not_canonical";
  readonly offset: number;
}

/** Thrown by `Reader` alone and caught in `decode` alone. */
export class Refused extends Error {
  readonly malformed: Malformed;
  constructor(reason: Malformed["reason"], offset: number) {
    super(reason);
    this.malformed = { kind: "malformed", reason, offset };
  }
}

/** Walks over bytes that came from outside. What it gives out is a copy: nobody keeps the frame alive or changes it. */
export class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get offset(): number {
    return this.#at;
  }

  get atEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  uint(size: number): number {
    const from = this.#advance(size);
    let value = 0;
    for (let index = from; index < from + size; index++) {
      value = value * 256 + (this.#bytes[index] ?? 0);
    }
    return value;
  }

  raw(size: number): Uint8Array {
    const from = this.#advance(size);
    // Not `slice`: on Node's Buffer, which sockets hand out, that is a view into a shared pool.
    const copy = new Uint8Array(size);
    copy.set(this.#bytes.subarray(from, from + size));
    return copy;
  }

  refuse(reason: Malformed["reason"], offset = this.#at): never {
    throw new Refused(reason, offset);
  }

  #advance(size: number): number {
    const from = this.#at;
    if (from + size > this.#bytes.length) this.refuse("truncated");
    this.#at = from + size;
    return from;
  }
}
