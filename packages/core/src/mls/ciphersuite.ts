// oxlint-disable max-params -- the library's interface has functions of up to five
import { assert, type Result } from "@bridle/protocol";
import { CryptoError, type CiphersuiteImpl, type Hpke, type PrivateKey, type PublicKey } from "ts-mls";
import { aeadOpen, aeadSeal } from "../crypto/aead.ts";
import { ed25519KeyPair, ed25519Sign, ed25519Verify } from "../crypto/ed25519.ts";
import { constantTimeEqual } from "../crypto/equal.ts";
import { hpkeExportFrom, hpkeExportTo, hpkeOpen, hpkeSeal, type HpkeSuite } from "../crypto/hpke.ts";
import type { CryptoProvider } from "../crypto/provider.ts";
import { SUITES, type SuiteName } from "./suites.ts";

/** Our cryptography in the shape that the MLS library asks for. */
export function ciphersuiteOf(suite: SuiteName, crypto: CryptoProvider): CiphersuiteImpl {
  const { id, hpke } = SUITES[suite];
  const { hash } = hpke.kdf;
  return {
    id,
    rng: { randomBytes: (length) => crypto.randomBytes(length) },
    hash: {
      digest: async (data) => hash.digest(data),
      mac: async (key, data) => hash.mac(key, data),
      verifyMac: async (key, mac, data) => constantTimeEqual(mac, hash.mac(key, data)),
    },
    kdf: {
      size: hash.size,
      extract: async (salt, ikm) => hash.extract(salt, ikm),
      expand: async (prk, info, length) => hash.expand(prk, info, length),
    },
    signature: {
      sign: async (key, message) => ed25519Sign(key, message),
      verify: async (key, message, signature) => ed25519Verify(key, message, signature),
      keygen: async () => {
        const pair = ed25519KeyPair(crypto.randomBytes(32));
        return { signKey: pair.privateKey, publicKey: pair.publicKey };
      },
    },
    hpke: { ...hpkeMessages(hpke, crypto), ...hpkeKeys(hpke, crypto) },
  };
}

type HpkeKeys =
  | "importPrivateKey"
  | "importPublicKey"
  | "exportPrivateKey"
  | "exportPublicKey"
  | "deriveKeyPair"
  | "generateKeyPair";

function hpkeKeys(suite: HpkeSuite, crypto: CryptoProvider): Pick<Hpke, HpkeKeys> {
  const derive = (ikm: Uint8Array): { privateKey: PrivateKey; publicKey: PublicKey } => {
    const pair = suite.kem.deriveKeyPair(ikm);
    return { privateKey: new KeyHandle(pair.privateKey), publicKey: new KeyHandle(pair.publicKey) };
  };
  return {
    importPrivateKey: async (bytes) => new KeyHandle(sized(bytes, suite.kem.privateKeyBytes)),
    importPublicKey: async (bytes) => new KeyHandle(sized(bytes, suite.kem.publicKeyBytes)),
    exportPrivateKey: async (key) => bytesOf(key),
    exportPublicKey: async (key) => bytesOf(key),
    deriveKeyPair: async (ikm) => derive(ikm),
    generateKeyPair: async () => derive(crypto.randomBytes(suite.kem.privateKeyBytes)),
  };
}

function hpkeMessages(suite: HpkeSuite, crypto: CryptoProvider): Omit<Hpke, HpkeKeys> {
  return {
    keyLength: suite.aead.keyBytes,
    nonceLength: 12,
    async seal(key, plaintext, info, aad) {
      const input = { publicKey: bytesOf(key), plaintext, info, aad: aad ?? new Uint8Array() };
      const sealed = opened(await hpkeSeal(crypto, input, suite));
      return { ct: sealed.ciphertext, enc: sealed.enc };
    },
    async open(key, enc, ciphertext, info, aad) {
      const input = { privateKey: bytesOf(key), enc, ciphertext, info, aad: aad ?? new Uint8Array() };
      return opened(await hpkeOpen(crypto, input, suite));
    },
    async exportSecret(key, exporterContext, length, info) {
      return opened(hpkeExportTo(crypto, { publicKey: bytesOf(key), exporterContext, length, info }, suite));
    },
    async importSecret(key, exporterContext, enc, length, info) {
      const input = { privateKey: bytesOf(key), exporterContext, enc, length, info };
      return opened(hpkeExportFrom(input, suite));
    },
    encryptAead: (key, nonce, aad, plaintext) =>
      aeadSeal(crypto, { key, nonce, plaintext, aad: aad ?? new Uint8Array() }),
    async decryptAead(key, nonce, aad, ciphertext) {
      return opened(await aeadOpen(crypto, { key, nonce, ciphertext, aad: aad ?? new Uint8Array() }));
    },
  };
}

/**
 * What the library carries as a key between our own functions. It declares WebCrypto's CryptoKey,
 * which no function of ours makes, takes or could export.
 */
class KeyHandle {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  toJSON(): string {
    return "[key]";
  }
}

function bytesOf(key: unknown): Uint8Array {
  assert(key instanceof KeyHandle, "keys come from here");
  return key.bytes;
}

function sized(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length !== length) throw new CryptoError("key of a wrong length");
  return bytes;
}

/** The library speaks in exceptions; `attempt` makes refusals of them again. */
function opened<T>(result: Result<T, { readonly kind: string }>): T {
  if (!result.ok) throw new CryptoError(result.error.kind);
  return result.value;
}
