import {
  concatBytes,
  ConversationId,
  decode,
  encode,
  err,
  invitation,
  ok,
  u32,
  utf8Encode,
  type Invitation,
  type Result,
  type SealedInvitation,
} from "@bridle/protocol";
import { aeadOpen, aeadSeal, sha256, type CryptoProvider } from "../crypto/index.ts";
import { pad, unpad, type PaddedForm } from "../sealing/padding.ts";
import type { GrantKeys } from "./grant-keys.ts";

/** What an invitation is bound to: nobody can put it in front of another welcome or conversation. */
export interface InvitationTarget {
  readonly conversationId: ConversationId;
  readonly generation: number;
  readonly welcome: Uint8Array;
}

export type InvitationRefusal = "bad_envelope" | "wrong_conversation";

/** All envelopes have one size, so that it says nothing about names. */
const FORM: PaddedForm = { lengthBytes: 2, size: 512 };

/** Seals the envelope in front of a welcome under the grant that permits it (AES-256-GCM). */
export async function sealInvitation(
  crypto: CryptoProvider,
  grant: GrantKeys,
  said: {
    readonly invitation: Omit<Invitation, "version" | "conversationId">;
    readonly target: InvitationTarget;
  },
): Promise<SealedInvitation> {
  const { conversationId } = said.target;
  const plaintext = pad(encode(invitation, { ...said.invitation, version: 1, conversationId }), FORM);
  const nonce = crypto.randomBytes(12);
  const aad = binding(said.target);
  const sealed = await aeadSeal(crypto, { key: grant.envelopeKey, nonce, aad, plaintext });
  return { grantId: grant.grantId, nonce, sealed };
}

/**
 * Opens an envelope with the grant that it names. Only behind this, and only if the grant is one
 * that we gave, does MLS see a byte of the welcome (promise 1).
 */
export async function openInvitation(
  crypto: CryptoProvider,
  grant: GrantKeys,
  shown: { readonly invitation: SealedInvitation; readonly target: InvitationTarget },
): Promise<Result<Invitation, InvitationRefusal>> {
  const { grantId, nonce, sealed: ciphertext } = shown.invitation;
  if (grantId !== grant.grantId) return err("bad_envelope");
  const aad = binding(shown.target);
  const opened = await aeadOpen(crypto, { key: grant.envelopeKey, nonce, aad, ciphertext });
  if (!opened.ok) return err("bad_envelope");
  const said = unpad(opened.value, FORM);
  const read = said === undefined ? undefined : decode(invitation, said);
  if (read?.ok !== true || read.value.version !== 1) return err("bad_envelope");
  return read.value.conversationId === shown.target.conversationId
    ? ok(read.value)
    : err("wrong_conversation");
}

function binding(target: InvitationTarget): Uint8Array {
  return concatBytes(
    utf8Encode("bridle/invitation/v1\0"),
    ConversationId.toBytes(target.conversationId),
    encode(u32, target.generation),
    sha256(target.welcome),
  );
}
