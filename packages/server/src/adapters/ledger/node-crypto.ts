import {
  createPrivateKey,
  createPublicKey,
  hash,
  type KeyObject,
  randomBytes,
  sign,
  verify,
} from "node:crypto";
import type { Ed25519Signer, LedgerCrypto } from "@bridle/ledger";

/** Node's SHA-256 and Ed25519 behind the ledger's functions. */
export const nodeCrypto: LedgerCrypto = {
  // A Buffer of its own memory: a copy would cost as much as the hash.
  sha256: (data) => hash("sha256", data, "buffer"),
  verifyEd25519(publicKey, message, signature) {
    if (publicKey.length !== 32 || signature.length !== 64) return false;
    try {
      return verify(null, message, publicKeyOf(publicKey), signature);
    } catch {
      // Not a point of the curve.
      return false;
    }
  },
};

/** 32 random bytes from which a key is made. */
export function newSeed(): Uint8Array {
  return new Uint8Array(randomBytes(32));
}

/** The Ed25519 key (RFC 8032) of a 32-byte seed. */
export function ed25519Signer(seed: Uint8Array): Ed25519Signer {
  const pkcs8 = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]);
  const key = createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" });
  const { x = "" } = createPublicKey(key).export({ format: "jwk" });
  return {
    publicKey: new Uint8Array(Buffer.from(x, "base64url")),
    sign: (message) => Promise.resolve(new Uint8Array(sign(null, message, key))),
  };
}

/** Keys opened before, by their bytes: a policy names a few, and each signs again and again. */
const opened = new Map<string, KeyObject>();
const OPENED_MAX = 64;

function publicKeyOf(bytes: Uint8Array): KeyObject {
  const x = Buffer.from(bytes).toString("base64url");
  const known = opened.get(x);
  if (known !== undefined) return known;
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
  if (opened.size >= OPENED_MAX) opened.clear();
  opened.set(x, key);
  return key;
}
