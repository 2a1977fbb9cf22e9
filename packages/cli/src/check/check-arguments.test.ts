import { expect, test } from "vitest";
import { parseCheckArguments } from "./check-arguments.ts";

function parsed(...args: readonly string[]): unknown {
  const command = parseCheckArguments(args);
  return command.ok ? command.value : command.error;
}

test("[K80] the path and the options, in any order", () => {
  expect(parsed("backup", "--json", "a.json")).toMatchObject({
    path: "backup",
    json: "a.json",
    indicators: [],
  });
  expect(parsed("--indicators", "a", "backup")).toMatchObject({ path: "backup", indicators: ["a"] });
  expect(parsed("--indicators", "a", "b", "backup")).toMatchObject({
    path: "backup",
    indicators: ["a", "b"],
  });
  expect(parsed("backup", "--indicators", "a", "b")).toMatchObject({
    path: "backup",
    indicators: ["a", "b"],
  });
  expect(parsed("backup", "--indicators", "a", "--indicators", "b", "--redact")).toMatchObject({
    indicators: ["a", "b"],
    redact: true,
  });
  expect(parsed("--help")).toBe("help");
});

test("[K80] wrong use is told", () => {
  expect(parsed()).toBe("expected the path of what to examine");
  expect(parsed("a", "b")).toBe("expected one path, not 2");
  expect(parsed("a", "--nonsense")).toContain("--nonsense");
  expect(parsed("a", "--json")).toContain("--json");
});
