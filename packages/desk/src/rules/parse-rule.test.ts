import { expect, test } from "vitest";
import server from "../../rules/server-field.json" with { type: "json" };
import { parseRule } from "./parse-rule.ts";
import { parseTestSignal } from "./parse-test-signal.ts";
import { shippedRules } from "./shipped-rules.ts";
import { failedTests, tryRules } from "./try-rules.ts";

const error = (document: unknown): string => {
  const rule = parseRule(document);
  return rule.ok ? "" : rule.error;
};

test("[D30] what is missing, unknown or of another type is refused with its place", () => {
  const { author: _, ...anonymous } = server;
  const line = { kinds: ["serverField"], per: "signal", points: 1 };
  expect(error(server)).toBe("");
  expect(error(anonymous)).toBe("author: expected it to be there");
  expect(error({ ...server, threshold: 5 })).toBe("threshold: expected no such field");
  expect(error({ ...server, version: "1" })).toBe("version: expected a number from 1 to 9999");
  expect(error({ ...server, lines: [] })).toBe("lines: expected at least one line");
  expect(error({ ...server, lines: [{ ...line, kinds: ["callRefusde"] }] })).toContain(
    "lines[0].kinds[0]: expected one of",
  );
  expect(error({ ...server, lines: [{ ...line, after: ["handleLookup"] }] })).toBe(
    "lines[0].after: expected this only with per: target",
  );
  expect(error({ ...server, couldBe: ["nothing"] })).toContain("couldBe[0]");
  expect(error({ ...server, strength: { moderate: 5, strong: 4 } })).toBe(
    "strength: expected more points for more strength",
  );
  expect(error({ ...server, strength: {} })).toContain("strength");
  expect(error({ ...server, tests: server.tests.filter((test) => test.expect === "nothing") })).toContain(
    "tests",
  );
  expect(
    error({ ...server, tests: [{ name: "x", signals: ["soon ann callRefused ben"], expect: "nothing" }] }),
  ).toContain("tests[0].signals[0]");
  for (const odd of [null, 1, "rule", [], [server]])
    expect(error(odd)).toContain("the document: expected an object");
});

test("[D30] every shipped rule has an author, a version and tests of both outcomes", () => {
  for (const rule of shippedRules) {
    expect(rule.author).not.toBe("");
    expect(new Set(rule.tests.map((test) => test.expect === "nothing")).size).toBe(2);
  }
});

test("[D30] a test signal is read whole or not at all", () => {
  expect(parseTestSignal("5m ann callRefused ben build=2.1 clientTrace=x")).toMatchObject([
    { kind: "callRefused", atMs: 300_000, build: "2.1", links: [{ kind: "clientTrace" }] },
  ]);
  expect(parseTestSignal("5m crowd*3 registered -")).toHaveLength(3);
  for (const bad of [
    "",
    "5 ann callRefused ben",
    "5m ann calledRefused ben",
    "5m ann callRefused ben address=x",
    "5m a*9999 registered -",
  ]) {
    expect(parseTestSignal(bad)).toBeUndefined();
  }
});

test("[D35] rules are tried over a past and say their last word; a rule that isn't what its tests say is told", () => {
  const past = ["1h ann serverField ben", "2h ann serverField cay"].flatMap(
    (text) => parseTestSignal(text) ?? [],
  );
  const rules = shippedRules.filter(({ id }) => id === "server-field");
  const findings = tryRules(rules, past);
  expect(findings).toHaveLength(1);
  expect(findings[0]?.exposures).toHaveLength(2);
  expect(tryRules([], past)).toEqual([]);
  const [rule] = rules;
  expect(failedTests({ ...rule!, strength: { weak: 0.5 } })).toMatchObject([
    { expected: "certain", said: "weak" },
    {},
  ]);
});
