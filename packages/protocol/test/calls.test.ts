import { largestOf } from "@bridle/testkit";
import { describe, expect, test, vi } from "vitest";
import {
  callName,
  calls,
  callTable,
  clientFrame,
  decode,
  decodeRefusal,
  encode,
  encodeRefusal,
  limits,
  outcomeIndex,
  serverFrame,
  statuses,
} from "../src/index.ts";

vi.setConfig({ testTimeout: 120_000 });

const table = Object.entries(callTable);

describe("[P34] calls and outcomes keep their numbers", () => {
  test("a tag names its call, an unknown one none", () => {
    for (const [name, { tag }] of table) expect(callName(tag)).toBe(name);
    for (const tag of [0, table.length + 1, 255, 0.5, Number.NaN]) expect(callName(tag)).toBeUndefined();
    expect(new Set(table.map(([, { tag }]) => tag)).size).toBe(table.length);
  });

  test("no outcome is there twice or looks like a status", () => {
    const common = new Set<string>(statuses);
    for (const [, { outcomes }] of table) {
      expect(new Set(outcomes).size).toBe(outcomes.length);
      expect(outcomes.filter((outcome) => common.has(outcome))).toEqual([]);
      expect(outcomes.length).toBeLessThanOrEqual(256);
    }
    expect(decode(outcomeIndex, encode(outcomeIndex, 3))).toEqual({ ok: true, value: 3 });
  });
});

describe("[P35] refusals", () => {
  test.each(statuses)("%s comes back as it was sent", (kind) => {
    const refused = { kind, detail: "where", retryAfterMs: 1500 };
    expect(decodeRefusal(encodeRefusal(refused))).toEqual(refused);
  });

  test("one that can't be read counts as internal", () => {
    for (const raw of [[], [99], [0, 0, 0]]) {
      expect(decodeRefusal(Uint8Array.from(raw))).toMatchObject({ kind: "internal", retryAfterMs: 0 });
    }
  });

  test("the statuses keep their places", () => {
    expect(statuses).toEqual([
      "malformed",
      "unauthenticated",
      "rate_limited",
      "overloaded",
      "unsupported",
      "internal",
      "refused_by_operator",
    ]);
  });
});

describe("[P36] limits of calls", () => {
  test.each(table)("%s is limited by what is known of its caller", (_name, { auth, rate }) => {
    expect(auth === "open" ? ["address"] : ["device", "account"]).toContain(rate.key);
    expect(rate.burst).toBeGreaterThan(0);
    expect(rate.perMinute).toBeGreaterThan(0);
  });

  test("what lets one guess is slow", () => {
    expect(calls["handle.find"].rate.perMinute).toBeLessThanOrEqual(6);
    expect(calls["introduction.send"].rate.perMinute).toBeLessThanOrEqual(1);
    expect(calls["invite.claim"].rate.perMinute).toBeLessThanOrEqual(30);
  });
});

describe("[P10] frames hold what they carry", () => {
  test("no frame is larger than a socket accepts", () => {
    expect(clientFrame.maxBytes).toBe(limits.frameMax);
    expect(serverFrame.maxBytes).toBe(limits.frameMax);
    expect(encode(clientFrame, largestOf(clientFrame)).length).toBe(limits.frameMax);
    expect(encode(serverFrame, largestOf(serverFrame)).length).toBe(limits.frameMax);
  });

  test.each(table)("%s fits, both ways", (_name, { request, reply }) => {
    const head = 10;
    expect(head + request.maxBytes).toBeLessThanOrEqual(limits.frameMax);
    expect(head + reply.maxBytes).toBeLessThanOrEqual(limits.frameMax);
  });
});
