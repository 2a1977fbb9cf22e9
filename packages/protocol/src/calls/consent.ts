import { closed, fixedBytes, optional, struct, u53, union } from "../codec.ts";
import { handleText } from "../handle.ts";
import { AccountId, GrantId, MessageId } from "../ids.ts";
import { limits } from "../limits.ts";
import { call, nothing, perAccount } from "./call.ts";
import { statementBytes, introductionKey } from "./fields.ts";

/** Ways to a grant, grants, and their end (DESIGN §4). */
export const consentCalls = {
  "invite.put": call({
    tag: 15,
    auth: "session",
    rate: perAccount(60, 60),
    /** `claimHash` = SHA-256 of the access key that the link's secret gives. */
    request: struct({
      inviteId: GrantId.codec,
      kind: closed("contact", "public"),
      claimHash: fixedBytes(32),
      expiresAtMs: optional(u53),
    }),
    reply: nothing,
    outcomes: ["too_many_invites", "invite_exists"],
  }),
  "invite.delete": call({
    tag: 16,
    auth: "session",
    rate: perAccount(60, 60),
    request: struct({ inviteId: GrantId.codec }),
    reply: nothing,
  }),
  "invite.claim": call({
    tag: 17,
    auth: "session",
    rate: perAccount(30, 30),
    request: struct({ accountId: AccountId.codec, inviteId: GrantId.codec, accessKey: fixedBytes(32) }),
    /** A contact invite is bound to its first user and becomes that account's grant. */
    reply: struct({
      kind: closed("contact", "public"),
      genesis: statementBytes,
      introductionKey,
    }),
    outcomes: ["invite_not_usable"],
  }),
  "grant.put": call({
    tag: 18,
    auth: "session",
    rate: perAccount(600, 600),
    /** `holderHash` = SHA-256(access key ‖ holder's account id): names nobody. */
    request: struct({ grantId: GrantId.codec, holderHash: fixedBytes(32) }),
    reply: nothing,
    outcomes: ["too_many_grants"],
  }),
  "grant.delete": call({
    tag: 19,
    auth: "session",
    rate: perAccount(600, 600),
    request: struct({ grantId: GrantId.codec }),
    reply: nothing,
  }),
  "block.put": call({
    tag: 20,
    auth: "session",
    rate: perAccount(120, 120),
    request: struct({ accountId: AccountId.codec }),
    reply: nothing,
    outcomes: ["too_many_blocks"],
  }),
  "block.delete": call({
    tag: 21,
    auth: "session",
    rate: perAccount(120, 120),
    request: struct({ accountId: AccountId.codec }),
    reply: nothing,
  }),
  "introduction.send": call({
    tag: 25,
    auth: "session",
    rate: perAccount(10, 1),
    request: struct({
      messageId: MessageId.codec,
      route: union({
        handle: [1, struct({ handle: handleText })],
        publicLink: [
          2,
          struct({ accountId: AccountId.codec, inviteId: GrantId.codec, accessKey: fixedBytes(32) }),
        ],
      }),
      sealed: fixedBytes(limits.introductionSealed),
    }),
    /** Always the same, whether it was kept or dropped. */
    reply: nothing,
  }),
} as const;
