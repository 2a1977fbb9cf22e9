import * as fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { decode, encode, handleSkeleton, handleText, parseHandle, text } from "../src/index.ts";

vi.setConfig({ testTimeout: 120_000 });

const form = fc.stringMatching(/^[a-z0-9][a-z0-9_-]{2,31}$/);

describe("[P32] the form of handles", () => {
  test.each(["abc", "a-b", "a__", "0x0", "z".repeat(32)])("%s is one", (raw) => {
    expect(parseHandle(raw)).toEqual({ ok: true, value: raw });
    expect(decode(handleText, encode(handleText, raw))).toEqual({ ok: true, value: raw });
  });

  test.each([
    "",
    "ab",
    "z".repeat(33),
    "-ab",
    "_ab",
    "Abc",
    "a b",
    "abc\n",
    "a.b",
    "аbc",
    "ａｂｃ",
    "abc\u200d",
    "e\u0301ab",
  ])("%j is none", (raw) => {
    expect(parseHandle(raw)).toEqual({ ok: false, error: "handle_invalid" });
    expect(() => encode(handleText, raw)).toThrow(RangeError);
    // The same length prefix, no other check.
    const anything = text({ maxCodePoints: 60 });
    expect(decode(handleText, encode(anything, raw)).ok).toBe(false);
  });

  test("a reserved one travels, so that its refusal can be named", () => {
    expect(decode(handleText, encode(handleText, "support"))).toEqual({ ok: true, value: "support" });
  });
});

describe("[P33] handles that look alike", () => {
  test.each([
    ["paypal", "paypa1"],
    ["alice", "a1ice"],
    ["alice", "al-i_ce"],
    ["bob", "b0b"],
    ["modern", "rnodern"],
    ["wow", "vvow"],
    ["dark", "clark"],
    ["click", "c1ick"],
    ["click", "dick"],
    ["www", "vwvw"],
    ["boss", "bo5s"],
    ["mm", "rnrn"],
  ])("%s and %s have one skeleton", (a, b) => {
    expect(handleSkeleton(a)).toBe(handleSkeleton(b));
  });

  test.each([
    ["alice", "alicia"],
    ["dora", "nora"],
    ["max", "rax"],
  ])("%s and %s don't", (a, b) => {
    expect(handleSkeleton(a)).not.toBe(handleSkeleton(b));
  });

  test("a skeleton is its own skeleton, and that of parts joined is that of the whole", () => {
    fc.assert(
      fc.property(form, form, (a, b) => {
        expect(handleSkeleton(handleSkeleton(a))).toBe(handleSkeleton(a));
        expect(handleSkeleton(a + b)).toBe(handleSkeleton(a) + handleSkeleton(b));
      }),
    );
  });

  test.each([
    "support",
    "supp0rt",
    "5upport",
    "s-u-p-p-o-r-t",
    "adm1n",
    "adrnin",
    "aclmin",
    "security",
    "secur1ty",
    "he1p",
    "vv-e-brnaster",
    "bridle",
    "br1dle",
    "briclle",
    "bridle-news",
    "b-r-i-d-l-e_official",
    "notices",
  ])("%s is reserved", (raw) => {
    expect(parseHandle(raw)).toEqual({ ok: false, error: "handle_reserved" });
  });

  test.each(["supporter", "bride", "helper", "abridle", "teams"])("%s is free", (raw) => {
    expect(parseHandle(raw).ok).toBe(true);
  });
});
