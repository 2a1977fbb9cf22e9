import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Control } from "@bridle/desk";
import { afterAll, expect, test } from "vitest";
import { VirtualClock } from "../../test/virtual-clock.ts";
import type { LogEvent } from "../ports/log.ts";
import { readControls, watchControls, writeControls } from "./controls-file.ts";

const folder = mkdtempSync(join(tmpdir(), "bridle-controls-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const base = {
  id: "0123456789abcdef0123456789abcdef",
  basis: "safety",
  reason: "attackUnderway",
  sinceMs: 1,
  by: ["Ana"],
} as const;
const controls: readonly Control[] = [
  { ...base, kind: "refuseClass", value: "call" },
  { ...base, kind: "refuseSize", value: { class: "message", overBytes: 0 }, platform: "clinic" },
  { ...base, kind: "refuseBuild", value: "bad/*", untilMs: 9 },
  {
    ...base,
    kind: "refuseRegistration",
    value: "hosting",
    basis: "terms",
    reason: "termsBroken",
  },
];

test("[S124] a list is in force when it changes, and after a restart", () => {
  const clock = new VirtualClock();
  const events: LogEvent[] = [];
  const applied: (readonly Control[])[] = [];
  const start = (): { close(): void } =>
    watchControls(folder, {
      clock,
      log: { write: (event) => events.push(event) },
      apply: (list) => applied.push(list),
    });
  const watching = start();
  expect(applied).toEqual([]);
  writeControls(folder, controls);
  clock.advance(2_000);
  expect(applied).toEqual([controls]);
  clock.advance(10_000);
  expect(applied).toHaveLength(1);
  writeFileSync(join(folder, "controls.json"), "[{");
  clock.advance(2_000);
  expect([applied.length, events]).toEqual([1, [{ event: "controls_unreadable" }]]);
  rmSync(join(folder, "controls.json"));
  mkdirSync(join(folder, "controls.json"));
  clock.advance(2_000);
  expect([applied.length, events.length]).toEqual([1, 2]);
  rmSync(join(folder, "controls.json"), { recursive: true });
  writeControls(folder, []);
  clock.advance(2_000);
  expect(applied.at(-1)).toEqual([]);
  watching.close();
  writeControls(folder, controls);
  clock.advance(10_000);
  expect(applied).toHaveLength(2);
  start().close();
  expect(applied.at(-1)).toEqual(controls);
});

test.each([
  "{}",
  "nothing",
  "[1]",
  JSON.stringify([{ ...base, kind: "refuseClass", value: "everything" }]),
  JSON.stringify([{ ...base, kind: "refuseClass", value: "call", by: [] }]),
  JSON.stringify([{ ...base, kind: "refuseClass", value: "call", more: 1 }]),
  JSON.stringify([{ ...base, kind: "refuseClass", value: "call", id: "x" }]),
  JSON.stringify([{ ...base, kind: "refuseSize", value: { class: "call", overBytes: -1 } }]),
  JSON.stringify([{ ...base, kind: "suspendAccount", value: "not an account" }]),
  JSON.stringify([{ ...base, kind: "refuseBuild", value: "x", untilMs: "soon" }]),
])("[S124] what isn't a list of controls is refused as a whole: %s", (text) => {
  writeFileSync(join(folder, "controls.json"), text);
  expect(readControls(folder).ok).toBe(false);
});
