import { webPlatform } from "@bridle/testkit";
import { expect, test } from "vitest";
import { nodePlatform } from "./node-platform.ts";

const bytes = (size: number, first = 1): Uint8Array =>
  Uint8Array.from({ length: size }, (_, index) => (first + 7 * index) & 255);
const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "hex"));

test("[K37] Node's platform and one of web interfaces give the same", async () => {
  const derivation = {
    hash: "sha1",
    password: bytes(9),
    salt: bytes(20),
    iterations: 50,
    bytes: 32,
  } as const;
  expect(await nodePlatform.pbkdf2(derivation)).toEqual(await webPlatform.pbkdf2(derivation));
  const [key, iv, blocks] = [bytes(32), bytes(16, 9), bytes(160, 3)];
  expect(await nodePlatform.decryptCbc(key, iv, blocks)).toEqual(
    await webPlatform.decryptCbc(key, iv, blocks),
  );
  for (const url of ["HTTPS://User:p@BÜCHER.example:8443/a b", "x", "mailto:a@b"]) {
    expect(nodePlatform.parseUrl(url)).toEqual(webPlatform.parseUrl(url));
  }
});

test("[K37] AES key unwrap as in RFC 3394 §4.6", async () => {
  const wrapping = hex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");
  const wrapped = hex("28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21");
  expect(await nodePlatform.unwrapKey(wrapping, wrapped)).toEqual(
    hex("00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f"),
  );
  expect(await nodePlatform.unwrapKey(wrapping, wrapped.with(3, 0))).toBeUndefined();
  expect(await nodePlatform.unwrapKey(wrapping, bytes(5))).toBeUndefined();
});

test("[K72] zones: summer and winter, half hours, and names that nobody knows", () => {
  const offset = (time: string, zone: string): number | undefined =>
    nodePlatform.utcOffsetMinutes(Date.parse(time), zone);
  expect(offset("2026-01-01T00:00:00Z", "Europe/Prague")).toBe(60);
  expect(offset("2026-07-01T00:00:00Z", "Europe/Prague")).toBe(120);
  expect(offset("2026-01-01T00:00:00Z", "Asia/Kolkata")).toBe(330);
  expect(offset("2026-01-01T00:00:00Z", "America/St_Johns")).toBe(-210);
  expect(offset("2026-01-01T00:00:00Z", "UTC")).toBe(0);
  expect(offset("2026-01-01T00:00:00Z", "Nowhere/At_All")).toBeUndefined();
});
