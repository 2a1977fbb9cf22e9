import { concatBytes } from "./bytes.ts";
import { bytes, encode, fixedBytes, optional, struct, text, u53, u8, type Infer } from "./codec.ts";
import { handleText } from "./handle.ts";
import { AccountId, ConversationId, GrantId } from "./ids.ts";
import { limits } from "./limits.ts";
import { utf8Encode } from "./utf8.ts";

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
  /** Of the sender's device that signs; whether the account lists it is for the reader to find out. */
  signatureKey: fixedBytes(32),
  /** Ed25519 over `introductionSigningInput`. */
  signature: fixedBytes(64),
});
export type Introduction = Infer<typeof introduction>;

const SIGNED = utf8Encode("bridle/introduction-signature/v1");

/**
 * What a sender's device signs of an introduction. It names the recipient, so that nobody can pass on to
 * others what was written to them.
 */
export function introductionSigningInput(to: AccountId, said: Introduction): Uint8Array {
  const unsigned = encode(introduction, { ...said, signature: new Uint8Array(64) });
  return concatBytes(SIGNED, Uint8Array.of(0), AccountId.toBytes(to), unsigned);
}

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
