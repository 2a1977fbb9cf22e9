// Writes golden vectors for what has none yet: `node packages/core/test/vectors/write-vectors.ts`.
// A vector that is there is never written again: what was once sealed is opened the same way for ever.

import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { toHex } from "@bridle/protocol";
import { identityVectors } from "./identity-vectors.ts";
import { sealedVectors } from "./sealed-vectors.ts";

const folder = new URL("../../../../vectors/core/", import.meta.url);

for (const { path, ...content } of [...identityVectors(), ...(await sealedVectors())]) {
  const file = new URL(path, folder);
  if (existsSync(file)) continue;
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `${JSON.stringify(content, inJson, 1)}\n`);
}

/** Bytes in hexadecimal, what is absent as `null`. */
function inJson(_key: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return toHex(value);
  return value === undefined ? null : value;
}
