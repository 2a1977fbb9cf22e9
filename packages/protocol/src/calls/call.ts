import { struct, type Codec } from "../codec.ts";

// A call of the wire, declared once: who may call, what goes in and out, which outcomes the caller must
// expect, how often. Two tiers of error: the statuses that any call may return, and its own outcomes.

/** `open`: anyone. `session`: a device that proved its key on this connection. */
export type AuthMode = "open" | "session";

/** A token bucket: `burst` at once, then `perMinute`. `address` doesn't count loopback. */
export interface RateLimit {
  readonly key: "address" | "device" | "account";
  readonly burst: number;
  readonly perMinute: number;
}

export interface Call<Request, Reply, Outcome extends string> {
  readonly tag: number;
  readonly auth: AuthMode;
  readonly request: Codec<Request>;
  readonly reply: Codec<Reply>;
  readonly outcomes: readonly Outcome[];
  readonly rate: RateLimit;
}

export function call<Request, Reply, const Outcome extends string = never>(
  declared: Omit<Call<Request, Reply, Outcome>, "outcomes"> & { readonly outcomes?: readonly Outcome[] },
): Call<Request, Reply, Outcome> {
  return { outcomes: [], ...declared };
}

/** A request or reply that says all by being there. */
export const nothing = struct({});

export function perDevice(burst: number, perMinute: number): RateLimit {
  return { key: "device", burst, perMinute };
}

export function perAccount(burst: number, perMinute: number): RateLimit {
  return { key: "account", burst, perMinute };
}

export function perAddress(burst: number, perMinute: number): RateLimit {
  return { key: "address", burst, perMinute };
}

export const housekeeping: RateLimit = perDevice(600, 1200);
