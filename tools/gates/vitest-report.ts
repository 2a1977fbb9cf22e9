/** How many things held and how many didn't. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped?: number;
}

/**
 * Counts tests in what vitest's JSON reporter wrote. A file that didn't load has no tests, and an error
 * outside any test has no name; each counts as one failure, so that none can hide behind zero.
 */
export function countsOf(report: string, exitedWell: boolean): Counts {
  const parsed: unknown = JSON.parse(report);
  const passed = numberAt(parsed, "numPassedTests");
  const skipped = numberAt(parsed, "numPendingTests") + numberAt(parsed, "numTodoTests");
  const failed = numberAt(parsed, "numFailedTests") + unloadedFiles(parsed);
  return { passed, failed: failed === 0 && !exitedWell ? 1 : failed, skipped };
}

function unloadedFiles(report: unknown): number {
  const files = fieldOf(report, "testResults");
  if (!Array.isArray(files)) return 0;
  return files.filter((file: unknown) => {
    const tests = fieldOf(file, "assertionResults");
    return fieldOf(file, "status") === "failed" && Array.isArray(tests) && tests.length === 0;
  }).length;
}

function numberAt(value: unknown, name: string): number {
  const found = fieldOf(value, name);
  return typeof found === "number" ? found : 0;
}

function fieldOf(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.entries(value).find(([key]) => key === name)?.[1];
}
