import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { fromHex, toHex } from "@bridle/protocol";
import { x25519 } from "@noble/curves/ed25519.js";
import { describe, expect, it } from "vitest";
import {
  aeadOpen,
  aeadSeal,
  ed25519Sign,
  ed25519Verify,
  hkdfSha256,
  hmacSha256,
} from "../../src/crypto/index.ts";
import { DHKEM_X25519 } from "../../src/crypto/kem.ts";
import { say, seededCrypto, value } from "./fixture.ts";
import "./patience.ts";

const FOLDER = fileURLToPath(new URL("../../../../../shared/data/wycheproof/", import.meta.url));
const present = existsSync(FOLDER);
if (!present) say(`no test vectors in ${FOLDER}, so Wycheproof's are not run`);

const crypto = seededCrypto("wycheproof");

interface Case {
  readonly tcId: number;
  readonly result: "valid" | "invalid" | "acceptable";
  readonly [field: string]: string | number | readonly string[];
}

interface Group {
  readonly tests: readonly Case[];
  readonly [field: string]: unknown;
}

function groups(name: string): readonly Group[] {
  const parsed = JSON.parse(readFileSync(`${FOLDER}${name}.json`, "utf8")) as {
    testGroups: readonly Group[];
  };
  return parsed.testGroups;
}

function bytes(given: unknown): Uint8Array {
  const decoded = typeof given === "string" ? fromHex(given) : undefined;
  if (decoded === undefined) throw new Error("not hexadecimal");
  return decoded;
}

describe.runIf(present)("[M51] Wycheproof", () => {
  it("Ed25519", () => {
    let counted = 0;
    for (const group of groups("ed25519_test")) {
      const key = group["publicKey"] as { pk: string };
      for (const test of group.tests) {
        const valid = ed25519Verify(bytes(key.pk), bytes(test["msg"]), bytes(test["sig"]));
        expect([test.tcId, valid]).toEqual([test.tcId, test.result === "valid"]);
        counted += 1;
      }
    }
    expect(counted).toBeGreaterThan(100);
    expect(ed25519Sign(new Uint8Array(32), new Uint8Array())).toHaveLength(64);
  });

  it("X25519: refuses shared secrets of zero, agrees on all others", () => {
    const tests = groups("x25519_test").flatMap((group) => group.tests);
    const zero = tests.filter((test) => isZero(test));
    expect(zero.length).toBeGreaterThan(10);
    for (const test of zero) {
      const open = (): unknown => DHKEM_X25519.decapsulate(bytes(test["public"]), bytes(test["private"]));
      expect(attempt(open)).toBeUndefined();
    }
    for (const test of tests.filter((test) => !isZero(test))) {
      const shared = x25519.getSharedSecret(bytes(test["private"]), bytes(test["public"]));
      expect([test.tcId, toHex(shared)]).toEqual([test.tcId, test["shared"]]);
    }
  });

  it("HMAC-SHA-256", () => {
    for (const group of groups("hmac_sha256_test")) {
      for (const test of group.tests) {
        const tag = hmacSha256(bytes(test["key"]), bytes(test["msg"])).subarray(
          0,
          Number(group["tagSize"]) / 8,
        );
        expect([test.tcId, toHex(tag) === test["tag"]]).toEqual([test.tcId, test.result === "valid"]);
      }
    }
  });

  it("HKDF-SHA-256", () => {
    for (const { tests } of groups("hkdf_sha256_test")) {
      for (const test of tests) {
        const input = { ikm: bytes(test["ikm"]), salt: bytes(test["salt"]), info: bytes(test["info"]) };
        const okm = attempt(() => hkdfSha256({ ...input, length: Number(test["size"]) }));
        expect([test.tcId, okm && toHex(okm)]).toEqual([
          test.tcId,
          test.result === "valid" ? test["okm"] : undefined,
        ]);
      }
    }
  });

  it("AES-GCM with the sizes that we use", async () => {
    let counted = 0;
    for (const group of groups("aes_gcm_test")) {
      const isOurs = group["ivSize"] === 96 && group["tagSize"] === 128 && group["keySize"] !== 192;
      if (!isOurs) continue;
      for (const test of group.tests) {
        const sealing = { key: bytes(test["key"]), nonce: bytes(test["iv"]), aad: bytes(test["aad"]) };
        const ciphertext = bytes(`${String(test["ct"])}${String(test["tag"])}`);
        const opened = await aeadOpen(crypto, { ...sealing, ciphertext });
        expect([test.tcId, opened.ok]).toEqual([test.tcId, test.result === "valid"]);
        if (!opened.ok) continue;
        expect(toHex(value(opened))).toBe(test["msg"]);
        expect(toHex(await aeadSeal(crypto, { ...sealing, plaintext: opened.value }))).toBe(
          toHex(ciphertext),
        );
        counted += 1;
      }
    }
    expect(counted).toBeGreaterThan(50);
  });
});

/** Of a public key of low order, which gives everyone the same secret. */
function isZero(test: Case): boolean {
  return /^0+$/.test(String(test["shared"]));
}

function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
