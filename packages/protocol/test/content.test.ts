import { arbitraryOf, deepFrozen, largestOf } from "@bridle/testkit";
import * as fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import {
  contentBody,
  contentMessage,
  contentMessageV2,
  decodeContent,
  decodeFrankedContent,
  encode,
  contentVersionOf,
  encodeContent,
  encodeFrankedContent,
  frankedContent,
  limits,
  PADDING_BUCKETS,
  type ContentMessage,
  paddedSize,
  type Shape,
} from "../src/index.ts";

vi.setConfig({ testTimeout: 120_000 });

const ours: fc.Arbitrary<ContentMessage> = fc.oneof(
  arbitraryOf(contentMessage).map((content) => ({ ...content, version: 1 })),
  arbitraryOf(contentMessageV2).map((content) => ({ ...content, version: 2 })),
);

describe("[P26] the version of content", () => {
  test("ours comes back as it was said", () => {
    fc.assert(
      fc.property(ours, (content) => {
        expect(decodeContent(encodeContent(deepFrozen(content)))).toEqual({ ok: true, value: content });
      }),
    );
  });

  test("a newer one is named before anything else is read", () => {
    for (const version of [3, 4, 255]) {
      const refusal = { ok: false, error: { kind: "newer_version", version } };
      expect(decodeContent(Uint8Array.of(version))).toEqual(refusal);
      expect(decodeContent(Uint8Array.of(version, 1, 2, 3))).toEqual(refusal);
    }
  });

  test("each kind is said in the version that brought it", () => {
    fc.assert(
      fc.property(ours, (content) => {
        const { body, version } = content;
        expect(contentVersionOf(body)).toBe(version);
        const other = encodeContent({ ...content, version: 3 - version });
        expect(decodeContent(other).ok).toBe(false);
      }),
    );
  });

  test("version 0 is refused: it would be a second encoding of the same content", () => {
    fc.assert(
      fc.property(ours, (content) => {
        expect(decodeContent(encodeContent({ ...content, version: 0 }))).toEqual({
          ok: false,
          error: { kind: "malformed", reason: "out_of_range", offset: 0 },
        });
      }),
      { numRuns: 5 },
    );
  });

  test("no version is malformed", () => {
    expect(decodeContent(new Uint8Array())).toMatchObject({ error: { reason: "truncated" } });
  });
});

describe("[P27] content", () => {
  test("is a closed grammar of eight kinds with tags that stay", () => {
    const tags = Object.entries((contentBody.shape as Extract<Shape, { kind: "union" }>).cases).map(
      ([kind, { tag }]) => `${tag} ${kind}`,
    );
    expect(tags).toEqual([
      "1 text",
      "2 reaction",
      "3 edit",
      "4 delete",
      "5 receipt",
      "6 profile",
      "7 grant",
      "8 timer",
    ]);
  });

  test("franked: a salt of 32 bytes, no more and no less", () => {
    const content = Uint8Array.of(1, 2, 3);
    const franked = { salt: new Uint8Array(32).fill(5), content };
    expect(decodeFrankedContent(encodeFrankedContent(franked))).toEqual({ ok: true, value: franked });
    for (const size of [0, 31, 33]) {
      expect(() => encodeFrankedContent({ salt: new Uint8Array(size), content })).toThrow(RangeError);
    }
    expect(decodeFrankedContent(new Uint8Array(33)).ok).toBe(false);
  });

  test("the longest one fits its bounds and the largest bucket", () => {
    const longest = encode(contentMessage, largestOf(contentMessage));
    expect(longest.length).toBeLessThanOrEqual(limits.contentMax);
    const overhead = frankedContent.maxBytes - limits.contentMax;
    expect(PADDING_BUCKETS).toContain(paddedSize(contentMessage.maxBytes + overhead));
    expect(Math.max(...PADDING_BUCKETS)).toBeLessThan(limits.messageMax);
  });

  test("plaintext is padded to the first bucket that holds it", () => {
    expect(paddedSize(0)).toBe(512);
    for (const bucket of PADDING_BUCKETS) expect(paddedSize(bucket)).toBe(bucket);
    expect(paddedSize(513)).toBe(1024);
    expect(PADDING_BUCKETS).toEqual([...PADDING_BUCKETS].toSorted((a, b) => a - b));
  });
});
