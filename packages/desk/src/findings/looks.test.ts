import { expect, test } from "vitest";
import { Random } from "../replay/random.ts";
import { parseTestSignal, testAccount } from "../rules/parse-test-signal.ts";
import { shippedRules } from "../rules/shipped-rules.ts";
import { Detector } from "./detector.ts";

const kinds = [
  "handleLookup",
  "introduction",
  "introductionAccepted",
  "callRefused",
  "keyPackageRefused",
  "schemaViolation",
  "linkRefused",
  "traceMismatch",
];
const accounts = ["ann", "ben", "cem", "dia", "eli"];

test("[D40] who isn't looked at couldn't have been found", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const random = new Random(seed);
    const detector = new Detector({ rules: shippedRules });
    const found = new Set<string>();
    const held = new Set<string>();
    for (let minute = 0; minute < 400; minute++) {
      const [who, kind] = [random.pick(accounts), random.pick(kinds)];
      for (const signal of parseTestSignal(`${10 * minute}m ${who} ${kind} p${random.below(80)}`) ?? []) {
        for (const { id } of detector.observe(signal)) found.add(id);
      }
      // Scores are weighed in full, whatever the detector looked at.
      const scores = detector.scores(testAccount(who));
      for (const { id, strength } of shippedRules) {
        if ((scores.get(id) ?? 0) >= Math.min(...Object.values(strength)))
          held.add(`${id}/${testAccount(who)}`);
      }
    }
    expect(held.size).toBeGreaterThan(0);
    for (const { id } of detector.settle(4_100 * 60_000)) found.add(id);
    expect([...held].filter((id) => !found.has(id))).toEqual([]);
  }
});
