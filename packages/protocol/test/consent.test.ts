import { largestOf } from "@bridle/testkit";
import { describe, expect, test, vi } from "vitest";
import {
  AccountId,
  codePoints,
  decode,
  encode,
  introduction,
  introductionSigningInput,
  invitation,
  limits,
  paddedIntroduction,
  sealedInvitation,
  type Introduction,
} from "../src/index.ts";

vi.setConfig({ testTimeout: 120_000 });

const longest: Introduction = largestOf(introduction);

describe("[P28] what a stranger's bytes may reach", () => {
  test("an introduction is no longer than its bounds, in code points", () => {
    expect(codePoints(longest.text)).toBe(280);
    expect(decode(introduction, encode(introduction, longest))).toEqual({ ok: true, value: longest });
    expect(() => encode(introduction, { ...longest, text: `${longest.text}a` })).toThrow(RangeError);
    expect(() => encode(introduction, { ...longest, displayName: "a".repeat(65) })).toThrow(RangeError);
    expect(() => encode(introduction, { ...longest, handle: "No Handle" })).toThrow(RangeError);
  });

  test("text of more code points than allowed is refused even where its bytes fit", () => {
    const sized = encode(introduction, { ...longest, text: "\u{10ffff}".repeat(280) });
    const at = sized.length - 16 - 32 - 32 - 64 - 4 * 280;
    // The same bytes, said to be 281 code points: one of four bytes becomes four of one.
    const more = sized.slice();
    more.set([0x61, 0x61, 0x61, 0x61], at);
    expect(decode(introduction, more)).toMatchObject({ ok: false, error: { reason: "too_long" } });
  });

  test("what is signed of an introduction is all of it but the signature, and for whom", () => {
    const to = longest.accountId;
    const input = introductionSigningInput(to, longest);
    const otherwise = { ...longest, signature: new Uint8Array(64).fill(9) };
    expect(introductionSigningInput(to, otherwise)).toEqual(input);
    const unsigned = encode(introduction, { ...longest, signature: new Uint8Array(64) });
    expect(input.slice(-unsigned.length)).toEqual(unsigned);
    expect(input.slice(-unsigned.length - 32, -unsigned.length)).toEqual(AccountId.toBytes(to));
  });

  test("an invitation's envelope holds every invitation", () => {
    const sealedSize = encode(invitation, largestOf(invitation)).length + 16;
    expect(sealedSize).toBeLessThanOrEqual(limits.invitationEnvelopeMax);
    expect(sealedInvitation.maxBytes).toBe(16 + 12 + 2 + limits.invitationEnvelopeMax);
  });
});

describe("[P10] introductions fit their one size", () => {
  test("the longest one, padded and sealed", () => {
    expect(introduction.maxBytes).toBeLessThanOrEqual(limits.introductionPlaintext - 2);
    expect(paddedIntroduction.maxBytes).toBe(limits.introductionPlaintext);
    expect(limits.introductionSealed).toBe(limits.introductionPlaintext + 1120 + 16);
  });
});
