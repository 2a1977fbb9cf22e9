import { arbitraryOf, deepFrozen, largestOf, snapshot } from "@bridle/testkit";
import * as fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { decode, encode } from "../src/index.ts";
import { objectionTo, wireCodecs } from "./wire-codecs.ts";

// What must hold for every value of the wire, whatever is in it. A busy machine may take its time.
vi.setConfig({ testTimeout: 300_000 });

const runs = { numRuns: 40 };

describe.each(wireCodecs)("%s", (_name, codec) => {
  test("[P3] comes back as it was sent", () => {
    fc.assert(
      fc.property(arbitraryOf(codec), (value) => {
        const bytes = encode(codec, value);
        expect(bytes.length).toBeLessThanOrEqual(codec.maxBytes);
        expect(decode(codec, bytes)).toEqual({ ok: true, value });
      }),
      runs,
    );
  });

  test("[P1] is refused when cut, at whatever place", () => {
    fc.assert(
      fc.property(arbitraryOf(codec), (value) => {
        const bytes = encode(codec, value);
        // Of long values the beginning and the end; the middle is one long string of bytes.
        for (let size = 0; size < bytes.length; size += size > 200 && size < bytes.length - 64 ? 37 : 1) {
          expect(decode(codec, bytes.subarray(0, size))).toMatchObject({
            ok: false,
            error: { reason: "truncated" },
          });
        }
      }),
      { numRuns: 5 },
    );
  });

  test("[P4] is refused with a byte behind it", () => {
    fc.assert(
      fc.property(arbitraryOf(codec), fc.nat(255), (value, byte) => {
        const read = decode(codec, Uint8Array.of(...encode(codec, value), byte));
        expect(read.ok).toBe(false);
      }),
      runs,
    );
  });

  test("[P1] random bytes give a value or a refusal", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
        expect(objectionTo(codec, bytes)).toBeUndefined();
      }),
      { numRuns: 200 },
    );
  });

  test("[P8] encoding and decoding change nothing", () => {
    fc.assert(
      fc.property(arbitraryOf(codec), (value) => {
        const before = snapshot(deepFrozen(value));
        const bytes = encode(codec, value);
        const sent = bytes.slice();
        decode(codec, bytes);
        expect(bytes).toEqual(sent);
        expect(snapshot(value)).toBe(before);
      }),
      { numRuns: 10 },
    );
  });

  test("[P2] the longest value has the longest encoding", () => {
    const bytes = encode(codec, largestOf(codec));
    const handles = 3 * 32; // A handle has 32 ASCII letters where text of 32 code points has 128 bytes.
    expect(bytes.length).toBeLessThanOrEqual(codec.maxBytes);
    expect(bytes.length + handles).toBeGreaterThanOrEqual(codec.maxBytes);
    expect(decode(codec, bytes).ok).toBe(true);
    expect(decode(codec, new Uint8Array(codec.maxBytes + 1))).toMatchObject({
      error: { reason: "too_long" },
    });
  });
});
