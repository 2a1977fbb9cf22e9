import { bytes, fixedBytes, list, optional, struct, text, u53 } from "../codec.ts";
import { directoryIdentity } from "../directory-identity.ts";
import { AccountId } from "../ids.ts";
import { limits } from "../limits.ts";
import { call, nothing, perAccount, perAddress } from "./call.ts";
import { permission } from "./fields.ts";

/** The key directory (DESIGN §9). Its log is read as static resources below `/ledger/directory/`. */
export const directoryCalls = {
  "directory.info": call({
    tag: 33,
    auth: "open",
    rate: perAddress(240, 600),
    request: nothing,
    reply: struct({
      identity: directoryIdentity,
      /** The franking key's, over `bridle/directory/identity/v1`, server id and name. */
      signature: fixedBytes(64),
      /** Who cosigns checkpoints, and how many must: a tlog-policy; its group `auditors` replays epochs. */
      policy: text({ maxCodePoints: limits.directoryPolicyCodePointsMax }),
    }),
    outcomes: ["no_directory"],
  }),
  "directory.lookup": call({
    tag: 34,
    auth: "session",
    rate: perAccount(600, 120),
    /** For whoever may see the chain (`chain.get`). One's own account is answered as its owner's. */
    request: struct({
      accountId: AccountId.codec,
      permission: optional(permission),
      /** The size of the newest checkpoint that the client trusts; 0 for the first time. */
      knownSize: u53,
    }),
    /** `packages/ledger`: the server's reply. */
    reply: struct({ answer: bytes({ max: limits.directoryAnswerMax }) }),
    outcomes: ["unknown_account", "no_directory"],
  }),
  "directory.consistency": call({
    tag: 35,
    auth: "session",
    rate: perAccount(120, 120),
    /** Between two sizes of the directory's log, the larger one at most that of the newest checkpoint. */
    request: struct({ from: u53, to: u53 }),
    reply: struct({ path: list(fixedBytes(32), { max: 64 }) }),
    outcomes: ["unknown_size", "no_directory"],
  }),
} as const;
