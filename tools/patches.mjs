// Mends to packages as npm delivers them: each `patches/<package>@<version>.patch` is a unified diff with
// paths `a/…` and `b/…` inside that package. They are applied here and not by `git apply`, which passes over
// files that git ignores or that lie in another repository's tree, and says that all went well.

import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** In a patched package: the hash of the patch. Written last, so a package half done has none. */
const MARK = ".bridle-patch";

/**
 * @typedef {{ name: string, folder: string, text: string, version: string }} Patch
 */

/**
 * Paths of all patches, relative to `root`.
 *
 * @param {string} root the repository
 * @returns {string[]}
 */
export function patchFiles(root) {
  const folder = join(root, "patches");
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith(".patch"));
  return names.toSorted().map((name) => `patches/${name}`);
}

/**
 * Whether every package that has a patch carries it.
 *
 * @param {string} root
 */
export function arePatched(root) {
  return readPatches(root).every(isApplied);
}

/**
 * Before packages are installed: takes away those with another patch or half a one, for npm to bring back.
 *
 * @param {string} root
 */
export function dropPatched(root) {
  for (const patch of readPatches(root)) {
    if (!isApplied(patch)) rmSync(patch.folder, { recursive: true, force: true });
  }
}

/**
 * After packages are installed. Throws when a patch doesn't fit, with nothing of it written.
 *
 * @param {string} root
 */
export function applyPatches(root) {
  for (const patch of readPatches(root)) {
    if (isApplied(patch)) continue;
    const manifest = readFileSync(join(patch.folder, "package.json"), "utf8");
    if (/"version": "([^"]*)"/.exec(manifest)?.[1] !== patch.version)
      throw new Error(`${patch.name} is for another version than the one installed`);
    const files = patch.text.split(/^(?=--- a\/)/m).filter((part) => part.startsWith("--- a/"));
    const changed = files.map((part) => {
      const path = join(patch.folder, /^--- a\/(.*)$/m.exec(part)?.[1] ?? "");
      return { path, content: patched(readFileSync(path, "utf8"), part, patch.name) };
    });
    for (const { path, content } of changed) writeFileSync(path, content);
    writeFileSync(join(patch.folder, MARK), hashOf(patch.text));
  }
}

/**
 * One file with its hunks applied: every line that a hunk keeps or takes away must be where it says.
 *
 * @param {string} content
 * @param {string} diff of this file alone
 * @param {string} name for the complaint
 */
function patched(content, diff, name) {
  const before = content.split("\n");
  /** @type {string[]} */
  const after = [];
  let at = 0;
  for (const hunk of diff.split(/^(?=@@ )/m).slice(1)) {
    const [header = "", ...lines] = hunk.split("\n");
    const start = Number(/^@@ -(\d+)/.exec(header)?.[1]) - 1;
    after.push(...before.slice(at, start));
    at = start;
    for (const line of lines) {
      if (line.startsWith("+")) after.push(line.slice(1));
      if (!line.startsWith("-") && !line.startsWith(" ")) continue;
      if (before[at] !== line.slice(1)) throw new Error(`${name} does not fit at line ${at + 1}`);
      if (line.startsWith(" ")) after.push(line.slice(1));
      at += 1;
    }
  }
  return [...after, ...before.slice(at)].join("\n");
}

/** @param {string} root @returns {Patch[]} */
function readPatches(root) {
  return patchFiles(root).map((path) => {
    const name = path.slice("patches/".length, -".patch".length);
    const split = name.lastIndexOf("@");
    const folder = join(root, "node_modules", name.slice(0, split).replace("+", "/"));
    return {
      name: path,
      folder,
      text: readFileSync(join(root, path), "utf8"),
      version: name.slice(split + 1),
    };
  });
}

/** @param {Patch} patch */
function isApplied({ folder, text }) {
  const mark = join(folder, MARK);
  return existsSync(mark) && readFileSync(mark, "utf8") === hashOf(text);
}

/** @param {string} text */
function hashOf(text) {
  return createHash("sha256").update(text).digest("hex");
}
