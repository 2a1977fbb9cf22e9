import {
  createDecipheriv,
  createHmac,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
} from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AccountId, utf8Encode } from "@bridle/protocol";
import { Aes128Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from "@hpke/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decodeDeskKey, encodeDeskKey, type DeskKey } from "../../signals/desk-key.ts";
import { createDeskKey, unlockDeskKey } from "./desk-key.ts";
import { periodKeyFile, readDeskKey, writeDeskKey } from "./key-files.ts";
import { openBatchKey, targetSealer } from "./target-sealer.ts";

const folder = mkdtempSync(join(tmpdir(), "bridle-sealing-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "hex"));
const account = AccountId.fromBytes(new Uint8Array(32).fill(5))!;
const ana = { name: "Ana", passphrase: "a long enough sentence" };
const bo = { name: "Bo", passphrase: "another long sentence" };
const cy = { name: "Cy", passphrase: "the third of them all" };
const context = utf8Encode("the row that it stands in");

/** Enough for a test; what people get is the default. */
const cheap = { memoryKib: 64, passes: 1, lanes: 1 };

let key: DeskKey;
beforeAll(async () => {
  key = await createDeskKey([ana, bo, cy], cheap);
});

describe("HPKE", () => {
  // A.1 has our KEM and KDF with AES-128-GCM; the AEAD of ours is checked against node:crypto below.
  test("[S114] the KEM and the key schedule are those of RFC 9180 A.1", async () => {
    const suite = new CipherSuite({
      kem: new DhkemX25519HkdfSha256(),
      kdf: new HkdfSha256(),
      aead: new Aes128Gcm(),
    });
    const recipientKey = await suite.kem.deserializePrivateKey(
      hex("4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8").slice().buffer,
    );
    const recipient = await suite.createRecipientContext({
      recipientKey,
      enc: hex("37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431").slice().buffer,
      info: hex("4f6465206f6e2061204772656369616e2055726e").slice().buffer,
    });
    const opened = await recipient.open(
      hex(
        "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a",
      ).slice().buffer,
      hex("436f756e742d30").slice().buffer,
    );
    expect(Buffer.from(opened).toString()).toBe("Beauty is truth, truth beauty");
  });

  test("[S114] a target opens by RFC 9180 written out over node:crypto", async () => {
    const { privateKey, publicKey } = generateKeyPairSync("x25519");
    const raw = new Uint8Array(publicKey.export({ format: "der", type: "spki" }).subarray(-32));
    const batch = await targetSealer(raw).openBatch();
    const { number, box } = batch.seal(AccountId.toBytes(account), context);
    const batchKey = openBase({ privateKey, publicKey: raw }, batch.sealedKey);
    const nonce = Buffer.alloc(12);
    nonce.writeUInt32BE(number, 8);
    const decipher = createDecipheriv("aes-256-gcm", batchKey, nonce);
    decipher.setAAD(context);
    decipher.setAuthTag(box.subarray(32));
    const opened = Buffer.concat([decipher.update(box.subarray(0, 32)), decipher.final()]);
    expect(new Uint8Array(opened)).toEqual(AccountId.toBytes(account));
  });
});

describe("a sealed target", () => {
  test("[S114] two people of the desk open it, any two", async () => {
    const batch = await targetSealer(key.publicKey).openBatch();
    const sealed = { batch: 1, ...batch.seal(AccountId.toBytes(account), context) };
    for (const people of [
      [ana, bo],
      [bo, cy],
      [cy, ana],
    ]) {
      const privateKey = await unlockDeskKey(key, people);
      if (!privateKey.ok) throw new Error(privateKey.error);
      const opener = await openBatchKey(privateKey.value, batch.sealedKey);
      expect(opener?.open(sealed, context)).toBe(account);
    }
  });

  test("[S114] changed, moved to another row or under another key it doesn't open", async () => {
    const batch = await targetSealer(key.publicKey).openBatch();
    const sealed = { batch: 1, ...batch.seal(AccountId.toBytes(account), context) };
    const privateKey = await unlockDeskKey(key, [ana, bo]);
    if (!privateKey.ok) throw new Error(privateKey.error);
    const opener = await openBatchKey(privateKey.value, batch.sealedKey);
    for (let at = 0; at < sealed.box.length; at++) {
      const box = sealed.box.slice();
      box[at] = (box[at] ?? 0) ^ 1;
      expect(opener?.open({ ...sealed, box }, context)).toBeUndefined();
    }
    expect(opener?.open(sealed, utf8Encode("another row"))).toBeUndefined();
    expect(opener?.open({ ...sealed, number: 1 }, context)).toBeUndefined();
    expect(opener?.open({ ...sealed, box: new Uint8Array(3) }, context)).toBeUndefined();
    const other = await targetSealer(key.publicKey).openBatch();
    const otherOpener = await openBatchKey(privateKey.value, other.sealedKey);
    expect(otherOpener?.open(sealed, context)).toBeUndefined();
    const damaged = batch.sealedKey.slice();
    damaged[40] = (damaged[40] ?? 0) ^ 1;
    expect(await openBatchKey(privateKey.value, damaged)).toBeUndefined();
    expect(await openBatchKey(privateKey.value, new Uint8Array(3))).toBeUndefined();
    expect(await openBatchKey(new Uint8Array(32).fill(9), batch.sealedKey)).toBeUndefined();
  });

  test("[S114] an ended batch seals nothing any more", async () => {
    const batch = await targetSealer(key.publicKey).openBatch();
    const before = { batch: 1, ...batch.seal(AccountId.toBytes(account), context) };
    batch.end();
    expect(() => batch.seal(AccountId.toBytes(account), context)).toThrow("ended batch");
    const privateKey = await unlockDeskKey(key, [ana, bo]);
    if (!privateKey.ok) throw new Error(privateKey.error);
    const opener = await openBatchKey(privateKey.value, batch.sealedKey);
    expect(opener?.open(before, context)).toBe(account);
  });
});

describe("the desk's key", () => {
  test("[S115] one person opens nothing, under whatever name", async () => {
    const refusals = [
      [ana],
      [ana, ana],
      [ana, { ...bo, passphrase: ana.passphrase }],
      [ana, { ...bo, passphrase: "" }],
      [ana, { name: "Nobody", passphrase: "x" }],
      [],
    ].map(async (people) => {
      const opened = await unlockDeskKey(key, people);
      return opened.ok ? "opened" : opened.error;
    });
    expect(await Promise.all(refusals)).toEqual([
      "two_people_needed",
      "two_people_needed",
      "wrong_passphrase",
      "wrong_passphrase",
      "unknown_person",
      "two_people_needed",
    ]);
  });

  test("[S115] a share under another's name, beside another key or changed doesn't open", async () => {
    const [first, second, third] = key.shares;
    if (first === undefined || second === undefined || third === undefined) throw new Error("no shares");
    const flipped = first.wrapped.slice();
    flipped[4] = (flipped[4] ?? 0) ^ 1;
    const stranger = await createDeskKey([ana, bo], cheap);
    const attempts: DeskKey[] = [
      { ...key, shares: [{ ...first, wrapped: flipped }, second, third] },
      {
        ...key,
        shares: [
          { ...first, name: "Bo" },
          { ...second, name: "Ana" },
        ],
      },
      { ...key, publicKey: stranger.publicKey },
      { ...key, shares: [{ ...first, memoryKib: 0xffff_ffff }, second] },
      { ...key, shares: [{ ...first, wrapped: new Uint8Array(2) }, second] },
    ];
    const refusals = await Promise.all(attempts.map((attempt) => unlockDeskKey(attempt, [ana, bo])));
    expect(refusals.map((opened) => (opened.ok ? "opened" : opened.error))).toEqual([
      "wrong_passphrase",
      "wrong_passphrase",
      "wrong_passphrase",
      "damaged",
      "damaged",
    ]);
  });

  test("[S115] [S68] it comes back from its file, which only its owner reads and which holds no share in clear", () => {
    writeDeskKey(folder, key);
    expect(readDeskKey(folder)).toEqual(key);
    expect(statSync(join(folder, "desk.key")).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(folder, "desk.key"), "utf8")).not.toContain(ana.passphrase);
    expect(decodeDeskKey(encodeDeskKey(key).slice(1))).toBeUndefined();
  });
});

test("[S116] the pseudonyms' key lies in a folder of its own, and the one before it is gone", () => {
  const file = periodKeyFile(folder);
  expect(file.read()).toBeUndefined();
  const old = new Uint8Array(32).fill(0x61);
  file.write({ period: 1, key: old });
  file.write({ period: 2, key: new Uint8Array(32).fill(0x62) });
  expect(file.read()).toEqual({ period: 2, key: new Uint8Array(32).fill(0x62) });
  const path = join(folder, "run", "pseudonym.key");
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readFileSync(path, "utf8")).not.toContain(Buffer.from(old).toString("base64url").slice(4, 30));
});

/** RFC 9180 §5.1.1 (base mode) for DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM, first message. */
function openBase(
  recipient: { readonly privateKey: KeyObject; readonly publicKey: Uint8Array },
  sealed: Uint8Array,
): Buffer {
  const enc = sealed.subarray(0, 32);
  const der = Buffer.concat([Buffer.from("302a300506032b656e032100", "hex"), enc]);
  const shared = diffieHellman({
    privateKey: recipient.privateKey,
    publicKey: createPublicKey({ key: der, format: "der", type: "spki" }),
  });
  const kem = Buffer.from("KEM\0\x20", "latin1");
  const eaePrk = extract(kem, "", ["eae_prk", shared]);
  const secret = expand(kem, eaePrk, ["shared_secret", Buffer.concat([enc, recipient.publicKey]), 32]);
  const suite = Buffer.from("HPKE\0\x20\0\x01\0\x02", "latin1");
  const info = Buffer.from("bridle/desk/targets/v1");
  const hashes = [extract(suite, "", ["psk_id_hash", ""]), extract(suite, "", ["info_hash", info])];
  const schedule = Buffer.concat([Buffer.of(0), ...hashes]);
  const prk = extract(suite, secret, ["secret", ""]);
  const key = expand(suite, prk, ["key", schedule, 32]);
  const nonce = expand(suite, prk, ["base_nonce", schedule, 12]);
  const decipher = createDecipheriv("aes-256-gcm", key, nonce);
  decipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(32, -16)), decipher.final()]);
}

type Bytes = Uint8Array | string;

function extract(suite: Buffer, salt: Bytes, [label, material]: readonly [string, Bytes]): Buffer {
  return createHmac("sha256", salt).update("HPKE-v1").update(suite).update(label).update(material).digest();
}

/** One block of HKDF-Expand: none of ours is longer. */
function expand(suite: Buffer, prk: Bytes, [label, info, size]: readonly [string, Bytes, number]): Buffer {
  const head = Buffer.of(0, size);
  const hmac = createHmac("sha256", prk).update(head).update("HPKE-v1").update(suite).update(label);
  return hmac.update(info).update(Buffer.of(1)).digest().subarray(0, size);
}
