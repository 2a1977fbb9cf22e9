// The house's own style, as a program: `npm run tidy`. Prints `file:line rule message` for each
// finding and ends with 1 if there is any.

import { readdirSync, readFileSync } from "node:fs";
import { houseOf } from "./house.ts";
import { rules } from "./rules/index.ts";

// Code under vendor/ came from elsewhere and keeps its own style.
const skipped = new Set(["node_modules", "dist", "coverage", "fixtures", "vendor"]);
const read = /\.(?:tsx?|mjs)$|(?:^|\/)(?:SPEC\.md|package\.json)$/;

const house = houseOf(pathsUnder(".").map((path) => [path, readFileSync(path, "utf8")] as const));
const findings = rules.flatMap((rule) => rule(house));
for (const { path, line, rule, message } of findings) console.log(`${path}:${line} ${rule} ${message}`);
console.log(`tidy: ${house.sources.length} files, ${findings.length} findings`);
process.exitCode = findings.length > 0 ? 1 : 0;

function pathsUnder(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = folder === "." ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory())
      return entry.name.startsWith(".") || skipped.has(entry.name) ? [] : pathsUnder(path);
    return read.test(path) ? [path] : [];
  });
}
