import {
  AccountId,
  assert,
  concatBytes,
  decode,
  encode,
  equalBytes,
  err,
  introduction,
  introductionSigningInput,
  limits,
  ok,
  utf8Encode,
  type Introduction,
  type Result,
} from "@bridle/protocol";
import {
  ed25519Sign,
  ed25519Verify,
  hpkeOpen,
  hpkeSeal,
  sha256,
  type BadPublicKey,
  type CryptoProvider,
  type KemKeyPair,
  type SignatureKeyPair,
} from "../crypto/index.ts";
import { pad, unpad, type PaddedForm } from "../sealing/padding.ts";
import { deriveGrantKeys } from "./grant-keys.ts";

const ENC_SIZE = 1120;

// An introduction is all that a stranger can send: fixed size, plain text, sealed to the recipient's
// introduction key by HPKE base mode (RFC 9180) with X-Wing, signed inside by the sender's device.

export type IntroductionRefusal = "cannot_open" | "malformed";

const INFO = utf8Encode("bridle/introduction/v1");
const FORM: PaddedForm = { lengthBytes: 2, size: limits.introductionPlaintext };

/** Only the recipient's account opens it. `signer` is a device that the account in it lists. */
export async function sealIntroduction(
  crypto: CryptoProvider,
  to: { readonly accountId: AccountId; readonly introductionKey: Uint8Array },
  by: {
    readonly said: Omit<Introduction, "version" | "signatureKey" | "signature">;
    readonly signer: SignatureKeyPair;
  },
): Promise<Result<Uint8Array, BadPublicKey>> {
  const { said, signer } = by;
  assert(namesItsGrant(said), "a grant id that isn't the secret's");
  const unsigned = { ...said, version: 1, signatureKey: signer.publicKey, signature: new Uint8Array(64) };
  const signature = ed25519Sign(signer.privateKey, introductionSigningInput(to.accountId, unsigned));
  const plaintext = pad(encode(introduction, { ...unsigned, signature }), FORM);
  const publicKey = to.introductionKey;
  const sealed = await hpkeSeal(crypto, { publicKey, info: info(to.accountId), plaintext });
  return sealed.ok ? ok(concatBytes(sealed.value.enc, sealed.value.ciphertext)) : sealed;
}

/**
 * What comes back is what the holder of `signatureKey` wrote to this account. Whether the account in it
 * lists that key isn't known here: until the caller has looked, the account is a claim.
 */
export async function openIntroduction(
  crypto: CryptoProvider,
  mine: { readonly accountId: AccountId; readonly keys: KemKeyPair },
  sealed: Uint8Array,
): Promise<Result<Introduction, IntroductionRefusal>> {
  if (sealed.length !== limits.introductionSealed) return err("malformed");
  const opened = await hpkeOpen(crypto, {
    privateKey: mine.keys.privateKey,
    info: info(mine.accountId),
    enc: sealed.slice(0, ENC_SIZE),
    ciphertext: sealed.slice(ENC_SIZE),
  });
  if (!opened.ok) return err("cannot_open");
  const said = unpad(opened.value, FORM);
  const read = said === undefined ? undefined : decode(introduction, said);
  if (read?.ok !== true || read.value.version !== 1 || !namesItsGrant(read.value)) return err("malformed");
  return isSigned(read.value, mine.accountId) ? ok(read.value) : err("malformed");
}

function isSigned(said: Introduction, to: AccountId): boolean {
  return ed25519Verify(said.signatureKey, introductionSigningInput(to, said), said.signature);
}

/** Whether an introduction key is the one that the account's genesis names. */
export function isIntroductionKeyOf(key: Uint8Array, introductionKeyHash: Uint8Array): boolean {
  return equalBytes(sha256(key), introductionKeyHash);
}

function info(to: AccountId): Uint8Array {
  return concatBytes(INFO, Uint8Array.of(0), AccountId.toBytes(to));
}

/** One grant has one name: whoever looks it up by its id finds what the secret opens. */
function namesItsGrant(said: Pick<Introduction, "grantId" | "grantSecret">): boolean {
  return deriveGrantKeys(said.grantSecret).grantId === said.grantId;
}
