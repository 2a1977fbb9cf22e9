import { concatBytes } from "@bridle/protocol";
import { x25519 } from "@noble/curves/ed25519.js";
import { shake256 } from "@noble/hashes/sha3.js";
import { XWing } from "@noble/post-quantum/hybrid.js";
import { SHA256 } from "./hash.ts";
import { labeledExpand, labeledExtract } from "./labeled.ts";

/** Serialised as the KEM's own specification says: X25519 32/32, X-Wing 32 (seed)/1216 bytes. */
export interface KemKeyPair {
  readonly privateKey: Uint8Array;
  readonly publicKey: Uint8Array;
}

/**
 * A KEM as HPKE uses it (RFC 9180 §4). Functions throw on keys and ciphertexts that are malformed
 * or of low order; `hpke.ts` turns that into a refusal.
 */
export interface Kem {
  readonly id: number;
  readonly privateKeyBytes: number;
  readonly publicKeyBytes: number;
  /** Bytes of the encapsulated key, `enc`. */
  readonly encBytes: number;
  /** Bytes of randomness that `encapsulate` consumes. */
  readonly randomBytes: number;
  deriveKeyPair(ikm: Uint8Array): KemKeyPair;
  encapsulate(
    publicKey: Uint8Array,
    random: Uint8Array,
  ): { readonly enc: Uint8Array; readonly shared: Uint8Array };
  decapsulate(enc: Uint8Array, privateKey: Uint8Array): Uint8Array;
}

const NOTHING = new Uint8Array();
const DHKEM_SUITE = Uint8Array.of(0x4b, 0x45, 0x4d, 0x00, 0x20); // "KEM" and the id

/** DHKEM(X25519, HKDF-SHA256), RFC 9180 §4.1 and §7.1. */
export const DHKEM_X25519: Kem = {
  id: 0x0020,
  privateKeyBytes: 32,
  publicKeyBytes: 32,
  encBytes: 32,
  randomBytes: 32,
  deriveKeyPair(ikm) {
    const prk = labeledExtract(SHA256, DHKEM_SUITE, { salt: NOTHING, label: "dkp_prk", ikm });
    const privateKey = labeledExpand(SHA256, DHKEM_SUITE, {
      prk,
      label: "sk",
      info: NOTHING,
      length: 32,
    });
    return { privateKey, publicKey: x25519.getPublicKey(privateKey) };
  },
  encapsulate(publicKey, random) {
    const ephemeral = DHKEM_X25519.deriveKeyPair(random);
    const dh = x25519.getSharedSecret(ephemeral.privateKey, publicKey);
    const enc = ephemeral.publicKey;
    return { enc, shared: dhkemShared(dh, concatBytes(enc, publicKey)) };
  },
  decapsulate(enc, privateKey) {
    const dh = x25519.getSharedSecret(privateKey, enc);
    return dhkemShared(dh, concatBytes(enc, x25519.getPublicKey(privateKey)));
  },
};

function dhkemShared(dh: Uint8Array, context: Uint8Array): Uint8Array {
  const prk = labeledExtract(SHA256, DHKEM_SUITE, { salt: NOTHING, label: "eae_prk", ikm: dh });
  return labeledExpand(SHA256, DHKEM_SUITE, {
    prk,
    label: "shared_secret",
    info: context,
    length: 32,
  });
}

/**
 * X-Wing: ML-KEM-768 and X25519 in one, safe while either holds (draft-connolly-cfrg-xwing-kem).
 * The private key is the 32-byte seed; DeriveKeyPair hashes its input with SHAKE256.
 */
export const X_WING: Kem = {
  id: 0x647a,
  privateKeyBytes: 32,
  publicKeyBytes: 1216,
  encBytes: 1120,
  randomBytes: 64,
  deriveKeyPair(ikm) {
    const pair = XWing.keygen(shake256(ikm, { dkLen: 32 }));
    return { privateKey: pair.secretKey, publicKey: pair.publicKey };
  },
  encapsulate(publicKey, random) {
    // Copies: noble 0.5.2 overwrites the public key it is given with zeros.
    const { cipherText, sharedSecret } = XWing.encapsulate(publicKey.slice(), random.slice());
    return { enc: cipherText, shared: sharedSecret };
  },
  decapsulate: (enc, privateKey) => XWing.decapsulate(enc, privateKey),
};
