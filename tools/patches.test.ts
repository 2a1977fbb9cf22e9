import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { applyPatches, arePatched, dropPatched, patchFiles } from "./patches.mjs";

const DIFF = [
  "--- a/main.js",
  "+++ b/main.js",
  "@@ -1,3 +1,4 @@",
  " one",
  "-two",
  "+zwei",
  "+zweieinhalb",
  " three",
  "@@ -5,2 +6,2 @@",
  " five",
  "-six",
  "\\ No newline at end of file",
  "+sechs",
  "\\ No newline at end of file",
  "",
].join("\n");

let root = "";
const read = (): string => readFileSync(join(root, "node_modules/thing/main.js"), "utf8");

/** A package with a patch, in a repository whose git ignores it. */
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "bridle-patches-"));
  execFileSync("git", ["init", "-q", root]);
  mkdirSync(join(root, "patches"));
  mkdirSync(join(root, "node_modules/thing"), { recursive: true });
  writeFileSync(join(root, ".gitignore"), "node_modules/\n");
  writeFileSync(join(root, "patches/thing@1.0.0.patch"), DIFF);
  writeFileSync(join(root, "node_modules/thing/package.json"), '{ "version": "1.0.0" }');
  writeFileSync(join(root, "node_modules/thing/main.js"), "one\ntwo\nthree\nfour\nfive\nsix");
});

afterEach(() => rmSync(root, { recursive: true }));

it("patches once", () => {
  expect(patchFiles(root)).toEqual(["patches/thing@1.0.0.patch"]);
  expect(arePatched(root)).toBe(false);
  applyPatches(root);
  const patched = "one\nzwei\nzweieinhalb\nthree\nfour\nfive\nsechs";
  expect(read()).toBe(patched);
  expect(arePatched(root)).toBe(true);
  applyPatches(root);
  dropPatched(root);
  expect(read()).toBe(patched);
});

it("takes a package away that has another patch, so that npm brings it back", () => {
  applyPatches(root);
  writeFileSync(join(root, "patches/thing@1.0.0.patch"), DIFF.replace("sechs", "VI"));
  expect(arePatched(root)).toBe(false);
  dropPatched(root);
  expect(read).toThrow("ENOENT");
});

it.each([
  ["does not fit", DIFF.replace("-six", "-seven")],
  ["does not fit", DIFF.replace("@@ -5,2", "@@ -4,2")],
])("changes nothing when a patch %s", (message, diff) => {
  writeFileSync(join(root, "patches/thing@1.0.0.patch"), diff);
  expect(() => applyPatches(root)).toThrow(message);
  expect(read()).toContain("two");
  expect(arePatched(root)).toBe(false);
});

it("refuses a patch for another version", () => {
  writeFileSync(join(root, "node_modules/thing/package.json"), '{ "version": "1.0.1" }');
  expect(() => applyPatches(root)).toThrow("another version");
});
