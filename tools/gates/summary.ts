import type { GateResult } from "./run-gate.ts";

/** The table after the last gate; its last line is `N passed, N failed`. */
export function summary(results: readonly GateResult[]): { text: string; failed: number } {
  const width = Math.max(0, ...results.map((result) => result.name.length));
  const rows = results.map((result) => `  ${result.name.padEnd(width)}  ${outcome(result)}`);
  const passed = sum(results.map((result) => result.passed));
  const failed = sum(results.map((result) => result.failed));
  return { text: ["", ...rows, "", `${passed} passed, ${failed} failed`].join("\n"), failed };
}

function outcome(result: GateResult): string {
  const skipped = result.skipped ?? 0;
  const parts = [
    result.failed > 0 ? "FAILED" : result.passed > 0 ? "ok" : "–",
    `${result.passed} passed, ${result.failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`,
    `${result.seconds.toFixed(1)} s`,
    result.note ?? "",
  ];
  return parts.filter((part) => part !== "").join(" · ");
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
