import { createHmac } from "node:crypto";
import {
  contentMessage,
  decodeFrankedContent,
  encodeContent,
  limits,
  type ContentMessage,
} from "@bridle/protocol";
import { arbitraryOf, deepFrozen, snapshot } from "@bridle/testkit";
import * as fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { frank, unfrank, type CryptoProvider } from "../../src/index.ts";
import { bytesOf, cutOrExtended, flipped, oneByteChanged, seededCrypto } from "../sealing/seeded-crypto.ts";

vi.setConfig({ testTimeout: 300_000 });

const crypto = seededCrypto("franking");
const anyContent: fc.Arbitrary<ContentMessage> = arbitraryOf(contentMessage).map((said) => ({
  ...said,
  version: 1,
}));
const content = fc.sample(anyContent, { numRuns: 1, seed: 7 })[0]!;
const franked = frank(crypto, content);
const mismatch = { ok: false, error: { kind: "commitment_mismatch" } };

function commitmentTo(salt: Uint8Array, encoded: Uint8Array): Uint8Array {
  const mac = createHmac("sha256", salt).update("bridle/frank/v1\0").update(encoded);
  return new Uint8Array(mac.digest());
}

/** Salt, the content's length in two bytes, content. */
function plaintextOf(salt: Uint8Array, encoded: Uint8Array): Uint8Array {
  return new Uint8Array([...salt, encoded.length >> 8, encoded.length & 0xff, ...encoded]);
}

describe("a franked content", () => {
  test("[F1] carries a salt of 32 bytes; its commitment is their HMAC-SHA-256 over label and content", () => {
    fc.assert(
      fc.property(anyContent, (said) => {
        const { plaintext, commitment } = frank(crypto, said);
        const encoded = encodeContent(said);
        const salt = plaintext.slice(0, 32);
        expect(plaintext).toEqual(plaintextOf(salt, encoded));
        expect(commitment).toEqual(commitmentTo(salt, encoded));
      }),
    );
  });

  test("[F1] takes its salt from the source of randomness, and a fresh one each time", () => {
    const asked: number[] = [];
    const counting: CryptoProvider = {
      ...crypto,
      randomBytes(length) {
        asked.push(length);
        return crypto.randomBytes(length);
      },
    };
    const twice = [frank(counting, content), frank(counting, content)];
    expect(asked).toEqual([32, 32]);
    expect(twice[0]?.commitment).not.toEqual(twice[1]?.commitment);
    expect(twice[0]?.plaintext.slice(0, 32)).not.toEqual(twice[1]?.plaintext.slice(0, 32));
  });

  test("[F2] comes back if it opens the commitment", () => {
    fc.assert(
      fc.property(anyContent, (said) => {
        const { plaintext, commitment } = frank(crypto, said);
        expect(unfrank(plaintext, commitment)).toEqual({ ok: true, value: said });
      }),
    );
  });

  test("[F2] with any byte changed is refused", () => {
    for (let at = 0; at < franked.plaintext.length; at++) {
      expect(unfrank(flipped(franked.plaintext, at), franked.commitment).ok).toBe(false);
    }
  });

  test("[F2] cut or extended is refused", () => {
    fc.assert(
      fc.property(cutOrExtended(franked.plaintext), (plaintext) => {
        expect(unfrank(plaintext, franked.commitment)).toMatchObject({ error: { kind: "malformed" } });
      }),
    );
  });

  test("[F2] against another commitment, or one of another length, is refused", () => {
    fc.assert(
      fc.property(
        fc.oneof(oneByteChanged(franked.commitment), cutOrExtended(franked.commitment)),
        (other) => {
          expect(unfrank(franked.plaintext, other)).toEqual(mismatch);
        },
      ),
    );
    expect(unfrank(franked.plaintext, new Uint8Array(32))).toEqual(mismatch);
    expect(unfrank(franked.plaintext, frank(crypto, content).commitment)).toEqual(mismatch);
  });

  test("[F2] opens no commitment to another content", () => {
    fc.assert(
      fc.property(anyContent, anyContent, (one, other) => {
        fc.pre(snapshot(one) !== snapshot(other));
        const salt = bytesOf("one salt for both", 32);
        const commitment = commitmentTo(salt, encodeContent(one));
        expect(unfrank(plaintextOf(salt, encodeContent(other)), commitment)).toEqual(mismatch);
      }),
    );
  });

  test("[F3] salts of another length would not commit, and can't be said", () => {
    const encoded = encodeContent(content);
    const short = bytesOf("a short salt", 31);
    const zeroPadded = new Uint8Array([...short, 0]);
    // HMAC takes both for the same key (RFC 2104 §2).
    const commitment = commitmentTo(short, encoded);
    expect(commitmentTo(zeroPadded, encoded)).toEqual(commitment);
    expect(unfrank(plaintextOf(zeroPadded, encoded), commitment)).toMatchObject({ ok: true });
    expect(unfrank(plaintextOf(short, encoded), commitment).ok).toBe(false);
    const long = bytesOf("a long salt", 65);
    expect(unfrank(plaintextOf(long, encoded), commitmentTo(long, encoded)).ok).toBe(false);
    expect(unfrank(plaintextOf(new Uint8Array(), encoded), commitmentTo(new Uint8Array(), encoded)).ok).toBe(
      false,
    );
  });

  test("[F4] is read only when the commitment holds", () => {
    const salt = bytesOf("a salt", 32);
    const encoded = encodeContent(content);
    const unreadable = [
      { bytes: encoded.with(0, 255), refusal: { kind: "newer_version", version: 255 } },
      { bytes: encoded.with(0, 0), refusal: { kind: "malformed" } },
      { bytes: encoded.slice(0, -1), refusal: { kind: "malformed", reason: "truncated" } },
      { bytes: new Uint8Array([...encoded, 0]), refusal: { kind: "malformed", reason: "trailing_bytes" } },
      { bytes: new Uint8Array(), refusal: { kind: "malformed" } },
    ];
    for (const { bytes, refusal } of unreadable) {
      const plaintext = plaintextOf(salt, bytes);
      expect(unfrank(plaintext, commitmentTo(salt, bytes))).toMatchObject({ ok: false, error: refusal });
      expect(unfrank(plaintext, franked.commitment)).toEqual(mismatch);
    }
  });

  test("[F4] longer than a content may be is refused", () => {
    const bytes = new Uint8Array(limits.contentMax + 1);
    const salt = bytesOf("a salt", 32);
    expect(unfrank(plaintextOf(salt, bytes), commitmentTo(salt, bytes))).toMatchObject({
      error: { kind: "malformed", reason: "too_long" },
    });
  });

  test("[F4] any bytes give a content or a refusal", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.uint8Array({ maxLength: 40 }),
        (plaintext, commitment) => {
          expect(unfrank(plaintext, commitment).ok).toBe(false);
        },
      ),
    );
  });

  test("[F5] franking and unfranking change nothing", () => {
    fc.assert(
      fc.property(anyContent, (said) => {
        const given = snapshot(deepFrozen(said));
        const made = deepFrozen(frank(crypto, said));
        const before = snapshot(made);
        unfrank(made.plaintext, made.commitment);
        expect(snapshot(said)).toBe(given);
        expect(snapshot(made)).toBe(before);
        expect(decodeFrankedContent(made.plaintext).ok).toBe(true);
      }),
      { numRuns: 20 },
    );
  });
});
