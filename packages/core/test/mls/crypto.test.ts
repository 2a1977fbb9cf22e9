// oxlint-disable typescript/no-unsafe-member-access -- @hpke/core speaks of the DOM's keys, which aren't known here
import { fromHex, toHex, utf8Encode } from "@bridle/protocol";
import { Aes256Gcm, CipherSuite, HkdfSha384 } from "@hpke/core";
import { XWing } from "@hpke/hybridkem-x-wing";
import { describe, expect, it } from "vitest";
import { HPKE_X25519, hpkeExportFrom } from "../../src/crypto/hpke.ts";
import {
  aeadOpen,
  aeadSeal,
  constantTimeEqual,
  deriveHpkeKeyPair,
  ed25519KeyPair,
  ed25519Sign,
  ed25519Verify,
  generateHpkeKeyPair,
  hkdfSha256,
  hpkeOpen,
  hpkeSeal,
  sha256,
  sha384,
} from "../../src/crypto/index.ts";
import { NO_DATA, refusal, seededCrypto, value } from "./fixture.ts";
import "./patience.ts";

const crypto = seededCrypto("crypto");
const INFO = utf8Encode("bridle introduction");
const AAD = utf8Encode("to whom");
const TEXT = utf8Encode("seven words that nobody else may read");

describe("[M50] HPKE with X-Wing", () => {
  const keys = generateHpkeKeyPair(crypto);

  it("opens what was sealed, for the right key, purpose and place only", async () => {
    const sealed = value(
      await hpkeSeal(crypto, { publicKey: keys.publicKey, info: INFO, aad: AAD, plaintext: TEXT }),
    );
    expect(sealed.enc).toHaveLength(1120);
    expect(sealed.ciphertext).toHaveLength(TEXT.length + 16);
    const { privateKey } = keys;
    const good = { ...sealed, privateKey, info: INFO, aad: AAD };
    expect(value(await hpkeOpen(crypto, good))).toEqual(TEXT);
    const other = generateHpkeKeyPair(crypto).privateKey;
    const bad = [
      { ...good, privateKey: other },
      { ...good, info: AAD },
      { ...good, aad: INFO },
      { ...good, enc: sealed.enc.with(1119, (sealed.enc[1119] ?? 0) ^ 1) },
      { ...good, enc: sealed.enc.with(0, (sealed.enc[0] ?? 0) ^ 1) },
      { ...good, enc: sealed.enc.subarray(1) },
      { ...good, ciphertext: sealed.ciphertext.subarray(1) },
    ];
    for (const input of bad) expect(refusal(await hpkeOpen(crypto, input))).toBe("not_authentic");
  });

  it("leaves the recipient's key as it was, and refuses keys that are none", async () => {
    const before = toHex(keys.publicKey);
    await hpkeSeal(crypto, { publicKey: keys.publicKey, info: INFO, plaintext: TEXT });
    expect(toHex(keys.publicKey)).toBe(before);
    const short = { publicKey: keys.publicKey.subarray(1), info: INFO, plaintext: TEXT };
    expect(refusal(await hpkeSeal(crypto, short))).toBe("bad_public_key");
    const lowOrder = { publicKey: new Uint8Array(32), info: INFO, plaintext: TEXT };
    expect(refusal(await hpkeSeal(crypto, lowOrder, HPKE_X25519))).toBe("bad_public_key");
  });

  it("agrees with another implementation, both ways and in key derivation", async () => {
    const theirs = new CipherSuite({ kem: new XWing(), kdf: new HkdfSha384(), aead: new Aes256Gcm() });
    const ikm = new Uint8Array(48).fill(7);
    const pair = deriveHpkeKeyPair(ikm);
    const their = await theirs.kem.deriveKeyPair(ikm.buffer);
    const publicKey = new Uint8Array(await theirs.kem.serializePublicKey(their.publicKey));
    expect(toHex(publicKey)).toBe(toHex(pair.publicKey));

    const info = new Uint8Array(INFO).buffer;
    const sealed = value(await hpkeSeal(crypto, { publicKey, info: INFO, aad: AAD, plaintext: TEXT }));
    const recipient = { recipientKey: their.privateKey, enc: new Uint8Array(sealed.enc).buffer, info };
    const opened = await theirs.open(recipient, new Uint8Array(sealed.ciphertext), new Uint8Array(AAD));
    expect(new Uint8Array(opened)).toEqual(TEXT);

    const sender = { recipientPublicKey: their.publicKey, info };
    const { ct, enc } = await theirs.seal(sender, new Uint8Array(TEXT), new Uint8Array(AAD));
    const input = {
      privateKey: pair.privateKey,
      enc: new Uint8Array(enc),
      ciphertext: new Uint8Array(ct),
      info: INFO,
      aad: AAD,
    };
    expect(value(await hpkeOpen(crypto, input))).toEqual(TEXT);
  });
});

it("[M50] AES-GCM seals with 16 and 32 byte keys and opens nothing that was changed", async () => {
  for (const size of [16, 32]) {
    const sealing = { key: crypto.randomBytes(size), nonce: crypto.randomBytes(12), aad: AAD };
    const ciphertext = await aeadSeal(crypto, { ...sealing, plaintext: TEXT });
    expect(value(await aeadOpen(crypto, { ...sealing, ciphertext }))).toEqual(TEXT);
    for (let offset = 0; offset < ciphertext.length; offset++) {
      const changed = ciphertext.with(offset, (ciphertext[offset] ?? 0) ^ 4);
      expect(refusal(await aeadOpen(crypto, { ...sealing, ciphertext: changed }))).toBe("not_authentic");
    }
    expect(refusal(await aeadOpen(crypto, { ...sealing, aad: INFO, ciphertext }))).toBe("not_authentic");
    expect(refusal(await aeadOpen(crypto, { ...sealing, ciphertext: TEXT.subarray(0, 3) }))).toBe(
      "not_authentic",
    );
  }
});

it("[M50] Ed25519 verifies strictly and never throws on what it is given", () => {
  const keys = ed25519KeyPair(new Uint8Array(32).fill(1));
  const signature = ed25519Sign(keys.privateKey, TEXT);
  expect(ed25519Verify(keys.publicKey, TEXT, signature)).toBe(true);
  expect(ed25519Verify(keys.publicKey, INFO, signature)).toBe(false);
  for (const length of [0, 31, 33, 64]) {
    expect(ed25519Verify(new Uint8Array(length), TEXT, signature)).toBe(false);
    expect(ed25519Verify(keys.publicKey, TEXT, new Uint8Array(length))).toBe(false);
  }
  // The neutral point as a key would verify anything.
  const neutral = new Uint8Array(32).with(0, 1);
  expect(ed25519Verify(neutral, TEXT, new Uint8Array(64).with(0, 1))).toBe(false);
});

it("[M50] hashes and comparisons", () => {
  expect(toHex(sha256(utf8Encode("abc"))).slice(0, 16)).toBe("ba7816bf8f01cfea");
  expect(toHex(sha384(utf8Encode("abc"))).slice(0, 16)).toBe("cb00753f45a35e8b");
  const ikm = fromHex("0b".repeat(22)) ?? TEXT;
  const salt = fromHex("000102030405060708090a0b0c") ?? TEXT;
  const info = fromHex("f0f1f2f3f4f5f6f7f8f9") ?? TEXT;
  expect(toHex(hkdfSha256({ ikm, salt, info, length: 42 })).slice(0, 16)).toBe("3cb25f25faacd57a");
  expect(constantTimeEqual(TEXT, TEXT.slice())).toBe(true);
  expect(constantTimeEqual(TEXT, TEXT.with(3, 0))).toBe(false);
  expect(constantTimeEqual(TEXT, TEXT.subarray(1))).toBe(false);
});

it("[M50] HPKE with X25519: RFC 9180, appendix A.1.1", async () => {
  const hex = (text: string): Uint8Array => fromHex(text) ?? NO_DATA;
  const ephemeral = HPKE_X25519.kem.deriveKeyPair(
    hex("7268600d403fce431561aef583ee1613527cff655c1343f29812e66706df3234"),
  );
  const enc = hex("37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431");
  expect(ephemeral.publicKey).toEqual(enc);
  const privateKey = hex("4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8");
  const info = hex("4f6465206f6e2061204772656369616e2055726e");
  const ciphertext = hex(
    "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a",
  );
  const sealed = { enc, ciphertext, info, privateKey, aad: hex("436f756e742d30") };
  const plaintext = hex("4265617574792069732074727574682c20747275746820626561757479");
  expect(value(await hpkeOpen(crypto, sealed, HPKE_X25519))).toEqual(plaintext);
  const use = { enc, info, privateKey, exporterContext: NO_DATA, length: 32 };
  const exported = hex("3853fe2b4035195a573ffc53856e77058e15d9ea064de3e59f4961d0095250ee");
  expect(value(hpkeExportFrom(use, HPKE_X25519))).toEqual(exported);
});
