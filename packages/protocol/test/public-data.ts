import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

// Published test vectors are not part of the repository. They are looked for in the folder that
// BRIDLE_TEST_DATA names, else in `shared/data` beside the repository.

const folder =
  process.env["BRIDLE_TEST_DATA"] ?? fileURLToPath(new URL("../../../../shared/data", import.meta.url));

/** A file of published vectors, or `undefined` with a line that says so. */
export function publicData(path: string): unknown {
  const file = join(folder, path);
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8"));
  process.stdout.write(`Not there, so its vectors are not tested: ${file}\n`);
  return undefined;
}
