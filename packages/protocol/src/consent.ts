import { bytes, fixedBytes, optional, struct, text, u53, u8, type Infer } from "./codec.ts";
import { handleText } from "./handle.ts";
import { AccountId, ConversationId, GrantId } from "./ids.ts";
import { limits } from "./limits.ts";

// The bounded codecs that a stranger's bytes may reach (promise 1): the introduction, and the
// envelope in front of a welcome. Both are sealed; both are read whole before MLS sees anything.

const name = text({ maxCodePoints: limits.displayNameCodePointsMax });

/** What an introduction says, before it is padded and sealed to the recipient's introduction key. */
export const introduction = struct({
  version: u8,
  accountId: AccountId.codec,
  handle: optional(handleText),
  displayName: optional(name),
  text: text({ maxCodePoints: limits.introductionTextCodePointsMax }),
  /** The sender's permission to be reached by the recipient. */
  grantId: GrantId.codec,
  grantSecret: fixedBytes(32),
});
export type Introduction = Infer<typeof introduction>;

/** Introductions all have one size: the encoding, then zeros. */
export const paddedIntroduction = struct({
  said: bytes({ max: limits.introductionPlaintext - 2 }),
});

/**
 * What stands in the sealed envelope of an invitation, under a key that only granter and holder of
 * the grant can make. It binds the welcome and the conversation by authenticated data.
 */
export const invitation = struct({
  version: u8,
  conversationId: ConversationId.codec,
  /** Who founds it; must be the grant's holder. */
  accountId: AccountId.codec,
  displayName: optional(name),
  handle: optional(handleText),
  /** Members seal the group info for their own return under this. */
  rejoinKey: fixedBytes(32),
  atMs: u53,
});
export type Invitation = Infer<typeof invitation>;

/** An invitation on its way: which grant it uses, and the sealed envelope. */
export const sealedInvitation = struct({
  grantId: GrantId.codec,
  nonce: fixedBytes(12),
  sealed: bytes({ max: limits.invitationEnvelopeMax }),
});
export type SealedInvitation = Infer<typeof sealedInvitation>;
