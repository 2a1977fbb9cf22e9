#!/usr/bin/env node
// Set-up: makes a fresh clone ready, and costs next to nothing when it already is.
//
//   node setup.mjs              packages, and the pinned Node
//   node setup.mjs --web        … and the web app, built
//   node setup.mjs --browser    … and a Chromium for the browser tests
//
// Plain JavaScript without dependencies: it runs on whatever Node the machine has (20 or later),
// before anything is installed. Everything after it runs on the Node at node_modules/.bin/node, which
// this file guarantees to be 24 or later; npm puts that folder first on the PATH of its scripts.

import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { chromiumAdvice, findChromium } from "./tools/chromium.mjs";
import { applyPatches, arePatched, dropPatched, patchFiles } from "./tools/patches.mjs";

const root = fileURLToPath(new URL(".", import.meta.url));
const stamps = join(root, "node_modules/.cache/bridle");
const houseNode = join(root, "node_modules/.bin/node");
const nodeMajorMin = 24;

main(new Set(process.argv.slice(2)));

/** @param {Set<string>} wanted */
function main(wanted) {
  const present = existsSync(houseNode) && arePatched(root);
  once({ name: "installed", inputs: hashOf(manifests()), present }, () => {
    installPackages();
    patchPackages();
    chooseNode();
  });
  if (wanted.has("--web") && existsSync(join(root, "packages/web/index.html"))) {
    const present = existsSync(join(root, "packages/web/dist/index.html"));
    once({ name: "web-built", inputs: hashOf(webSources()), present }, buildWeb);
  }
  if (wanted.has("--browser")) ensureChromium();
}

// ── Doing a step only when its inputs changed ────────────────────────────────────────────────────

/**
 * Runs `step` unless it succeeded before on the same inputs and what it made is still there.
 *
 * @param {{ name: string, inputs: string, present: boolean }} wanted `inputs`: a hash of all that the step
 *   depends on; `present`: whether its result exists
 * @param {() => void} step
 */
function once({ name, inputs, present }, step) {
  const stamp = join(stamps, name);
  if (present && existsSync(stamp) && readFileSync(stamp, "utf8") === inputs) return;
  rmSync(stamp, { force: true });
  step();
  mkdirSync(stamps, { recursive: true });
  writeFileSync(stamp, inputs);
}

/** @param {string[]} paths */
function hashOf(paths) {
  const hash = createHash("sha256");
  for (const path of paths)
    hash
      .update(path)
      .update("\0")
      .update(readFileSync(join(root, path)))
      .update("\0");
  return hash.digest("hex");
}

function manifests() {
  const packages = readdirSync(join(root, "packages")).map((name) => `packages/${name}/package.json`);
  const patches = [...patchFiles(root), "tools/patches.mjs"];
  return ["package.json", "package-lock.json", ".npmrc", "setup.mjs", ...patches, ...packages]
    .filter((path) => existsSync(join(root, path)))
    .toSorted();
}

// The web app bundles what its package may import, so all of it is its source.
function webSources() {
  const skipped = new Set(["node_modules", "dist", ".cache", "test"]);
  const packages = ["protocol", "core", "ledger", "guard", "desk", "check", "client", "web"];
  /** @type {string[]} */
  const found = ["package-lock.json", ...patchFiles(root)];
  const pending = packages.map((name) => `packages/${name}`).filter((path) => existsSync(join(root, path)));
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!skipped.has(entry.name)) pending.push(path);
      } else if (!/\.test\.tsx?$|\.md$/.test(entry.name)) found.push(path);
    }
  }
  return found.toSorted();
}

// ── The steps ────────────────────────────────────────────────────────────────────────────────────

// `npm install --no-save` and not `npm ci`: the lock was made where the binaries for other systems
// could not be seen, and `npm ci` takes that for a broken lock. This reads the lock and leaves it alone.
function installPackages() {
  say("Installing packages; the first time takes about half a minute.");
  dropPatched(root);
  const npm = process.env["npm_execpath"];
  const [program, first] = npm === undefined ? ["npm", []] : [process.execPath, [npm]];
  const args = [...first, "install", "--no-save", "--loglevel=error"];
  // npm reports to stdout, which belongs to whatever is started after set-up.
  const { status } = spawnSync(program, args, { cwd: root, stdio: ["ignore", 2, 2] });
  if (status !== 0) fail("npm could not install the packages; what it said is above.");
}

// docs/decisions/0002-ts-mls.md says why a package is mended.
function patchPackages() {
  try {
    applyPatches(root);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    fail(
      `A package could not be patched: ${said}.\nDelete the folder node_modules and run npm run setup again.`,
    );
  }
}

// The pinned Node, which npm 11 links there by itself and npm 10 does not; or, on a machine that it isn't
// packaged for, one that was there before.
function chooseNode() {
  const pinned = `../node-${process.platform}-${process.arch}/bin/node`;
  const folders = (process.env["PATH"] ?? "")
    .split(delimiter)
    .filter((path) => !path.includes("node_modules"));
  const candidates = [pinned, ...folders.map((folder) => join(folder, "node"))];
  const bin = dirname(houseNode);
  const chosen = candidates.find((path) => majorOf(resolve(bin, path)) >= nodeMajorMin);
  if (chosen === undefined) {
    fail(
      `Bridle runs on Node ${nodeMajorMin} or later. None is packaged for ${process.platform}-${process.arch}, ` +
        `and the one here is ${process.version}.\nInstall Node ${nodeMajorMin} from https://nodejs.org and run this again.`,
    );
  }
  rmSync(houseNode, { force: true });
  symlinkSync(chosen, houseNode);
}

/** @param {string} node */
function majorOf(node) {
  const asked = spawnSync(node, ["--version"], { encoding: "utf8" });
  return asked.status === 0 ? Number.parseInt(asked.stdout.slice(1), 10) : 0;
}

function buildWeb() {
  say("Building the web app.");
  const vite = join(root, "node_modules/vite/bin/vite.js");
  const args = [vite, "build", "--logLevel", "warn"];
  const { status } = spawnSync(houseNode, args, { cwd: join(root, "packages/web"), stdio: ["ignore", 2, 2] });
  if (status !== 0) fail("The web app did not build; what went wrong is above.");
}

// Without a browser set-up goes on: the other tests still say something, and the browser tests fail
// with the same advice.
function ensureChromium() {
  if (process.env["BRIDLE_NO_BROWSER"] === "1") return say("No browser: BRIDLE_NO_BROWSER=1.");
  if (findChromium() !== undefined) return;
  if (process.env["CHROMIUM_PATH"] || process.getuid?.() !== 0 || !isDebian()) return say(chromiumAdvice());
  say("Installing Debian's packages chromium and fonts-noto-core (Arabic script) for the browser tests.");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  try {
    execFileSync("apt-get", ["update", "-q"], { env, stdio: ["ignore", "ignore", 2] });
    const packages = ["chromium", "fonts-noto-core"];
    const args = ["install", "-y", "-q", "--no-install-recommends", ...packages];
    execFileSync("apt-get", args, { env, stdio: ["ignore", "ignore", 2] });
  } catch {
    say(`apt-get could not install them.\n${chromiumAdvice()}`);
  }
}

function isDebian() {
  return existsSync("/etc/os-release") && /^ID=debian$/m.test(readFileSync("/etc/os-release", "utf8"));
}

/** @param {string} text */
function say(text) {
  process.stderr.write(`${text}\n`);
}

/**
 * @param {string} text
 * @returns {never}
 */
function fail(text) {
  say(text);
  process.exit(1);
}
