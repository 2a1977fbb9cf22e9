import { createHmac, createPrivateKey, createPublicKey } from "node:crypto";
import { concatBytes, toHex, utf8Encode } from "@bridle/protocol";
import { describe, expect, test } from "vitest";
import { createNodeCrypto, createServerSecrets } from "./node-crypto.ts";

const secrets = createServerSecrets();
const crypto = createNodeCrypto(secrets);
const message = utf8Encode("a message");

describe("signatures", () => {
  test("[S13] a good signature holds; a changed one, an S that is too large and wrong sizes don't", () => {
    const key = crypto.ed25519FromSeed(new Uint8Array(32).fill(7));
    const signature = key.sign(message);
    const verify = (changed: Uint8Array, publicKey = key.publicKey) =>
      crypto.verifyEd25519(publicKey, message, changed);
    expect(verify(signature)).toBe(true);
    expect(verify(signature.with(3, signature[3]! ^ 1))).toBe(false);
    // S + L, with L little-endian.
    const order = Buffer.from("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010", "hex");
    const larger = Uint8Array.from(signature);
    let carry = 0;
    for (let at = 0; at < 32; at++) {
      const sum = larger[32 + at]! + order[at]! + carry;
      larger[32 + at] = sum & 255;
      carry = sum >> 8;
    }
    expect(verify(larger)).toBe(false);
    expect(verify(signature.subarray(1))).toBe(false);
    expect(verify(signature, key.publicKey.subarray(1))).toBe(false);
  });

  test("[S13] nothing is signed by keys of small order or in another encoding", () => {
    const identity = new Uint8Array(32).with(0, 1);
    // S = 0 and R = the neutral element: under such a key OpenSSL takes it for any message.
    const forged = concatBytes(identity, new Uint8Array(32));
    expect(crypto.verifyEd25519(identity, message, forged)).toBe(false);
    expect(crypto.verifyEd25519(identity.with(31, 0x80), message, forged)).toBe(false);
    const alias = new Uint8Array(32).fill(0xff).with(0, 0xee).with(31, 0x7f);
    expect(crypto.verifyEd25519(alias, message, forged)).toBe(false);
  });

  test("[S8] the receipts' key is the one that is announced", () => {
    expect(crypto.verifyEd25519(crypto.frankingKey, message, crypto.signReceipt(message))).toBe(true);
  });
});

describe("keyed hashes", () => {
  test("[S27] they are HMAC-SHA-256 under keys that depend on the server and the purpose", () => {
    const hmac = (key: Uint8Array, data: Uint8Array) => createHmac("sha256", key).update(data).digest();
    const key = hmac(secrets.hashSecret, utf8Encode("bridle/server/block/v1"));
    expect(toHex(crypto.keyedHash("block", message))).toBe(hmac(key, message).toString("hex"));
    expect(crypto.keyedHash("answer", message)).not.toEqual(crypto.keyedHash("block", message));
    const other = createNodeCrypto(createServerSecrets());
    expect(other.keyedHash("block", message)).not.toEqual(crypto.keyedHash("block", message));
  });
});

describe("decoys' keys", () => {
  test("[S24] an X25519 public key is the one of its private key", () => {
    const prefix = Buffer.from("302e020100300506032b656e04220420", "hex");
    const scalar = new Uint8Array(32).fill(9);
    const key = createPrivateKey({ key: Buffer.concat([prefix, scalar]), format: "der", type: "pkcs8" });
    const spki = createPublicKey(key).export({ format: "der", type: "spki" });
    expect(toHex(crypto.x25519PublicKey(scalar))).toBe(spki.subarray(-32).toString("hex"));
  });
});
