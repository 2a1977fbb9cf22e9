import { expect, test } from "vitest";
import { shippedRules } from "./shipped-rules.ts";
import { failedTests } from "./try-rules.ts";

test.each(shippedRules.map((rule) => [rule.id, rule] as const))(
  "[D31] the tests that the rule %s carries hold",
  (_, rule) => {
    expect(failedTests(rule)).toEqual([]);
  },
);
