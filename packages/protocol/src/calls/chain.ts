import { chainCodec } from "../chain.ts";
import { optional, struct, u53 } from "../codec.ts";
import { AccountId } from "../ids.ts";
import { call, nothing, perDevice, perAddress } from "./call.ts";
import { permission, statementBytes } from "./fields.ts";

/** Device chains: read by those who may, extended by whoever holds a key of them. */
export const chainCalls = {
  "chain.get": call({
    tag: 9,
    auth: "session",
    rate: perDevice(600, 600),
    /** With a grant of that account its holder sees the chain without a conversation in common. */
    request: struct({ accountId: AccountId.codec, permission: optional(permission) }),
    reply: struct({ chain: chainCodec }),
    outcomes: ["unknown_account"],
  }),
  "chain.append": call({
    tag: 10,
    auth: "open",
    rate: perAddress(30, 30),
    /** The statement carries its own authority; `position` is compared and swapped. */
    request: struct({ accountId: AccountId.codec, position: u53, statement: statementBytes }),
    reply: nothing,
    outcomes: ["unknown_account", "chain_conflict", "bad_chain"],
  }),
} as const;
