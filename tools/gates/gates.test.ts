import { expect, test } from "vitest";
import { testGate } from "./gates.ts";
import { runGate } from "./run-gate.ts";
import { summary } from "./summary.ts";
import { countsOf } from "./vitest-report.ts";

test("tests are counted one by one", () => {
  const report = JSON.stringify({
    numPassedTests: 7,
    numFailedTests: 2,
    numPendingTests: 1,
    testResults: [],
  });
  expect(countsOf(report, false)).toEqual({ passed: 7, failed: 2, skipped: 1 });
});

test("a test file that does not load counts as a failure", () => {
  const unloaded = { status: "failed", assertionResults: [] };
  const report = JSON.stringify({ numPassedTests: 7, numFailedTests: 0, testResults: [unloaded] });
  expect(countsOf(report, false).failed).toBe(1);
});

test("an error outside any test counts as a failure", () => {
  const report = JSON.stringify({ numPassedTests: 7, numFailedTests: 0, testResults: [] });
  expect(countsOf(report, false).failed).toBe(1);
  expect(countsOf(report, true).failed).toBe(0);
});

test("the summary ends in the totals over all gates", () => {
  const { text, failed } = summary([
    { name: "types", passed: 1, failed: 0, seconds: 1 },
    { name: "unit", passed: 40, failed: 2, seconds: 3, skipped: 1 },
  ]);
  expect(text.split("\n").at(-1)).toBe("41 passed, 2 failed");
  expect(failed).toBe(2);
});

test("a gate that can't be started, fails or hangs has failed, and says so", async () => {
  const ended = (command: readonly [string, ...string[]]) => runGate({ name: "x", command, limitSeconds: 1 });
  expect(await ended(["node", "-e", ""])).toMatchObject({ passed: 1, failed: 0 });
  expect(await ended(["node", "-e", "process.exit(3)"])).toMatchObject({ passed: 0, failed: 1 });
  expect(await ended(["no-such-program"])).toMatchObject({
    failed: 1,
    note: expect.stringContaining("ENOENT"),
  });
  const hung = await ended(["node", "-e", "setInterval(() => {}, 1000)"]);
  expect(hung).toMatchObject({ failed: 1, note: "stopped after 1 s" });
});

test("a test gate asks vitest for exactly its project", () => {
  expect(testGate("e2e", 1).command).toContain("e2e");
});
