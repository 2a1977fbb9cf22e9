import { type Argument, type Expression, Visitor } from "oxc-parser";
import { type Finding, findingAt, type House, type Source } from "../house.ts";
import { logFields } from "../log-fields.ts";

const levels = new Set(["trace", "debug", "info", "warn", "error", "fatal", "child"]);

/**
 * The server's log lines are made of fixed words and of fields on the allow-list, so that no account, address or
 * content can get into one by accident. Only `log.<level>({ field: … }, "fixed words")` passes: no spread,
 * no variable for the object, no template with values.
 */
export function logsCarryNoUserData(house: House): readonly Finding[] {
  return house.sources.filter((source) => source.package === "server" && !source.isTest).flatMap(badLogCalls);
}

function badLogCalls(source: Source): readonly Finding[] {
  const findings: Finding[] = [];
  new Visitor({
    CallExpression(call) {
      const { callee } = call;
      if (callee.type !== "MemberExpression" || callee.computed) return;
      if (callee.property.type !== "Identifier" || !levels.has(callee.property.name)) return;
      if (!/^log(?:ger)?$|Log(?:ger)?$/.test(lastName(callee.object))) return;
      for (const argument of call.arguments) {
        for (const { offset, message } of objections(argument)) {
          findings.push(findingAt(source, offset, { rule: "log", message }));
        }
      }
    },
  }).visit(source.program);
  return findings;
}

interface Objection {
  readonly offset: number;
  readonly message: string;
}

function objections(argument: Argument): readonly Objection[] {
  if (argument.type === "Literal" && typeof argument.value === "string") return [];
  if (argument.type !== "ObjectExpression") {
    return [{ offset: argument.start, message: "log an object literal and a fixed string, nothing else" }];
  }
  return argument.properties.flatMap((property) => {
    const offset = property.start;
    if (property.type === "SpreadElement") return [{ offset, message: "a spread may carry anything" }];
    const { key } = property;
    const name = key.type === "Identifier" && !property.computed ? key.name : undefined;
    if (name === undefined) return [{ offset, message: "a log field needs a plain name" }];
    if (logFields.has(name)) return [];
    return [{ offset, message: `"${name}" is not in tools/tidy/log-fields.ts` }];
  });
}

// `log` of `log.info`, `this.log.info`, `env.requestLog.info`.
function lastName(expression: Expression): string {
  if (expression.type === "Identifier") return expression.name;
  if (expression.type !== "MemberExpression") return "";
  const { property } = expression;
  return property.type === "Identifier" || property.type === "PrivateIdentifier" ? property.name : "";
}
