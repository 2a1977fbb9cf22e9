import enumeration from "../../rules/enumeration.json" with { type: "json" };
import foreignDevice from "../../rules/foreign-device.json" with { type: "json" };
import scattering from "../../rules/scattering.json" with { type: "json" };
import serverField from "../../rules/server-field.json" with { type: "json" };
import strikesAfterLookup from "../../rules/strikes-after-lookup.json" with { type: "json" };
import strikes from "../../rules/strikes.json" with { type: "json" };
import { parseRule } from "./parse-rule.ts";
import type { Rule } from "./rule.ts";

/** The rules that come with the desk, in the order in which they are asked. Their files are for reading. */
export const shippedRules: readonly Rule[] = [
  serverField,
  strikesAfterLookup,
  strikes,
  foreignDevice,
  scattering,
  enumeration,
].map((document) => {
  const rule = parseRule(document);
  if (!rule.ok) throw new Error(`a shipped rule: ${rule.error}`);
  return rule.value;
});
