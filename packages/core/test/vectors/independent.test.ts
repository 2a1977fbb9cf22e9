import {
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  verify,
  type KeyObject,
  type webcrypto,
} from "node:crypto";
import { Aes256Gcm, CipherSuite, HkdfSha384 } from "@hpke/core";
import { XWing } from "@hpke/hybridkem-x-wing";
import { describe, expect, test, vi } from "vitest";
import { bytes, vectorsOf, type VectorsOf } from "./vector-file.ts";

// The vectors again, by other implementations than ours: Node's cryptography and @hpke's X-Wing. What is
// written here is what SPEC.md says, and nothing of `src` takes part.

vi.setConfig({ testTimeout: 300_000 });

const hpke = new CipherSuite({ kem: new XWing(), kdf: new HkdfSha384(), aead: new Aes256Gcm() });
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");
const SPKI = Buffer.from("302a300506032b6570032100", "hex");

type Bytes = Uint8Array<ArrayBuffer>;

function owned(hex: string): Bytes {
  return Uint8Array.from(bytes(hex));
}

function hexOf(data: ArrayBuffer | Uint8Array): string {
  return Buffer.from(data instanceof Uint8Array ? data : new Uint8Array(data)).toString("hex");
}

function sha256(...parts: readonly Uint8Array[]): string {
  return createHash("sha256").update(Buffer.concat(parts)).digest("hex");
}

function hkdf(ikm: string, label: string, length = 32): string {
  return hexOf(hkdfSync("sha256", bytes(ikm), new Uint8Array(), label, length));
}

/** Label, a zero byte, and what the label is bound to. */
function bound(label: string, ...to: readonly Uint8Array[]): Bytes {
  return Uint8Array.from(Buffer.concat([Buffer.from(`${label}\0`), ...to]));
}

function isSignedBy(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const key = createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: "der", type: "spki" });
  return verify(null, message, key, signature);
}

function publicKeyOf(seed: string): KeyObject {
  const der = Buffer.concat([PKCS8, bytes(seed)]);
  return createPublicKey(createPrivateKey({ key: der, format: "der", type: "pkcs8" }));
}

/** RFC 9180 §7.1.3 for X-Wing: the key pair of an input. */
async function xWing(ikm: string): Promise<{ readonly seed: string; readonly publicKey: string }> {
  // Its own types name the DOM's.
  const pair: webcrypto.CryptoKeyPair = await hpke.kem.deriveKeyPair(owned(ikm).buffer);
  return {
    seed: hexOf(await hpke.kem.serializePrivateKey(pair.privateKey)),
    publicKey: hexOf(await hpke.kem.serializePublicKey(pair.publicKey)),
  };
}

async function opened(seed: string, info: Bytes, sealed: string): Promise<Buffer> {
  const [enc, ciphertext] = [owned(sealed).slice(0, 1120), owned(sealed).slice(1120)];
  const recipientKey = await hpke.kem.deserializePrivateKey(owned(seed).buffer);
  const plaintext = await hpke.open({ recipientKey, enc: enc.buffer, info: info.buffer }, ciphertext.buffer);
  return Buffer.from(plaintext);
}

function first<Inputs>(vectors: VectorsOf<Inputs>): VectorsOf<Inputs>["cases"][number] {
  const [found] = vectors.cases;
  if (found === undefined) throw new Error("no case");
  return found;
}

describe("an account", () => {
  const { cases } = vectorsOf<Record<string, string>>("account.json");

  test.each(cases)("[I3] keys: $name", async ({ entropy = "", rootSeed = "", ...account }) => {
    expect(hkdf(entropy, "bridle/root/v1")).toBe(rootSeed);
    const spki = publicKeyOf(rootSeed).export({ format: "der", type: "spki" });
    expect(hexOf(spki.subarray(SPKI.length))).toBe(account["rootKey"]);
    const introduction = await xWing(hkdf(entropy, "bridle/introduction/v1"));
    expect(introduction.seed).toBe(account["introductionSeed"]);
    expect(introduction.publicKey).toBe(account["introductionKey"]);
    const blob = await xWing(hkdf(entropy, "bridle/blob/v1"));
    expect(blob.seed).toBe(account["blobSeed"]);
    expect(blob.publicKey).toBe(account["blobKey"]);
  });

  test.each(cases)("[I4] genesis: $name", ({ genesis = "", ...account }) => {
    // Case 1, version 1, root key, hash of the introduction key, the device's key; then the signature.
    const { rootKey = "", introductionKey = "", deviceKey = "", rootSeed = "" } = account;
    const body = `0101${rootKey}${sha256(bytes(introductionKey))}${deviceKey}`;
    expect(genesis.slice(0, -128)).toBe(body);
    const signed = bound("bridle/chain/v1", bytes(body));
    expect(verify(null, signed, publicKeyOf(rootSeed), bytes(genesis.slice(-128)))).toBe(true);
    expect(sha256(bytes(genesis))).toBe(account["accountId"]);
    expect(sha256(bytes(deviceKey)).slice(0, 32)).toBe(account["deviceId"]);
  });
});

describe("a safety number", () => {
  interface Party {
    readonly accountId: string;
    readonly rootKey: string;
  }
  const { cases } = vectorsOf<{ mine: Party; theirs: Party; digits: string }>("safety-number.json");

  test.each(cases)("[I8] $name", ({ mine, theirs, digits }) => {
    const halves = [mine, theirs].map(({ accountId, rootKey }) => {
      const digest = sha256(bound("bridle/safety-number/v1", bytes(accountId), bytes(rootKey)));
      const groups = [0, 10, 20, 30, 40, 50].map((at) => BigInt(`0x${digest.slice(at, at + 10)}`) % 100_000n);
      return groups.map((group) => String(group).padStart(5, "0")).join("");
    });
    expect(halves.toSorted().join("")).toBe(digits);
  });
});

describe("a grant", () => {
  const { cases } = vectorsOf<Record<string, string>>("grant.json");

  test.each(cases)("[G1] [G2] $name", ({ secret = "", accessKey = "", holder = "", ...grant }) => {
    expect(hkdf(secret, "bridle/grant-id/v1", 16)).toBe(grant["grantId"]);
    expect(hkdf(secret, "bridle/grant-access/v1")).toBe(accessKey);
    expect(hkdf(secret, "bridle/grant-envelope/v1")).toBe(grant["envelopeKey"]);
    expect(sha256(bytes(accessKey))).toBe(grant["claimHash"]);
    expect(sha256(bytes(accessKey), bytes(holder))).toBe(grant["holderHash"]);
  });
});

describe("what is sealed", () => {
  test("[G3] [G4] an invitation is AES-256-GCM under the envelope key, bound to its welcome", () => {
    const vector = first(
      vectorsOf<{
        readonly secret: string;
        readonly conversationId: string;
        readonly generation: number;
        readonly welcome: string;
        readonly invitation: { readonly nonce: string; readonly sealed: string };
      }>("invitation.json"),
    );
    const { nonce, sealed } = vector.invitation;
    const generation = Buffer.alloc(4);
    generation.writeUInt32BE(vector.generation);
    const key = bytes(hkdf(vector.secret, "bridle/grant-envelope/v1"));
    const decipher = createDecipheriv("aes-256-gcm", key, bytes(nonce));
    const welcomeHash = bytes(sha256(bytes(vector.welcome)));
    decipher.setAAD(bound("bridle/invitation/v1", bytes(vector.conversationId), generation, welcomeHash));
    decipher.setAuthTag(bytes(sealed.slice(-32)));
    const plaintext = Buffer.concat([decipher.update(bytes(sealed.slice(0, -32))), decipher.final()]);
    expect(plaintext).toHaveLength(512);
    expect(plaintext.subarray(2, 19).toString("hex")).toBe(`01${vector.conversationId}`);
  });

  test("[G6] [G7] [G11] an introduction is HPKE with X-Wing, bound to the recipient's account, and signed", async () => {
    const vector = first(
      vectorsOf<{ accountId: string; introductionSeed: string; sealed: string }>("introduction.json"),
    );
    const info = bound("bridle/introduction/v1", bytes(vector.accountId));
    const plaintext = await opened(vector.introductionSeed, info, vector.sealed);
    expect(plaintext).toHaveLength(2048);
    expect(plaintext.includes("We met at the library.")).toBe(true);
    const end = 2 + plaintext.readUInt16BE(0);
    const unsigned = Buffer.concat([plaintext.subarray(2, end - 64), Buffer.alloc(64)]);
    const signed = bound("bridle/introduction-signature/v1", bytes(vector.accountId), unsigned);
    const [key, signature] = [plaintext.subarray(end - 96, end - 64), plaintext.subarray(end - 64, end)];
    expect(isSignedBy(key, signed, signature)).toBe(true);
    expect(plaintext.subarray(end).every((byte) => byte === 0)).toBe(true);
  });

  test("[B1] [B3] [B4] [B8] an account blob is HPKE with X-Wing, bound to account and version, and signed", async () => {
    const vectors = vectorsOf<{ accountId: string; blobSeed: string; version: number; sealed: string }>(
      "account-blob.json",
    );
    const { accountId, blobSeed, version, sealed } = first(vectors);
    const number = Buffer.alloc(8);
    number.writeBigUInt64BE(BigInt(version));
    const info = bound("bridle/account-blob/v1", bytes(accountId), number);
    const plaintext = await opened(blobSeed, info, vectors.sealed?.[sealed] ?? "");
    expect(plaintext).toHaveLength(16 * 1024 - 1136);
    const end = 4 + plaintext.readUInt32BE(0);
    expect(plaintext[4]).toBe(2);
    const said = plaintext.subarray(9, end - 96);
    expect(plaintext.readUInt32BE(5)).toBe(said.length);
    const signed = bound("bridle/account-blob-signature/v1", bytes(accountId), number, said);
    const [key, signature] = [plaintext.subarray(end - 96, end - 64), plaintext.subarray(end - 64, end)];
    expect(isSignedBy(key, signed, signature)).toBe(true);
    expect(plaintext.subarray(end).every((byte) => byte === 0)).toBe(true);
  });

  test("[B6] a secret box is a nonce and AES-256-GCM, with the label as authenticated data", () => {
    const { key, label, sealed, value } = first(
      vectorsOf<{ key: string; label: string; sealed: string }>("secret-box.json"),
    );
    const decipher = createDecipheriv("aes-256-gcm", bytes(key), bytes(sealed.slice(0, 24)));
    decipher.setAAD(Buffer.from(label));
    decipher.setAuthTag(bytes(sealed.slice(-32)));
    const plaintext = Buffer.concat([decipher.update(bytes(sealed.slice(24, -32))), decipher.final()]);
    expect(plaintext.toString("hex")).toBe(value);
  });
});

describe("a commitment", () => {
  const { cases } = vectorsOf<{ salt?: string; content?: string; commitment: string }>("franking.json");
  const good = cases.filter(({ name }) => !name.endsWith("_fail"));

  test.each(good)("[F1] $name", ({ salt, content, commitment }) => {
    const mac = createHmac("sha256", bytes(salt)).update(bound("bridle/frank/v1", bytes(content)));
    expect(mac.digest("hex")).toBe(commitment);
  });
});
