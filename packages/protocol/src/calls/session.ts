import { fixedBytes, struct, text, u53 } from "../codec.ts";
import { AccountId, DeviceId } from "../ids.ts";
import { call, nothing, perAddress, housekeeping } from "./call.ts";
import { proof } from "./fields.ts";

/** How a device proves itself on a connection. */
export const sessionCalls = {
  "session.challenge": call({
    tag: 5,
    auth: "open",
    rate: perAddress(1200, 6000),
    request: nothing,
    reply: struct({ nonce: fixedBytes(32) }),
  }),
  "session.open": call({
    tag: 6,
    auth: "open",
    rate: perAddress(1200, 6000),
    /** The signature is the device key's, over `bridle/session/v1`, server id and nonce. */
    request: struct({
      accountId: AccountId.codec,
      deviceId: DeviceId.codec,
      proof,
      /** How many MLS messages this store has sealed: behind the server's count, it was restored. */
      sealedCount: u53,
      build: text({ maxCodePoints: 64 }),
    }),
    reply: struct({
      token: fixedBytes(32),
      expiresAtMs: u53,
      sealedCount: u53,
      /** Highest mailbox number that this device acknowledged. */
      ackedSeq: u53,
    }),
    outcomes: ["bad_proof", "unknown_device", "not_yet_active", "account_suspended", "build_refused"],
  }),
  "session.resume": call({
    tag: 7,
    auth: "open",
    rate: perAddress(1200, 6000),
    request: struct({ token: fixedBytes(32), sealedCount: u53 }),
    reply: struct({ expiresAtMs: u53, sealedCount: u53, ackedSeq: u53 }),
    outcomes: ["token_expired"],
  }),
  "session.revoke": call({ tag: 8, auth: "session", rate: housekeeping, request: nothing, reply: nothing }),
} as const;
