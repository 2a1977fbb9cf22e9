import { AccountId, formatInviteLink, limits, parseHandle } from "@bridle/protocol";
import { describe, expect, test } from "vitest";
import * as bounds from "./bounds.ts";
import { groupsOfFive } from "./digits.ts";
import { inviteKind } from "./invite-link.ts";

// The pages don't carry the wire format; what they know of it must be what the protocol says.

test("bounds are the protocol's", () => {
  expect(bounds.textCodePointsMax).toBe(limits.textCodePointsMax);
  expect(bounds.introductionCodePointsMax).toBe(limits.introductionTextCodePointsMax);
  expect(bounds.displayNameCodePointsMax).toBe(limits.displayNameCodePointsMax);
});

test("a handle fits exactly when the protocol doesn't call it malformed", () => {
  const handles = ["abc", "a-b_c9", "ab", "a".repeat(32), "a".repeat(33), "-ab", "Abc", "a b", "åbc", "9to5"];
  const formed = handles.filter((handle) => {
    const parsed = parseHandle(handle);
    return parsed.ok || parsed.error !== "handle_invalid";
  });
  expect(handles.filter(bounds.isHandle)).toEqual(formed);
  expect(bounds.typedHandle(" @Amina ")).toBe("amina");
});

describe("an invite link", () => {
  const accountId = AccountId.parse("ab".repeat(32))!;
  const link = (kind: "contact" | "public") =>
    formatInviteLink({
      server: "https://chat.example",
      kind,
      accountId,
      secret: new Uint8Array(32).fill(251),
    });

  test("[W5] is told from a public link before it is used", () => {
    expect(inviteKind(link("contact"))).toBe("contact");
    expect(inviteKind(`  ${link("public")}\n`)).toBe("public");
  });

  test("[W5] is nothing when it is something else", () => {
    for (const other of [
      "",
      "https://chat.example/",
      "https://chat.example/i#",
      "https://chat.example/i#AAAA",
      "https://chat.example/i#A!",
      "https://chat.example/i#____",
    ]) {
      expect(inviteKind(other)).toBeUndefined();
    }
  });
});

test("a safety number is read in twelve groups of five digits", () => {
  const groups = groupsOfFive("0123456789".repeat(6));
  expect(groups).toHaveLength(12);
  expect(groups.every((group) => /^\d{5}$/.test(group))).toBe(true);
});
