import { type CallExpression, type Expression, type Node, Visitor } from "oxc-parser";
import { type Finding, findingAt, type House, type Source } from "../house.ts";

const idPattern = /\[([A-Z]{1,3}\d+)\]/g;

/**
 * A rule is a list item of a SPEC.md that starts with its id: `- [P3] …`. Each is cited by the title of
 * at least one test, each id has one meaning in the whole house, and what titles and comments cite exists.
 */
export function specAndTestsAgree(house: House): readonly Finding[] {
  const { defined, findings } = definitions(house);
  const tested = new Set<string>();
  for (const source of house.sources) {
    const titles = source.isTest ? testTitles(source) : [];
    for (const { text, offset } of titles) for (const id of idsIn(text)) note(id, { source, offset });
    if (source.package === undefined) continue;
    for (const { value, start } of source.comments) {
      for (const id of idsIn(value))
        if (!defined.has(id)) findings.push(unknown(id, { source, offset: start }));
    }
  }
  for (const [id, { path, line }] of defined) {
    if (!tested.has(id))
      findings.push({ path, line, rule: "spec", message: `no test's title cites [${id}]` });
  }
  return findings;

  function note(id: string, place: Place): void {
    if (defined.has(id)) tested.add(id);
    else findings.push(unknown(id, place));
  }
}

interface Place {
  readonly source: Source;
  readonly offset: number;
}

function unknown(id: string, { source, offset }: Place): Finding {
  return findingAt(source, offset, { rule: "spec", message: `no SPEC.md defines [${id}]` });
}

function definitions(house: House): {
  defined: Map<string, Pick<Finding, "path" | "line">>;
  findings: Finding[];
} {
  const defined = new Map<string, Pick<Finding, "path" | "line">>();
  const findings: Finding[] = [];
  for (const [path, text] of house.documents) {
    if (!path.endsWith("/SPEC.md")) continue;
    for (const [index, row] of text.split("\n").entries()) {
      const id = /^\s*[-*] (?:\*\*)?\[([A-Z]{1,3}\d+)\]/.exec(row)?.[1];
      if (id === undefined) continue;
      const before = defined.get(id);
      if (before === undefined) defined.set(id, { path, line: index + 1 });
      else {
        const message = `[${id}] is already defined at ${before.path}:${before.line}`;
        findings.push({ path, line: index + 1, rule: "spec", message });
      }
    }
  }
  return { defined, findings };
}

function idsIn(text: string): readonly string[] {
  return [...text.matchAll(idPattern)].flatMap(([, id]) => (id === undefined ? [] : [id]));
}

interface Title {
  readonly text: string;
  readonly offset: number;
}

// Titles of `test("…")`, `it.each(…)("…")`, `describe(\`… ${x}\`)`; a skipped test holds no rule.
function testTitles(source: Source): readonly Title[] {
  const titles: Title[] = [];
  new Visitor({
    CallExpression(call) {
      const [first] = call.arguments;
      if (first === undefined || first.type === "SpreadElement") return;
      const names = calleeNames(call);
      if (!["test", "it", "describe"].includes(names[0] ?? "")) return;
      if (names.includes("skip") || names.includes("todo")) return;
      titles.push({ text: fixedText(first), offset: first.start });
    },
  }).visit(source.program);
  return titles;
}

// `it.each(cases)("title")` → ["it", "each"].
function calleeNames(call: CallExpression): readonly string[] {
  const names: string[] = [];
  let node: Node = call.callee;
  for (;;) {
    if (node.type === "Identifier") return [node.name, ...names.toReversed()];
    if (node.type === "CallExpression") node = node.callee;
    else if (node.type === "TaggedTemplateExpression") node = node.tag;
    else if (node.type === "MemberExpression" && node.property.type === "Identifier") {
      names.push(node.property.name);
      node = node.object;
    } else return [];
  }
}

function fixedText(expression: Expression): string {
  if (expression.type === "Literal") return typeof expression.value === "string" ? expression.value : "";
  if (expression.type === "TemplateLiteral") return expression.quasis.map(({ value }) => value.raw).join(" ");
  if (expression.type !== "BinaryExpression" || expression.left.type === "PrivateIdentifier") return "";
  return `${fixedText(expression.left)} ${fixedText(expression.right)}`;
}
