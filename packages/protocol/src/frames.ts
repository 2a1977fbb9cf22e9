import { bytes, closed, struct, u32, u53, u8, union, type Infer } from "./codec.ts";
import { limits } from "./limits.ts";
import { ephemeral, mailboxEntry } from "./mailbox.ts";

// The frames of the WebSocket: one binary message is one frame.

export const PROTOCOL_VERSION = 1;

/** What a frame may carry besides its own ten bytes (tag, id, tag or status, length). */
const body = bytes({ max: limits.frameMax - 10 });

/** Client to server. */
export const clientFrame = union({
  call: [1, struct({ id: u32, tag: u8, body })],
  /** Everything up to this mailbox number is durable on the device; the server may drop it. */
  ack: [2, struct({ seq: u53 })],
});
export type ClientFrame = Infer<typeof clientFrame>;

/** Server to client. */
export const serverFrame = union({
  /** `reply`: the call's reply. `outcome`: one byte, its index. `refusal`: a common refusal. */
  reply: [1, struct({ id: u32, status: closed("reply", "outcome", "refusal"), body })],
  deliver: [2, struct({ seq: u53, entry: mailboxEntry })],
  /** Everything that waited when the session opened has been delivered. */
  caughtUp: [3, struct({ seq: u53 })],
  ephemeral: [4, ephemeral],
  /** The server closes; come back after this many milliseconds. */
  goAway: [
    5,
    struct({ reason: closed("shutdown", "replaced", "slow_consumer", "revoked"), retryAfterMs: u32 }),
  ],
});
export type ServerFrame = Infer<typeof serverFrame>;

/** Signing inputs of session and account proofs: label ‖ 0 ‖ server id ‖ nonce ‖ account and device id, or root key. */
export const PROOF_LABELS = { session: "bridle/session/v1", find: "bridle/find/v1" } as const;
