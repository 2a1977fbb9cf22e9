// Writes docs/wire.md, and golden vectors for what has none yet: `node tools/gen/main.ts`.
// A vector that is there is never written again: what was once on a wire stays as it was.

import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { chainVectors } from "./chain-vectors.ts";
import { ruleVectors } from "./rule-vectors.ts";
import { valueVectors } from "./value-vectors.ts";
import { wireDoc } from "./wire-doc.ts";

write("docs/wire.md", wireDoc());
for (const [path, content] of [...valueVectors(), ...chainVectors(), ...ruleVectors()]) {
  const file = `vectors/protocol/${path}`;
  if (!existsSync(file)) write(file, `${JSON.stringify(content, undefined, 1)}\n`);
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  console.log(`wrote ${file}`);
}
