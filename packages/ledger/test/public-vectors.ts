import { existsSync, readFileSync } from "node:fs";

const folder =
  process.env["BRIDLE_PUBLIC_VECTORS"] ?? new URL("../../../../shared/data", import.meta.url).pathname;

/** Whether the public test data is on this machine; without it the tests over it say that they were left out. */
export const havePublicVectors = existsSync(`${folder}/SHA256SUMS`);

if (!havePublicVectors) {
  process.stderr.write(
    `ledger: no public vectors in ${folder}; set BRIDLE_PUBLIC_VECTORS to run the tests over them\n`,
  );
}

/** A file of the public test data, as text. */
export function publicText(path: string): string {
  return readFileSync(`${folder}/${path}`, "utf8");
}

/** A JSON file of the public test data, in the shape that its test expects. */
export function publicJson<T>(path: string): T {
  const parsed: T = JSON.parse(publicText(path));
  return parsed;
}
