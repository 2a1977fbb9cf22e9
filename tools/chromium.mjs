// Where the browser tests find Chromium. Plain JavaScript: set-up uses it too, before there is a Node 24.

import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/**
 * The path of the browser to test with: the one named by CHROMIUM_PATH, else an installed one.
 * A CHROMIUM_PATH that can't be run is not replaced by another browser: whoever set it meant it.
 *
 * @returns {string | undefined}
 */
export function findChromium() {
  const named = process.env["CHROMIUM_PATH"];
  if (named !== undefined && named !== "") return isExecutable(named) ? named : undefined;
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isExecutable);
}

/**
 * What to tell someone whose machine has no browser to test with.
 *
 * @returns {string}
 */
export function chromiumAdvice() {
  const named = process.env["CHROMIUM_PATH"];
  if (named !== undefined && named !== "") {
    return `CHROMIUM_PATH is ${named}, which is not a program that can be run. Correct or unset it.`;
  }
  return [
    "The browser tests need Chromium, and none was found. Do one of these:",
    "  - install it (Debian: apt-get install chromium; Fedora: dnf install chromium)",
    "  - set CHROMIUM_PATH to the path of a Chromium or Chrome program",
    "  - set BRIDLE_NO_BROWSER=1 to leave these tests out",
  ].join("\n");
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
