import { readFileSync } from "node:fs";
import {
  androidBackupBytes,
  androidPlants,
  backupPlants,
  dumpPlants,
  memoryFile,
  oddities,
  sysdiagnosePlants,
} from "@bridle/testkit";
import { expect, test } from "vitest";
import type { Evidence } from "../src/index.ts";
import { examined } from "./run.ts";

interface Row {
  readonly module: string;
  readonly evidence: readonly string[];
  readonly indicators: readonly string[];
  readonly oddities: readonly string[];
}

const words = (cell = ""): readonly string[] =>
  cell
    .split(/[\s,–]+/)
    .filter((word) => word !== "")
    .toSorted();

/** The tables of docs/check-modules.md. */
const rows: readonly Row[] = readFileSync(new URL("../../../docs/check-modules.md", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| `"))
  .map((line) => {
    const [, module = "", evidence, , indicators, odd] = line
      .split("|")
      .map((cell) => cell.replaceAll("`", "").trim());
    return { module, evidence: words(evidence), indicators: words(indicators), oddities: words(odd) };
  });

const byModule = (pairs: Iterable<readonly [module: string, what: string]>): Record<string, string[]> => {
  const found: Record<string, Set<string>> = {};
  for (const [module, what] of pairs) (found[module] ??= new Set()).add(what);
  return Object.fromEntries(Object.entries(found).map(([module, all]) => [module, [...all].toSorted()]));
};

const documented = (field: "evidence" | "indicators" | "oddities"): Record<string, readonly string[]> =>
  Object.fromEntries(rows.filter((row) => row[field].length > 0).map((row) => [row.module, row[field]]));

const kinds = { backup: "B", dump: "F", sysdiagnose: "S", report: "R", acquisition: "Q" } as const;

test("[K34] the documented modules are those that open their books on each kind of evidence", async () => {
  const opened: (readonly [string, string])[] = [];
  const look = async (letter: string, files: Parameters<typeof examined>[0] | Evidence): Promise<void> => {
    const { report } = await examined(files);
    for (const { module } of report.coverage) opened.push([module, letter]);
  };
  for (const { name, odd } of oddities) await look(kinds[name as keyof typeof kinds], odd);
  await look("A", {
    kind: "file",
    file: memoryFile("a.ab", androidBackupBytes({ members: [{ name: "apps/x/f/a" }] })),
  });
  await look("I", new Map([["x/intrusion.json", Buffer.from("[]")]]));
  const everywhere = new Set(["Indicators", "Source"]);
  expect(byModule(opened.filter(([module]) => !everywhere.has(module)))).toEqual(documented("evidence"));
});

test("[K34] the documented indicators of each module are those that are planted and found", () => {
  const plants = [...backupPlants, ...dumpPlants, ...sysdiagnosePlants, ...androidPlants];
  expect(byModule(plants.map(({ module, type }) => [module, type]))).toEqual(documented("indicators"));
});

test("[K34] the documented oddities of each module are those that are planted and found", async () => {
  const found: (readonly [string, string])[] = [];
  for (const { odd } of oddities) {
    const { report } = await examined(odd);
    for (const { module, heuristic, evidence } of report.findings) {
      if (heuristic !== undefined) found.push([module, heuristic]);
      expect(evidence.sha256).toMatch(/^[0-9a-f]{64}$/);
    }
  }
  expect(byModule(found)).toEqual(documented("oddities"));
  const explained = readFileSync(new URL("../src/examination/finding.ts", import.meta.url), "utf8");
  const codes = /HeuristicCode =([^;]*);/.exec(explained)?.[1]?.match(/"[^"]+"/g) ?? [];
  expect(new Set(found.map(([, code]) => code))).toEqual(new Set(codes.map((code) => code.slice(1, -1))));
});
