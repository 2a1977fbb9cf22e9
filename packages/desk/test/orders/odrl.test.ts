import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { type OdrlNode, odrlProfileDocument, type Order, orderOdrl } from "../../src/index.ts";
import { exampleOrder, on, wholeOrder } from "./sample-order.ts";

// No validator of ODRL's information model is at hand as a package. This is the part of the model (W3C Recommendation ODRL
// Information Model 2.2, §2.1 to §2.6) that a Set with permissions, prohibitions and obligations must keep, as a schema: terms of the
// ODRL context without a prefix, ours with one, and nothing else.
const iri = { type: "string", pattern: "^[a-z][a-z0-9+.-]*:\\S+$" };
const own = { "^bridle:[a-z][A-Za-z0-9]*$": {} };
const node = (type: string) => ({
  type: "object",
  properties: { "@type": { const: type }, uid: iri },
  required: ["@type", "uid"],
  patternProperties: own,
  additionalProperties: false,
});
const rule = (further: Record<string, unknown>) => ({
  type: "object",
  properties: {
    uid: iri,
    // §2.6.1: exactly one assigner and assignee for each atomic rule; several assignees stand for as many rules (§2.7).
    assigner: node("Party"),
    assignee: {
      type: "array",
      minItems: 1,
      items: { oneOf: [node("Party"), node("PartyCollection")] },
    },
    target: { type: "array", minItems: 1, items: node("Asset") },
    action: { type: "array", minItems: 1, items: { type: "string", pattern: "^bridle:[A-Za-z]+$" } },
    ...further,
  },
  required: ["uid", "target", "action"],
  patternProperties: own,
  additionalProperties: false,
});
const rules = (further: Record<string, unknown> = {}) => ({
  type: "array",
  minItems: 1,
  items: rule(further),
});
const policy = {
  type: "object",
  properties: {
    "@context": { type: "array", prefixItems: [{ const: "http://www.w3.org/ns/odrl.jsonld" }] },
    "@type": { const: "Set" },
    uid: iri,
    profile: iri,
    conflict: { enum: ["perm", "prohibit", "invalid"] },
    permission: rules(),
    prohibition: rules({ remedy: rules() }),
    obligation: rules(),
  },
  required: ["@context", "@type", "uid"],
  // A policy without a rule is none (§2.1).
  anyOf: [{ required: ["permission"] }, { required: ["prohibition"] }, { required: ["obligation"] }],
  patternProperties: own,
  additionalProperties: false,
};
const validate = new Ajv2020({ strict: false }).compile(policy);

const list = (node: unknown, name: string): readonly OdrlNode[] => {
  const found: unknown = (node as Record<string, unknown>)[name];
  return Array.isArray(found) ? (found as OdrlNode[]) : [];
};
const times = on("2026-02-01");

test("[O22] an order keeps ODRL's information model", () => {
  for (const order of [wholeOrder, exampleOrder()]) {
    const exported: unknown = JSON.parse(JSON.stringify(orderOdrl(order, times)));
    expect(validate(exported) || validate.errors).toBe(true);
  }
  const broken = { ...orderOdrl(wholeOrder, times), prohibition: [] };
  expect(validate(broken)).toBe(false);
});

test("[O22] the court assigns, whom it binds is assigned, the services in scope are the targets", () => {
  const [prohibition] = list(orderOdrl(wholeOrder, times), "prohibition");
  expect(prohibition).toMatchObject({
    uid: `${wholeOrder.id}:n1`,
    assigner: { "bridle:name": "Harbour Court" },
    action: ["bridle:createAccount", "bridle:usePlatform"],
    "bridle:cites": ["¶ 1"],
    "bridle:status": "inForce",
    "bridle:notEnforcedBecause": [],
  });
  const names = (name: string) => list(prohibition, name).map((node) => node["bridle:name"]);
  expect(names("target")).toEqual(["Chat"]);
  // Whoever is only perhaps bound isn't assigned anything.
  expect(names("assignee")).toEqual(["Wrecker Ltd", "Its agents"]);
});

test("[O22] a prohibition keeps its remedy; a duty by itself is an obligation; carve-outs are permissions that win", () => {
  const exported = orderOdrl(wholeOrder, times);
  const remedies = list(exported, "prohibition").map((rule) =>
    list(rule, "remedy").map(({ action }) => action),
  );
  expect(remedies).toEqual([[], [["bridle:deleteData"]]]);
  expect(list(exported, "obligation").map(({ action }) => action)).toEqual([["bridle:certifyCompliance"]]);
  expect(exported["conflict"]).toBe("perm");
  expect(list(exported, "permission")).toMatchObject([
    {
      uid: `${wholeOrder.id}:sovereign`,
      action: ["bridle:createAccount", "bridle:usePlatform"],
      "bridle:overrides": [{ "@id": `${wholeOrder.id}:n1` }],
    },
  ]);
});

test("[O22] every rule has a name of its own, and every action is in the profile as a kind of use", () => {
  const bare = (order: Order): readonly string[] => {
    const exported = orderOdrl(order, times);
    const top = ["permission", "prohibition", "obligation"].flatMap((name) => list(exported, name));
    const all = [...top, ...top.flatMap((rule) => list(rule, "remedy"))];
    expect(new Set(all.map(({ uid }) => uid)).size).toBe(all.length);
    return all.flatMap((rule) => list(rule, "action").map(String));
  };
  const known = new Set(list(odrlProfileDocument(), "@graph").map((action) => String(action["@id"])));
  for (const action of [...bare(wholeOrder), ...bare(exampleOrder())]) expect(known).toContain(action);
  expect(list(odrlProfileDocument(), "@graph").every((action) => "odrl:includedIn" in action)).toBe(true);
});

test("[O22] [O24] the example's export says that it is unknown and unverified", () => {
  const exported = orderOdrl(exampleOrder(), on("2026-11-22", "2026-11-22"));
  expect(exported).toMatchObject({ "bridle:status": "unknown", "bridle:sourceStanding": "unverified" });
  for (const rule of list(exported, "prohibition")) {
    expect(rule["bridle:notEnforcedBecause"]).toContain("order.defect.notCited");
    expect(list(rule, "remedy")).toHaveLength(1);
  }
});
