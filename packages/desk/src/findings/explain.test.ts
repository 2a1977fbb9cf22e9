import { expect, test } from "vitest";
import { parseTestSignal } from "../rules/parse-test-signal.ts";
import { shippedRules } from "../rules/shipped-rules.ts";
import { tryRules } from "../rules/try-rules.ts";
import { explain } from "./explain.ts";
import { harmless } from "./harmless.ts";

const past = ["a1", "a2", "a3"].flatMap((who, index) =>
  [
    `${index}h ${who} handleLookup p${index} clientTrace=x`,
    `${index}h ${who} callRefused p${index} clientTrace=x`,
  ].flatMap((text) => parseTestSignal(text) ?? []),
);

test("[D36] a finding in words: rule, strength, what was seen, what joins, what else it could be", () => {
  const [finding] = tryRules(shippedRules, past);
  expect(explain(finding!, shippedRules)).toEqual({
    title: "Calls, groups or keys of people who were looked up and never let the sender in",
    strength: "Probably an attempt. Look at what else it could be before you act.",
    seen: ["3 × handles looked up", "3 × calls offered without consent"],
    joined: ["They use the same client, one that few others use."],
    exposed: "3 people were touched; 0 of them only by what was refused.",
    couldBe: [harmless.faultyRelease, harmless.researcher],
  });
});

test("[D36] a finding of a rule that is gone keeps its name; an unknown explanation isn't made up", () => {
  const [finding] = tryRules(shippedRules, past);
  const later = explain({ ...finding!, couldBe: ["weather"] }, []);
  expect(later.title).toBe("strikes-after-lookup, version 1");
  expect(later.couldBe).toEqual([]);
});
