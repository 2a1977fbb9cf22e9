import { chunkSetBytes, mutated, SeededNumbers } from "@bridle/testkit";
import { expect, test } from "vitest";
import { unpackAppleLz4 } from "../../src/formats/apple-lz4.ts";

const bytes = (...parts: readonly (string | number)[]): Uint8Array =>
  Uint8Array.from(
    parts.flatMap((part) => (typeof part === "number" ? [part] : [...Buffer.from(part, "latin1")])),
  );
const word = (value: number): readonly number[] => [value & 255, (value >> 8) & 255, 0, 0];
const text = (found: Uint8Array | undefined): string | undefined =>
  found === undefined ? undefined : Buffer.from(found).toString("latin1");

test("[K53] LZ4 blocks unpack as the format's description says", () => {
  // Three literals, a match of nine that overlaps itself (offset 3), then the last five literals.
  const block = bytes(0x35, "abc", 3, 0, 0x50, "54321");
  const framed = bytes("bv41", ...word(17), ...word(block.length), ...block, "bv4$");
  expect(text(unpackAppleLz4(framed, 100))).toBe("abcabcabcabc54321");
  expect(unpackAppleLz4(framed, 16)).toBeUndefined();
  // A length of 15 + 255 + 3 literals.
  const long = bytes(0xf0, 255, 3, "x".repeat(273));
  const longer = bytes("bv41", ...word(273), ...word(long.length), ...long, "bv4$");
  expect(text(unpackAppleLz4(longer, 1000))).toBe("x".repeat(273));
  // A match into the block before.
  const second = bytes(0x00, 17, 0, 0x10, "!");
  const both = bytes(
    ...framed.slice(0, -4),
    "bv41",
    ...word(5),
    ...word(second.length),
    ...second,
    "bv4-",
    ...word(2),
    "ok",
    "bv4$",
  );
  expect(text(unpackAppleLz4(both, 100))).toBe("abcabcabcabc54321abca!ok");
});

test.each([
  ["a match before the beginning", bytes("bv41", ...word(5), ...word(4), 0x10, "a", 2, 0, "bv4$")],
  ["an offset of nothing", bytes("bv41", ...word(5), ...word(4), 0x10, "a", 0, 0, "bv4$")],
  ["more than was announced", bytes("bv41", ...word(1), ...word(3), 0x20, "ab", "bv4$")],
  ["less than was announced", bytes("bv41", ...word(9), ...word(3), 0x20, "ab", "bv4$")],
  ["no end", bytes("bv4-", ...word(1), "a")],
  ["another framing", bytes("LZ4 ")],
])("[K63] %s is damage", (_what, damaged) => {
  expect(unpackAppleLz4(damaged, 1000)).toBeUndefined();
});

test("[K63] chunk sets: damage never throws, and never gives more than is allowed", () => {
  const numbers = new SeededNumbers(37);
  const seed = chunkSetBytes(
    new Uint8Array(Buffer.from("some text that repeats, some text that repeats".repeat(9))),
  );
  for (let round = 0; round < 3000; round++) {
    expect(unpackAppleLz4(mutated(numbers, seed), 5000)?.length ?? 0).toBeLessThanOrEqual(5000);
  }
});
