// Runs every gate of the house, or those named: `npm test`, `npm test -- types unit`.
// A failing gate doesn't stop the others. The last line is `N passed, N failed`; the exit code is 0
// only when nothing failed.

import { globSync } from "node:fs";
import { parseArgs } from "node:util";
import { chromiumAdvice, findChromium } from "../chromium.mjs";
import { checkGates, type Gate, testGate } from "./gates.ts";
import { runGate, type GateResult } from "./run-gate.ts";
import { summary } from "./summary.ts";

const { positionals } = parseArgs({ allowPositionals: true });
const known: readonly Gate[] = [
  ...checkGates,
  testGate("unit", 1500),
  testGate("e2e", 900),
  testGate("browser", 900),
];
const unknown = positionals.filter((name) => !known.some((gate) => gate.name === name));
if (unknown.length > 0) {
  console.error(
    `No gate called ${unknown.join(", ")}. There are: ${known.map((gate) => gate.name).join(", ")}.`,
  );
  process.exit(2);
}

const results: GateResult[] = [];
for (const gate of known) {
  if (positionals.length > 0 && !positionals.includes(gate.name)) continue;
  results.push(await resultOf(gate));
}
const { text, failed } = summary(results);
console.log(text);
process.exitCode = failed > 0 ? 1 : 0;

async function resultOf(gate: Gate): Promise<GateResult> {
  if (gate.tests !== undefined && globSync(gate.tests).length === 0) {
    return { name: gate.name, passed: 0, failed: 0, seconds: 0, note: "no tests yet" };
  }
  if (gate.name === "browser") {
    if (process.env["BRIDLE_NO_BROWSER"] === "1") {
      return { name: gate.name, passed: 0, failed: 0, seconds: 0, note: "left out: BRIDLE_NO_BROWSER=1" };
    }
    if (findChromium() === undefined) {
      console.error(chromiumAdvice());
      return { name: gate.name, passed: 0, failed: 1, seconds: 0, note: "no Chromium; see above" };
    }
  }
  console.log(`\n── ${gate.name} ──`);
  return await runGate(gate);
}
