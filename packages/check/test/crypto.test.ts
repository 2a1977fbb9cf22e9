import { fromBase64Url, fromHex, toHex, utf8Encode } from "@bridle/protocol";
import { memoryFile, SeededNumbers, webPlatform, zipBytes } from "@bridle/testkit";
import { x25519 } from "@noble/curves/ed25519.js";
import { expect, test } from "vitest";
import { ageDecrypt } from "../src/formats/age.ts";
import { fromBech32 } from "../src/formats/bech32.ts";
import { collected } from "../src/formats/stream.ts";
import { ageEncrypt, parseAgeRecipient, signReport, verifyReport } from "../src/index.ts";
import { examine } from "../src/index.ts";
import { decryptedFile } from "../src/ios/encrypted-file.ts";
import { brief, examined, feedsOf } from "./run.ts";

const hex = (text: string): Uint8Array => fromHex(text.replaceAll(" ", "").toLowerCase()) ?? new Uint8Array();

// RFC 3394 §4: 128, 192 and 256 bits of key data under a 256-bit key.
test.each([
  ["00112233445566778899AABBCCDDEEFF", "64E8C3F9CE0F5BA263E9777905818A2A93C8191E7D6E8AE7"],
  [
    "00112233445566778899AABBCCDDEEFF0001020304050607",
    "A8F9BC1612C68B3FF6E6F4FBE30E71E4769C8B80A32CB8958CD5D17D6B254DA1",
  ],
  [
    "00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F",
    "28C9F404C4B810F4CBCCB35CFB87F8263F5786E2D80ED326CBC7F0E71A99F43BFB988B9B7A02DD21",
  ],
])("[K37] AES key unwrap as in RFC 3394: %s", async (key, wrapped) => {
  const wrapping = hex("000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F");
  expect(toHex((await webPlatform.unwrapKey(wrapping, hex(wrapped))) ?? new Uint8Array())).toBe(
    key.toLowerCase(),
  );
  const changed = hex(wrapped).map((byte, index) => (index === 9 ? byte ^ 1 : byte));
  expect(await webPlatform.unwrapKey(wrapping, changed)).toBeUndefined();
});

// RFC 6070 §2 (SHA-1) and RFC 7914 §11 (SHA-256).
test.each([
  ["sha1", "password", "salt", 4096, "4b007901b765489abead49d926f721d065a429c1"],
  ["sha1", "pass\0word", "sa\0lt", 4096, "56fa6aa75548099dcc37d7f03425e0c3"],
  ["sha256", "passwd", "salt", 1, "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"],
] as const)("[K37] PBKDF2 with %s as published", async (...row) => {
  const [hash, password, salt, iterations, expected] = row;
  const bytes = expected.length / 2;
  const derived = await webPlatform.pbkdf2({
    hash,
    password: utf8Encode(password),
    salt: utf8Encode(salt),
    iterations,
    bytes,
  });
  expect(toHex(derived)).toBe(expected);
});

test("[K38] an encrypted file reads alike at any place, and tells when its padding is none", async () => {
  const { createCipheriv } = await import("node:crypto");
  const numbers = new SeededNumbers(31);
  const key = numbers.bytes(32);
  for (const size of [0, 1, 15, 16, 17, 1000]) {
    const plain = numbers.bytes(size);
    const cipher = createCipheriv("aes-256-cbc", key, Buffer.alloc(16));
    const sealed = new Uint8Array(Buffer.concat([cipher.update(plain), cipher.final()]));
    const file = await decryptedFile(memoryFile("a", sealed), key, webPlatform);
    expect([file.sizeBytes, file.paddingFits]).toEqual([size, true]);
    for (let round = 0; round < 20; round++) {
      const [offset, length] = [numbers.below(size + 20), numbers.below(300)];
      expect(await file.readAt(offset, length)).toEqual(plain.slice(offset, offset + length));
    }
    const cut = await decryptedFile(memoryFile("a", sealed.slice(0, -1)), key, webPlatform);
    expect(cut.paddingFits).toBe(false);
  }
});

// BIP 173's alphabet; the key pair of the age specification's test suite is not needed: both ends are checked apart.
const CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
function bech32(prefix: string, bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const values = Array.from({ length: Math.ceil(bits.length / 5) }, (_, index) =>
    Number.parseInt(bits.slice(5 * index, 5 * index + 5).padEnd(5, "0"), 2),
  );
  const codes = Array.from(prefix, (letter) => letter.codePointAt(0) ?? 0);
  const generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
  let sum = 1;
  for (const value of [
    ...codes.map((code) => code >> 5),
    0,
    ...codes.map((code) => code & 31),
    ...values,
    0,
    0,
    0,
    0,
    0,
    0,
  ]) {
    const top = sum >>> 25;
    sum = ((sum & 0x1ffffff) << 5) ^ value;
    generator.forEach((constant, bit) => ((top >>> bit) & 1 ? (sum ^= constant) : 0));
  }
  sum ^= 1;
  const check = Array.from({ length: 6 }, (_, index) => (sum >>> (5 * (5 - index))) & 31);
  return `${prefix}1${[...values, ...check].map((value) => CHARSET.charAt(value)).join("")}`;
}

test("[K39] age in armour opens alike; damage and a missing end are told", async () => {
  const secret = new SeededNumbers(12).bytes(32);
  const identity = bech32("age-secret-key-", secret).toUpperCase();
  const plain = new SeededNumbers(13).bytes(100_000);
  const sealed = ageEncrypt(plain, x25519.getPublicKey(secret), (bytes) => new Uint8Array(bytes).fill(3));
  const body = Buffer.from(sealed)
    .toString("base64")
    .replaceAll(/(.{64})/g, "$1\n");
  const armour = (end: string): Uint8Array =>
    new Uint8Array(Buffer.from(`-----BEGIN AGE ENCRYPTED FILE-----\n${body}\n${end}`));
  const open = async (bytes: Uint8Array): Promise<Uint8Array> => {
    const opened = await ageDecrypt(memoryFile("a", bytes).stream(), identity);
    return opened.ok ? collected(opened.value, 1e6) : Promise.reject(new Error(opened.error));
  };
  expect(await open(armour("-----END AGE ENCRYPTED FILE-----\n"))).toEqual(plain);
  await expect(open(armour(""))).rejects.toThrow("cut off");
  await expect(open(armour("***\n"))).rejects.toThrow("armour");
});

test("[K39] age: what is encrypted to a key opens with it, and with nothing else", async () => {
  const numbers = new SeededNumbers(37);
  const secret = numbers.bytes(32);
  const recipient = parseAgeRecipient(bech32("age", x25519.getPublicKey(secret)))!;
  expect(recipient).toEqual(x25519.getPublicKey(secret));
  const identity = bech32("age-secret-key-", secret).toUpperCase();
  for (const size of [0, 1, 65_536, 65_537, 200_000]) {
    const plain = numbers.bytes(size);
    const sealed = ageEncrypt(plain, recipient, (bytes) => numbers.bytes(bytes));
    const opened = await ageDecrypt(memoryFile("a", sealed).stream(), identity);
    expect(opened.ok && (await collected(opened.value, 1e6))).toEqual(plain);
    const other = bech32("age-secret-key-", numbers.bytes(32)).toUpperCase();
    expect(await ageDecrypt(memoryFile("a", sealed).stream(), other)).toEqual({
      ok: false,
      error: "wrong password",
    });
    const cut = await ageDecrypt(memoryFile("a", sealed.slice(0, -1)).stream(), identity);
    const rest = cut.ok ? collected(cut.value, 1e6) : Promise.reject(new Error("damaged"));
    await expect(rest).rejects.toThrow("damaged");
  }
});

test("[K39] an acquisition that androidqf encrypted is opened in memory", async () => {
  const numbers = new SeededNumbers(41);
  const secret = numbers.bytes(32);
  const zip = zipBytes([{ name: "ps.txt", bytes: new Uint8Array(Buffer.from("root 1 1 S badproc\n")) }]);
  const sealed = ageEncrypt(zip, x25519.getPublicKey(secret), (bytes) => numbers.bytes(bytes));
  const evidence = { kind: "file", file: memoryFile("qf.zip.age", sealed) } as const;
  const password = bech32("age-secret-key-", secret).toUpperCase();
  const { report } = await examined(evidence, { password, patterns: ["[process:name='badproc']"] });
  expect(report.findings.map(brief)).toEqual(["AQFProcesses critical process badproc"]);
  const request = { evidence, feeds: feedsOf(), platform: webPlatform, timeline: false, version: "test" };
  expect(await examine(request)).toEqual({ ok: false, error: "password needed" });
  expect(await examine({ ...request, password: "guess" })).toEqual({ ok: false, error: "wrong password" });
});

test("[K39] a passphrase stands alone in a header, so that a file can't ask for many derivations", async () => {
  const stanza = `-> scrypt ${"A".repeat(22)} 1\n${"A".repeat(43)}\n`;
  const other = `-> X25519 ${"A".repeat(43)}\n${"A".repeat(43)}\n`;
  const open = (stanzas: string) => {
    const bytes = new Uint8Array(
      Buffer.from(`age-encryption.org/v1\n${stanzas}--- ${"A".repeat(43)}\n${"x".repeat(40)}`),
    );
    return ageDecrypt(memoryFile("a", bytes).stream(), "password");
  };
  expect(await open(stanza)).toEqual({ ok: false, error: "wrong password" });
  for (const stanzas of [stanza.repeat(2), stanza.repeat(300), other + stanza])
    expect(await open(stanzas)).toEqual({ ok: false, error: "damaged" });
  expect(await open(other.repeat(2))).toEqual({ ok: false, error: "wrong password" });
});

test("[K39] a mistyped key is no key", () => {
  const text = bech32("age", new SeededNumbers(1).bytes(32));
  expect(parseAgeRecipient(text)).toBeDefined();
  for (let at = 4; at < text.length; at++) {
    const letter = text.charAt(at) === "q" ? "p" : "q";
    expect(parseAgeRecipient(text.slice(0, at) + letter + text.slice(at + 1))).toBeUndefined();
  }
  expect(fromBech32(text, "agf")).toBeUndefined();
});

test("[K71] a signature holds over a report's very bytes", () => {
  const report = utf8Encode('{"state":"match"}');
  const { signature, publicKey } = signReport(report, new SeededNumbers(2).bytes(32));
  const [sign, key] = [fromBase64Url(signature)!, fromBase64Url(publicKey)!];
  expect(verifyReport(report, sign, key)).toBe(true);
  expect(verifyReport(utf8Encode('{"state":"maybe"}'), sign, key)).toBe(false);
  expect(verifyReport(report, sign.slice(1), key)).toBe(false);
});
