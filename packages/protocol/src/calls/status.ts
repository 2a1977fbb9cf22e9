import { closed, decode, encode, struct, text, u32 } from "../codec.ts";

/** What any call may answer instead of its reply. */
export const statuses = [
  "malformed",
  "unauthenticated",
  "rate_limited",
  "overloaded",
  "unsupported",
  "internal",
  /** A control in force (the kill switch). `detail`: the reason's id; `retryAfterMs`: until it ends, 0 for open-ended. */
  "refused_by_operator",
] as const;
export type Status = (typeof statuses)[number];

export interface CommonRefusal {
  readonly kind: Status;
  /** Where the request was malformed, the missing call, or an operator's reason; never user data. */
  readonly detail: string;
  readonly retryAfterMs: number;
}

/** The body of a reply frame with status `refusal`. */
export const refusal = struct({
  status: closed(...statuses),
  detail: text({ maxCodePoints: 120 }),
  retryAfterMs: u32,
});

export function encodeRefusal(refused: CommonRefusal): Uint8Array {
  const { kind, detail, retryAfterMs } = refused;
  return encode(refusal, { status: kind, detail, retryAfterMs });
}

export function decodeRefusal(raw: Uint8Array): CommonRefusal {
  const read = decode(refusal, raw);
  if (!read.ok) return { kind: "internal", detail: "unreadable refusal", retryAfterMs: 0 };
  return { kind: read.value.status, detail: read.value.detail, retryAfterMs: read.value.retryAfterMs };
}
