import { bool, fixedBytes, list, optional, struct } from "../codec.ts";
import { limits } from "../limits.ts";
import { noticeKeySuccessor } from "../notice.ts";
import { call, nothing, perAccount, perAddress } from "./call.ts";

/** Safety notices: by which keys they are signed, and how to have no more of them. */
export const noticeCalls = {
  "notice.keys": call({
    tag: 40,
    auth: "open",
    rate: perAddress(120, 120),
    request: nothing,
    /** The first key ever, and each one after it signed by the one before: a device follows on from the one it pinned. */
    reply: struct({
      first: fixedBytes(32),
      successors: list(noticeKeySuccessor, { max: limits.noticeKeySuccessorsMax }),
    }),
  }),
  "notice.optOut": call({
    tag: 41,
    auth: "session",
    rate: perAccount(60, 60),
    /** "No more of these", for the account on all of its devices; without a value it only asks. */
    request: struct({ optedOut: optional(bool) }),
    reply: struct({ optedOut: bool }),
  }),
} as const;
