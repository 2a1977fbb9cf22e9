import { createHash, hkdfSync } from "node:crypto";
import { AccountId, GrantId, toHex } from "@bridle/protocol";
import { snapshot } from "@bridle/testkit";
import * as fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { claimHash, deriveGrantKeys, holderHash } from "../../src/index.ts";
import { accountOf } from "../identity/accounts.ts";
import { bytesOf, oneByteChanged } from "../sealing/seeded-crypto.ts";

vi.setConfig({ testTimeout: 300_000 });

const secret = bytesOf("grant", 32);
const keys = deriveGrantKeys(secret);
const { accountId: holder } = accountOf("ben");
const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });

function derived(label: string, length: number): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", secret, new Uint8Array(), label, length));
}

describe("a grant's keys", () => {
  test("[G1] come from the secret by HKDF, a label for each", () => {
    expect(GrantId.toBytes(keys.grantId)).toEqual(derived("bridle/grant-id/v1", 16));
    expect(keys.accessKey).toEqual(derived("bridle/grant-access/v1", 32));
    expect(keys.envelopeKey).toEqual(derived("bridle/grant-envelope/v1", 32));
  });

  test("[G1] differ from each other and from the secret", () => {
    fc.assert(
      fc.property(bytes32, (anySecret) => {
        const { grantId, accessKey, envelopeKey } = deriveGrantKeys(anySecret);
        const all = [toHex(accessKey), toHex(envelopeKey), toHex(anySecret)];
        expect(new Set(all).size).toBe(3);
        // What the server sees of a grant is no part of what it must not know.
        for (const hidden of all) expect(hidden).not.toContain(grantId);
      }),
    );
  });

  test("[G1] change altogether with one byte of the secret", () => {
    fc.assert(
      fc.property(oneByteChanged(secret), (other) => {
        const changed = deriveGrantKeys(other);
        expect(changed.grantId).not.toBe(keys.grantId);
        expect(changed.accessKey).not.toEqual(keys.accessKey);
        expect(changed.envelopeKey).not.toEqual(keys.envelopeKey);
      }),
    );
  });

  test.each([0, 16, 31, 33, 64])("[G1] of %i bytes are a bug", (length) => {
    expect(() => deriveGrantKeys(new Uint8Array(length))).toThrow("32 bytes");
  });
});

describe("what the server stores", () => {
  test("[G2] is SHA-256 of the access key, with the holder's account behind it once there is one", () => {
    const access = Buffer.from(keys.accessKey);
    const withHolder = createHash("sha256").update(access).update(AccountId.toBytes(holder)).digest();
    expect(holderHash(keys.accessKey, holder)).toEqual(new Uint8Array(withHolder));
    expect(claimHash(keys.accessKey)).toEqual(new Uint8Array(createHash("sha256").update(access).digest()));
  });

  test("[G2] is another for another holder and for another access key", () => {
    const hash = holderHash(keys.accessKey, holder);
    fc.assert(
      fc.property(oneByteChanged(keys.accessKey), oneByteChanged(AccountId.toBytes(holder)), (key, id) => {
        expect(holderHash(key, holder)).not.toEqual(hash);
        expect(holderHash(keys.accessKey, AccountId.fromBytes(id)!)).not.toEqual(hash);
        expect(claimHash(key)).not.toEqual(claimHash(keys.accessKey));
      }),
    );
  });

  test("[G2] of an unused invite is never the hash for a holder", () => {
    fc.assert(
      fc.property(bytes32, bytes32, (access, id) => {
        expect(claimHash(access)).not.toEqual(holderHash(access, AccountId.fromBytes(id)!));
      }),
    );
  });

  test("[G10] deriving changes nothing", () => {
    const before = snapshot([secret, keys]);
    deriveGrantKeys(secret);
    holderHash(keys.accessKey, holder);
    claimHash(keys.accessKey);
    expect(snapshot([secret, keys])).toBe(before);
  });
});
