import { describe, expect, test } from "vitest";
import { parseTestSignal } from "../rules/parse-test-signal.ts";
import { shippedRules } from "../rules/shipped-rules.ts";
import { Detector } from "./detector.ts";
import type { Finding } from "./finding.ts";

/** Whom the rules name after all of that. */
function found(...texts: readonly string[]): readonly Finding[] {
  const detector = new Detector({ rules: shippedRules });
  const last = new Map<string, Finding>();
  for (const text of texts) {
    for (const signal of parseTestSignal(text) ?? []) {
      for (const finding of detector.observe(signal)) last.set(finding.id, finding);
    }
  }
  for (const finding of detector.settle(6 * 3_600_000)) last.set(finding.id, finding);
  return [...last.values()];
}

/** One account looks up and calls three people, whose names begin with its own. */
const threeStrikes = (who: string, rest: string): readonly string[] =>
  [1, 2, 3].flatMap((hour) => [
    `${hour + 1}h ${who} handleLookup ${who}${hour} ${rest}`,
    `${hour + 1}h ${who} callRefused ${who}${hour} ${rest}`,
  ]);

const users = ["0h old*1000 newBuild - build=1", "0h new*1000 newBuild - build=2"];

describe("company on a build", () => {
  test("[D24] a mistake that people make on every build explains nothing", () => {
    // Three in a hundred on either build.
    const mistakes = ["1h old*30 callRefused q build=1", "1h new*30 callRefused r build=2"];
    expect(found(...users, ...mistakes, ...threeStrikes("ann", "build=2"))).toHaveLength(1);
  });

  test("[D24] what four times as many do as on other builds is the release's fault", () => {
    const mistakes = ["1h old*5 callRefused q build=1", "1h new*30 callRefused r build=2"];
    expect(found(...users, ...mistakes, ...threeStrikes("ann", "build=2"))).toEqual([]);
  });

  test("[D24] a fault of the newest of all builds at once is one all the same", () => {
    const faults = ["1h old*150 callRefused q build=1", "1h new*150 callRefused r build=2"];
    expect(found(...users, ...faults, ...threeStrikes("ann", "build=2"))).toEqual([]);
  });

  test("[D24] accounts with a rare link are no company for each other, however many they are", () => {
    const crowd = "0h crowd*250 newBuild - build=1";
    const fleet = Array.from({ length: 40 }, (_, index) => `f${index}`);
    const strikes = fleet.flatMap((who) => threeStrikes(who, "build=1 clientTrace=x"));
    strikes.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
    const last = found(crowd, ...strikes).find(({ subject }) => subject.kind === "cluster");
    expect(last?.exposures).toHaveLength(120);
    // Without the link they look like a release that forty people have.
    const strangers = strikes.map((text) => text.replace(" clientTrace=x", ""));
    expect(found(crowd, ...strangers)).toEqual([]);
  });
});
