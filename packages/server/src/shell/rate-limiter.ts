import type { RateLimit } from "@bridle/protocol";

interface Bucket {
  tokens: number;
  atMs: number;
  readonly rate: RateLimit;
}

const SWEEP_AT = 50_000;

/** Token buckets, made when first used and forgotten when full again. Times are monotonic. */
export class RateLimiter {
  readonly #buckets = new Map<string | number, Bucket>();
  #sweepAt = SWEEP_AT;

  /** Takes one token: 0, or the ms until there is one. */
  take(key: string | number, rate: RateLimit, nowMs: number): number {
    const bucket = this.#buckets.get(key);
    if (bucket === undefined) {
      if (this.#buckets.size >= this.#sweepAt) this.sweep(nowMs);
      this.#buckets.set(key, { tokens: rate.burst - 1, atMs: nowMs, rate });
      return 0;
    }
    const tokens = refilled(bucket, nowMs);
    bucket.atMs = nowMs;
    if (tokens < 1) {
      bucket.tokens = tokens;
      return Math.ceil(((1 - tokens) * 60_000) / rate.perMinute);
    }
    bucket.tokens = tokens - 1;
    return 0;
  }

  /** Puts back a token that was taken. */
  giveBack(key: string | number): void {
    const bucket = this.#buckets.get(key);
    if (bucket !== undefined) bucket.tokens = Math.min(bucket.rate.burst, bucket.tokens + 1);
  }

  /** Forgets buckets that are full again. */
  sweep(nowMs: number): void {
    for (const [key, bucket] of this.#buckets) {
      if (refilled(bucket, nowMs) >= bucket.rate.burst) this.#buckets.delete(key);
    }
    this.#sweepAt = Math.max(SWEEP_AT, 2 * this.#buckets.size);
  }
}

function refilled(bucket: Bucket, nowMs: number): number {
  const { tokens, atMs, rate } = bucket;
  return Math.min(rate.burst, tokens + ((nowMs - atMs) * rate.perMinute) / 60_000);
}
