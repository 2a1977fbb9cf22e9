import { existsSync, readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { chainVectors } from "./chain-vectors.ts";
import { ruleVectors } from "./rule-vectors.ts";
import { valueVectors } from "./value-vectors.ts";
import { wireDoc } from "./wire-doc.ts";

vi.setConfig({ testTimeout: 120_000 });

const root = new URL("../../", import.meta.url);

test("[P37] docs/wire.md says what the code does; else run tools/gen/main.ts", () => {
  expect(readFileSync(new URL("docs/wire.md", root), "utf8")).toBe(wireDoc());
});

test("[P37] every value, call and rule has golden vectors; else run tools/gen/main.ts", () => {
  const files = [...valueVectors().keys(), ...chainVectors().keys(), ...ruleVectors().keys()];
  const missing = files.filter((path) => !existsSync(new URL(`vectors/protocol/${path}`, root)));
  expect(missing).toEqual([]);
});
