import { concatBytes, utf8Encode } from "@bridle/protocol";
import { SIGNAL_LIFETIME_MS } from "../domain/detection-profile.ts";
import { PSEUDONYM_SIZE } from "./stored-signal.ts";

/** The one key of a period, 32 bytes. */
export interface PeriodKey {
  readonly period: number;
  readonly key: Uint8Array;
}

/** Where the key lies between two starts of the server: in no database and in no backup. */
export interface PeriodKeyFile {
  read(): PeriodKey | undefined;
  /** Replaces the one before it. */
  write(key: PeriodKey): void;
}

type Keyed = (data: Uint8Array) => Uint8Array;

/**
 * Names for targets that mean nothing without a key, and nothing at all once it is gone. A period lasts 14
 * days, as long as a signal; its key lives no longer. Whoever is a target on both sides of a boundary has
 * two pseudonyms, so that counts of targets come out higher there and never lower; opening them finds the
 * same account twice (docs/retention.md).
 */
export class Pseudonyms {
  readonly #file: PeriodKeyFile;
  readonly #makeKey: () => Uint8Array;
  /** HMAC-SHA-256 under a key. */
  readonly #hmacWith: (key: Uint8Array) => Keyed;
  #period: number | undefined;
  #keyed: Keyed | undefined;

  constructor(parts: {
    readonly file: PeriodKeyFile;
    makeKey(): Uint8Array;
    hmacWith(key: Uint8Array): Keyed;
  }) {
    this.#file = parts.file;
    this.#makeKey = () => parts.makeKey();
    this.#hmacWith = (key) => parts.hmacWith(key);
  }

  /** Of an account id's bytes. */
  of(account: Uint8Array, nowMs: number): Uint8Array {
    return this.tag("target", account, nowMs);
  }

  /** 16 bytes over material of one kind. */
  tag(kind: string, material: Uint8Array, nowMs: number): Uint8Array {
    return this.#under(nowMs)(concatBytes(utf8Encode(`${kind}\0`), material)).slice(0, PSEUDONYM_SIZE);
  }

  /** Lets the key of a period that is over go, also when nothing happens any more. */
  turn(nowMs: number): void {
    this.#under(nowMs);
  }

  #under(nowMs: number): Keyed {
    const period = Math.floor(nowMs / SIGNAL_LIFETIME_MS);
    if (this.#keyed !== undefined && this.#period === period) return this.#keyed;
    const kept = this.#file.read();
    const key = kept?.period === period ? kept.key : this.#makeKey();
    if (kept?.period !== period) this.#file.write({ period, key });
    this.#period = period;
    this.#keyed = this.#hmacWith(key);
    return this.#keyed;
  }
}
