import { AccountId } from "@bridle/protocol";
import { assert, constantFrom, integer, nat, option, property } from "fast-check";
import { describe, expect, it } from "vitest";
import {
  aloneMs,
  endsAtMs,
  isInForce,
  isRefused,
  outerClasses,
  refusingControl,
  type Asked,
  type Control,
} from "../src/index.ts";

const somebody = account("a1");
const somebodyElse = account("b2");

const from = 1_000_000;
const settled = {
  id: "00".repeat(16),
  basis: "safety",
  reason: "attackUnderway",
  sinceMs: from,
  by: ["ann", "ben"],
} as const;

function account(byte: string): AccountId {
  const id = AccountId.parse(byte.repeat(32));
  if (id === undefined) throw new Error("an account id has 32 bytes");
  return id;
}

describe("what a control refuses", () => {
  const everything: Asked = {
    platform: "chat",
    class: "call",
    contentSize: 900,
    build: "web/1.4.2",
    account: somebody,
    registration: "hosting",
  };
  const cases: readonly [string, Control, Asked, boolean][] = [
    ["its class", { ...settled, kind: "refuseClass", value: "call" }, everything, true],
    ["no other class", { ...settled, kind: "refuseClass", value: "message" }, everything, false],
    [
      "a body that is too long",
      { ...settled, kind: "refuseSize", value: { class: "call", overBytes: 899 } },
      everything,
      true,
    ],
    [
      "no body of just that size",
      { ...settled, kind: "refuseSize", value: { class: "call", overBytes: 900 } },
      everything,
      false,
    ],
    [
      "no long body of another class",
      { ...settled, kind: "refuseSize", value: { class: "message", overBytes: 10 } },
      everything,
      false,
    ],
    ["its build", { ...settled, kind: "refuseBuild", value: "web/1.4.2" }, everything, true],
    [
      "no build that only begins so",
      { ...settled, kind: "refuseBuild", value: "web/1.4" },
      everything,
      false,
    ],
    ["builds with any ending", { ...settled, kind: "refuseBuild", value: "web/1.4.*" }, everything, true],
    ["no other builds", { ...settled, kind: "refuseBuild", value: "cli/*" }, everything, false],
    [
      "everyone's registration",
      { ...settled, kind: "refuseRegistration", value: "everyone" },
      everything,
      true,
    ],
    [
      "a network's registration",
      { ...settled, kind: "refuseRegistration", value: "hosting" },
      everything,
      true,
    ],
    [
      "no other network's registration",
      { ...settled, kind: "refuseRegistration", value: "residential" },
      everything,
      false,
    ],
    [
      "nobody who doesn't register",
      { ...settled, kind: "refuseRegistration", value: "everyone" },
      { platform: "chat", class: "call" },
      false,
    ],
    ["its account", { ...settled, kind: "suspendAccount", value: somebody }, everything, true],
    ["no other account", { ...settled, kind: "suspendAccount", value: somebodyElse }, everything, false],
    ["its platform", { ...settled, kind: "refuseClass", value: "call", platform: "chat" }, everything, true],
    [
      "no other platform",
      { ...settled, kind: "refuseClass", value: "call", platform: "video" },
      everything,
      false,
    ],
  ];
  it.each(cases)("[V1] refuses %s", (...[, control, what, refused]) => {
    expect(isRefused([control], what, from)).toBe(refused);
  });

  it("[V1] says which control it is, so that its basis and reason can be told", () => {
    const other: Control = { ...settled, id: "11".repeat(16), kind: "refuseClass", value: "sync" };
    const control: Control = { ...settled, kind: "refuseClass", value: "call", basis: "terms" };
    expect(refusingControl([other, control], everything, from)).toBe(control);
    expect(refusingControl([other], everything, from)).toBeUndefined();
  });

  it("[V1] says nothing about what isn't there", () => {
    for (const control of cases.map(([, each]) => each)) {
      expect(isRefused([control], { platform: "chat" }, from)).toBe(false);
    }
  });
});

describe("how long a control lasts", () => {
  const control: Control = { ...settled, kind: "refuseClass", value: "call" };

  it("[V2] begins and ends when it says", () => {
    const limited: Control = { ...control, untilMs: from + 5 };
    expect([-1, 0, 4, 5].map((after) => isInForce(limited, from + after))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(endsAtMs(control)).toBeUndefined();
    expect(isInForce(control, Number.MAX_SAFE_INTEGER)).toBe(true);
  });

  it("[V3] one person's control ends after an hour, however long they meant it and however often they are named", () => {
    const people = constantFrom(["ann"], ["ann", "ann"], []);
    const until = option(integer({ min: 0, max: 10 * aloneMs }), { nil: undefined });
    assert(
      property(people, until, nat({ max: 10 * aloneMs }), (by, lasts, after) => {
        const alone: Control = {
          ...control,
          by,
          ...(lasts === undefined ? {} : { untilMs: from + lasts }),
        };
        const ends = Math.min(aloneMs, lasts ?? aloneMs);
        expect(isInForce(alone, from + after)).toBe(after < ends);
      }),
    );
  });

  it("[V1] doesn't know notices, so no control can hold one back", () => {
    expect(outerClasses).not.toContain("notice");
  });
});
