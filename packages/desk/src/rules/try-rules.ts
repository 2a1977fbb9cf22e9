import { Detector } from "../findings/detector.ts";
import { strengths, type Finding, type Strength } from "../findings/finding.ts";
import type { KeyedSignal } from "../signals/keyed-signal.ts";
import { parseTestSignal } from "./parse-test-signal.ts";
import type { Rule } from "./rule.ts";

/** What rules would have said about a past, before they go live: the last word of each on each subject. */
export function tryRules(rules: readonly Rule[], past: Iterable<KeyedSignal>): readonly Finding[] {
  const detector = new Detector({ rules });
  const last = new Map<string, Finding>();
  let atMs = 0;
  for (const signal of past) {
    for (const finding of detector.observe(signal)) last.set(finding.id, finding);
    atMs = Math.max(atMs, signal.atMs);
  }
  for (const finding of detector.settle(atMs)) last.set(finding.id, finding);
  return [...last.values()];
}

export interface FailedTest {
  readonly rule: string;
  readonly test: string;
  readonly expected: Strength | "nothing";
  readonly said: Strength | "nothing";
}

/** Runs the tests that a rule carries, the rule alone. */
export function failedTests(rule: Rule): readonly FailedTest[] {
  return rule.tests.flatMap(({ name, signals, expect }) => {
    const past = signals.flatMap((text) => parseTestSignal(text) ?? []).toSorted((a, b) => a.atMs - b.atMs);
    const steps = tryRules([rule], past).map((finding) => strengths.indexOf(finding.strength));
    const said = strengths[Math.max(-1, ...steps)] ?? "nothing";
    return said === expect ? [] : [{ rule: rule.id, test: name, expected: expect, said }];
  });
}
