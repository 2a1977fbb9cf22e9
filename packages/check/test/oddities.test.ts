import { oddities } from "@bridle/testkit";
import { expect, test } from "vitest";
import { examined } from "./run.ts";

test.each(oddities)("[K35] $name: what only resembles an oddity is none", async ({ near }) => {
  const { report } = await examined(near);
  expect(report.findings.map(({ module, heuristic }) => `${module} ${heuristic}`)).toEqual([]);
  expect(report.state).toBe("nothing-known-found");
});
