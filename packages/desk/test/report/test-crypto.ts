import { createPrivateKey, createPublicKey, hash, sign, verify } from "node:crypto";
import type { Ed25519Signer, LedgerCrypto } from "@bridle/ledger";

/** Node's own cryptography behind the ledger's functions. */
export const crypto: LedgerCrypto = {
  sha256: (data) => new Uint8Array(hash("sha256", data, "buffer")),
  verifyEd25519(publicKey, message, signature) {
    if (publicKey.length !== 32 || signature.length !== 64) return false;
    const x = Buffer.from(publicKey).toString("base64url");
    const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
    return verify(null, message, key, signature);
  },
};

/** An Ed25519 key from a name: tests are the same every time. */
export function testSigner(name: string): Ed25519Signer {
  const seed = crypto.sha256(Buffer.from(`test key of ${name}`));
  const pkcs8 = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]);
  const key = createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" });
  const { x = "" } = createPublicKey(key).export({ format: "jwk" });
  return {
    publicKey: new Uint8Array(Buffer.from(x, "base64url")),
    sign: async (message) => new Uint8Array(sign(null, message, key)),
  };
}
