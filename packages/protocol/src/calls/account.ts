import { chainCodec } from "../chain.ts";
import { bytes, closed, fixedBytes, optional, struct, text, u16, u53 } from "../codec.ts";
import { handleText } from "../handle.ts";
import { AccountId } from "../ids.ts";
import { limits } from "../limits.ts";
import { call, nothing, perAccount, perAddress } from "./call.ts";
import { statementBytes, introductionKey, proof } from "./fields.ts";

/** The server, accounts, their handles and blobs. */
export const accountCalls = {
  "server.info": call({
    tag: 1,
    auth: "open",
    rate: perAddress(240, 600),
    request: nothing,
    reply: struct({
      protocolVersion: u16,
      registration: closed("open", "code"),
      /** Ed25519 key of the batch receipts (franking). */
      frankingKey: fixedBytes(32),
      /** Binds session proofs to this server. */
      serverId: fixedBytes(32),
      nowMs: u53,
    }),
  }),
  "account.register": call({
    tag: 2,
    auth: "open",
    rate: perAddress(60, 60),
    request: struct({
      genesis: statementBytes,
      introductionKey,
      handle: optional(handleText),
      registrationCode: optional(text({ maxCodePoints: 64 })),
    }),
    reply: nothing,
    outcomes: [
      "bad_chain",
      "introduction_key_mismatch",
      "handle_taken",
      "handle_reserved",
      "registration_code_required",
      "registration_code_invalid",
      "handle_rate_limited",
    ],
  }),
  "account.find": call({
    tag: 3,
    auth: "open",
    rate: perAddress(30, 30),
    /** The signature is the root key's, over `bridle/find/v1`, server id and nonce. */
    request: struct({ rootKey: fixedBytes(32), proof }),
    reply: struct({
      accountId: AccountId.codec,
      chain: chainCodec,
      handle: optional(handleText),
      blobVersion: u53,
      blob: optional(bytes({ max: limits.accountBlobMax })),
    }),
    outcomes: ["bad_proof", "unknown_account"],
  }),
  "account.delete": call({
    tag: 4,
    auth: "session",
    rate: perAccount(5, 5),
    request: nothing,
    reply: nothing,
  }),
  "handle.find": call({
    tag: 13,
    auth: "session",
    rate: perAccount(20, 6),
    request: struct({ handle: handleText }),
    /** Alike for a present, a blocked and an absent handle (a keyed decoy). */
    reply: struct({ accountId: AccountId.codec, genesis: statementBytes, introductionKey }),
  }),
  "handle.set": call({
    tag: 14,
    auth: "session",
    rate: perAccount(5, 1),
    request: struct({ handle: optional(handleText) }),
    reply: nothing,
    outcomes: ["handle_taken", "handle_reserved"],
  }),
  "blob.put": call({
    tag: 11,
    auth: "session",
    rate: perAccount(60, 60),
    /** Stored only on top of `version - 1`. */
    request: struct({ version: u53, sealed: bytes({ max: limits.accountBlobMax }) }),
    reply: nothing,
    outcomes: ["blob_conflict"],
  }),
  "blob.get": call({
    tag: 12,
    auth: "session",
    rate: perAccount(60, 60),
    request: nothing,
    reply: struct({ version: u53, sealed: optional(bytes({ max: limits.accountBlobMax })) }),
  }),
} as const;
