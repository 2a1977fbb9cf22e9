import { assert, utf8Encode } from "@bridle/protocol";
import {
  deriveHpkeKeyPair,
  ed25519KeyPair,
  hkdfSha256,
  type KemKeyPair,
  type SignatureKeyPair,
} from "../crypto/index.ts";
import { ENTROPY_BYTES } from "./recovery-words.ts";

/**
 * Everything that the recovery words open. Of the private parts only the introduction key is kept
 * on a device (DESIGN §4).
 */
export interface AccountKeys {
  /** Ed25519: signs the genesis and may override devices. */
  readonly root: SignatureKeyPair;
  /** X-Wing: introductions are sealed to it. Devices keep this one. */
  readonly introduction: KemKeyPair;
  /** X-Wing: the account blob is sealed to its public part, which devices keep. */
  readonly blob: KemKeyPair;
}

/** Three independent keys from the 16 bytes of the recovery words, by HKDF (RFC 5869) with labels. */
export function deriveAccountKeys(entropy: Uint8Array): AccountKeys {
  assert(entropy.length === ENTROPY_BYTES, "recovery words are 16 bytes");
  const seed = (use: string): Uint8Array =>
    hkdfSha256({ ikm: entropy, info: utf8Encode(`bridle/${use}/v1`), length: 32 });
  return {
    root: ed25519KeyPair(seed("root")),
    introduction: deriveHpkeKeyPair(seed("introduction")),
    blob: deriveHpkeKeyPair(seed("blob")),
  };
}
