import { Visitor } from "oxc-parser";
import { type Finding, findingAt, type House, lineAt, type Source } from "../house.ts";

const fileLinesMax = 400;
const testLinesMax = 600;
const functionLinesMax = 60;

/** Files of at most 400 lines, tests of 600. */
export function filesAreShort(house: House): readonly Finding[] {
  return house.sources.flatMap((source) => {
    const lines = source.text.split("\n").length - 1;
    const max = source.isTest ? testLinesMax : fileLinesMax;
    if (lines <= max) return [];
    return [findingAt(source, 0, { rule: "file-size", message: `${lines} lines; at most ${max}` })];
  });
}

/** Functions of at most 60 lines. In tests a suite is one long function, so tests are left out. */
export function functionsAreShort(house: House): readonly Finding[] {
  return house.sources.filter((source) => !source.isTest).flatMap(longFunctions);
}

function longFunctions(source: Source): readonly Finding[] {
  const findings: Finding[] = [];
  const measure = ({ start, end }: { readonly start: number; readonly end: number }): void => {
    const lines = lineAt(source, end) - lineAt(source, start) + 1;
    if (lines <= functionLinesMax) return;
    const message = `${lines} lines; at most ${functionLinesMax}`;
    findings.push(findingAt(source, start, { rule: "function-size", message }));
  };
  new Visitor({
    FunctionDeclaration: measure,
    FunctionExpression: measure,
    ArrowFunctionExpression: measure,
  }).visit(source.program);
  return findings;
}
