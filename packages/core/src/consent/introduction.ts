import {
  AccountId,
  assert,
  concatBytes,
  decode,
  encode,
  equalBytes,
  err,
  introduction,
  limits,
  ok,
  utf8Encode,
  type Introduction,
  type Result,
} from "@bridle/protocol";
import {
  hpkeOpen,
  hpkeSeal,
  sha256,
  type BadPublicKey,
  type CryptoProvider,
  type KemKeyPair,
} from "../crypto/index.ts";
import { pad, unpad, type PaddedForm } from "../sealing/padding.ts";
import { deriveGrantKeys } from "./grant-keys.ts";

const ENC_SIZE = 1120;

// An introduction is all that a stranger can send: fixed size, plain text, sealed to the recipient's
// introduction key by HPKE base mode (RFC 9180) with X-Wing.

export type IntroductionRefusal = "cannot_open" | "malformed";

const INFO = utf8Encode("bridle/introduction/v1");
const FORM: PaddedForm = { lengthBytes: 2, size: limits.introductionPlaintext };

/**
 * Only the recipient's account opens it. Who wrote it is not proven: the account in it is what the sender
 * says, until a conversation with that account is founded on the grant in it.
 */
export async function sealIntroduction(
  crypto: CryptoProvider,
  to: { readonly accountId: AccountId; readonly introductionKey: Uint8Array },
  said: Omit<Introduction, "version">,
): Promise<Result<Uint8Array, BadPublicKey>> {
  assert(namesItsGrant(said), "a grant id that isn't the secret's");
  const plaintext = pad(encode(introduction, { ...said, version: 1 }), FORM);
  const publicKey = to.introductionKey;
  const sealed = await hpkeSeal(crypto, { publicKey, info: info(to.accountId), plaintext });
  return sealed.ok ? ok(concatBytes(sealed.value.enc, sealed.value.ciphertext)) : sealed;
}

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
  return ok(read.value);
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
