import * as fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import {
  AccountId,
  concatBytes,
  ConversationId,
  DeviceId,
  equalBytes,
  fromBase64Url,
  fromHex,
  GrantId,
  IntroductionId,
  isWellFormedText,
  MessageId,
  toBase64Url,
  toHex,
  utf8Decode,
  utf8Encode,
} from "../src/index.ts";

vi.setConfig({ testTimeout: 120_000 });

const anyBytes = fc.uint8Array({ maxLength: 80 });

describe("[P9] ids", () => {
  const kinds = { AccountId, DeviceId, ConversationId, MessageId, GrantId, IntroductionId };

  test.each(Object.entries(kinds))("%s: bytes to text and back", (name, kind) => {
    const size = name === "AccountId" ? 32 : 16;
    fc.assert(
      fc.property(fc.uint8Array({ minLength: size, maxLength: size }), (bytes) => {
        const id = kind.fromBytes(bytes);
        expect(id).toBe(toHex(bytes));
        expect(id && kind.parse(id)).toBe(id);
        expect(id && kind.toBytes(id as never)).toEqual(bytes);
      }),
    );
  });

  test.each(Object.entries(kinds))("%s: nothing else parses", (name, kind) => {
    const good = "0f".repeat(name === "AccountId" ? 32 : 16);
    expect(kind.parse(good)).toBe(good);
    for (const bad of [
      "",
      good.slice(2),
      `${good}00`,
      good.toUpperCase(),
      ` ${good.slice(1)}`,
      `${good}\n`,
    ]) {
      expect(kind.parse(bad)).toBeUndefined();
    }
    expect(kind.fromBytes(new Uint8Array(good.length / 2 - 1))).toBeUndefined();
  });

  test("a text that no parser made is a bug, not zeros", () => {
    expect(() => MessageId.toBytes("nonsense" as MessageId)).toThrow("assertion failed");
    expect(() => MessageId.toBytes("00" as MessageId)).toThrow("assertion failed");
  });
});

describe("hexadecimal and base64url", () => {
  test("[P3] have one form for each value", () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        expect(toHex(bytes)).toBe(Buffer.from(bytes).toString("hex"));
        expect(fromHex(toHex(bytes))).toEqual(bytes);
        expect(toBase64Url(bytes)).toBe(Buffer.from(bytes).toString("base64url"));
        expect(fromBase64Url(toBase64Url(bytes))).toEqual(bytes);
      }),
    );
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), (text) => {
        const read = fromBase64Url(text);
        expect(read === undefined || toBase64Url(read) === text).toBe(true);
        const digits = fromHex(text);
        expect(digits === undefined || toHex(digits) === text).toBe(true);
      }),
    );
  });

  test.each(["A", "AB", "AAB", "AA==", "A A", "+/", "é", "🕊🕊"])("[P3] %s isn't base64url", (text) => {
    expect(fromBase64Url(text)).toBeUndefined();
  });
});

describe("[P6] UTF-8", () => {
  test("is what every other implementation makes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(utf8Encode(text)).toEqual(new Uint8Array(new TextEncoder().encode(text)));
        expect(utf8Decode(utf8Encode(text))).toBe(text);
      }),
    );
  });

  test("is refused where a strict decoder refuses", () => {
    const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 6 }), (bytes) => {
        const expected = ((): string | undefined => {
          try {
            return strict.decode(bytes);
          } catch {
            return undefined;
          }
        })();
        expect(utf8Decode(bytes)).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });

  test("carries no lone surrogates", () => {
    expect(isWellFormedText("a🕊")).toBe(true);
    expect(isWellFormedText("a\udd4a")).toBe(false);
  });
});

test("bytes are joined and compared as a whole", () => {
  expect(concatBytes()).toEqual(new Uint8Array());
  expect(concatBytes(Uint8Array.of(1), Uint8Array.of(), Uint8Array.of(2, 3))).toEqual(Uint8Array.of(1, 2, 3));
  expect(equalBytes(Uint8Array.of(1), Uint8Array.of(1))).toBe(true);
  expect(equalBytes(Uint8Array.of(1), Uint8Array.of(1, 2))).toBe(false);
  expect(equalBytes(Uint8Array.of(1, 3), Uint8Array.of(1, 2))).toBe(false);
});
