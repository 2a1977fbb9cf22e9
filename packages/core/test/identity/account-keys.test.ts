import { createHmac, hkdfSync } from "node:crypto";
import { toHex } from "@bridle/protocol";
import * as fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { deriveAccountKeys, deriveGrantKeys, deriveHpkeKeyPair, ed25519KeyPair } from "../../src/index.ts";
import { bytesOf, oneByteChanged } from "../sealing/seeded-crypto.ts";

vi.setConfig({ testTimeout: 300_000 });

const entropy = bytesOf("account keys", 16);
const keys = deriveAccountKeys(entropy);

function seed(label: string): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", entropy, new Uint8Array(), label, 32));
}

describe("the keys of an account", () => {
  test("[I3] come from the words' bits by HKDF, a label for each", () => {
    expect(keys.root).toEqual(ed25519KeyPair(seed("bridle/root/v1")));
    expect(keys.introduction).toEqual(deriveHpkeKeyPair(seed("bridle/introduction/v1")));
    expect(keys.blob).toEqual(deriveHpkeKeyPair(seed("bridle/blob/v1")));
  });

  test("[I3] the same bits give the same keys, and none of the keys is another", () => {
    expect(deriveAccountKeys(entropy.slice())).toEqual(keys);
    const all = [keys.root, keys.introduction, keys.blob].flatMap((pair) => [
      toHex(pair.privateKey),
      toHex(pair.publicKey),
    ]);
    expect(new Set(all).size).toBe(6);
    expect(all).not.toContain(toHex(entropy));
  });

  test("[I3] change altogether with one bit of the words", () => {
    fc.assert(
      fc.property(oneByteChanged(entropy), (other) => {
        const changed = deriveAccountKeys(other);
        expect(changed.root.publicKey).not.toEqual(keys.root.publicKey);
        expect(changed.introduction.publicKey).not.toEqual(keys.introduction.publicKey);
        expect(changed.blob.publicKey).not.toEqual(keys.blob.publicKey);
      }),
      { numRuns: 5 },
    );
  });

  test("[I3] a grant's keys are of another family, even from the same bits", () => {
    const secret = bytesOf("both", 32);
    const grant = deriveGrantKeys(secret);
    const uses = ["bridle/root/v1", "bridle/introduction/v1", "bridle/blob/v1"];
    for (const use of uses) {
      const other = toHex(new Uint8Array(hkdfSync("sha256", secret, new Uint8Array(), use, 32)));
      expect([toHex(grant.accessKey), toHex(grant.envelopeKey)]).not.toContain(other);
    }
  });

  test("[I3] the extraction is RFC 5869's, with a salt of zeros", () => {
    const prk = createHmac("sha256", new Uint8Array(32)).update(entropy).digest();
    const first = createHmac("sha256", prk).update("bridle/root/v1").update(Uint8Array.of(1)).digest();
    expect(keys.root.privateKey).toEqual(new Uint8Array(first));
  });

  test.each([0, 15, 17, 32])("[I3] %i bytes are a bug", (length) => {
    expect(() => deriveAccountKeys(new Uint8Array(length))).toThrow("16 bytes");
  });
});
