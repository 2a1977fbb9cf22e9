import { dayText } from "./civil-date.ts";
import { asOf, type NormAsOf } from "./order-as-of.ts";
import { acts, type Act, type Norm, type Order } from "./order-form.ts";
import type { Times } from "./status.ts";

// An order in the words of ODRL 2.2 (W3C Recommendation of 15 February 2018), for people who keep policies in that form. It is an
// export: ODRL knows no courts, stays or evidence, so those stand beside its terms under a prefix of our own.

export const odrlProfile = "urn:bridle:odrl:order:1";
const prefix = `${odrlProfile}#`;

/** JSON-LD. */
export type OdrlNode = { readonly [name: string]: unknown };

/**
 * The order as an ODRL policy of type Set: assigner is the court, assignees are whom it binds, targets are the platforms in scope.
 * Carve-outs become permissions, and `conflict: perm` lets them win. A duty that mends a prohibition's breach is its `remedy`;
 * the others are obligations. Each rule says its paragraphs, its status at the time, and what keeps it from being enforced.
 */
export function orderOdrl(order: Order, times: Times): OdrlNode {
  const { norms, overall } = asOf(order, times);
  const sheet = { order, norms };
  const rules = (type: Norm["type"]): readonly NormAsOf[] => norms.filter(({ norm }) => norm.type === type);
  return {
    "@context": ["http://www.w3.org/ns/odrl.jsonld", { bridle: { "@id": prefix, "@prefix": true } }],
    "@type": "Set",
    uid: order.id,
    profile: odrlProfile,
    conflict: "perm",
    "bridle:title": order.title,
    "bridle:docket": order.docket,
    "bridle:validOn": dayText(times.validAtMs),
    "bridle:knownOn": dayText(times.knownAtMs),
    "bridle:status": overall,
    "bridle:sourceStanding": order.source.standing,
    ...(order.source.sha256 === null ? {} : { "bridle:sourceSha256": order.source.sha256 }),
    ...filled("permission", [
      ...rules("permission").map((rule) => ruleOf(sheet, rule)),
      ...order.carveOuts.map((carveOut) => carveOutOf(order, carveOut)),
    ]),
    ...filled(
      "prohibition",
      rules("prohibition").map((rule) => prohibitionOf(sheet, rule)),
    ),
    ...filled(
      "obligation",
      rules("obligation")
        .filter(({ norm }) => norm.remedyFor.length === 0)
        .map((rule) => ruleOf(sheet, rule)),
    ),
  };
}

/** The profile itself: what its actions are called and that each is a kind of `use` (ODRL 2.2 §4, profiles). */
export function odrlProfileDocument(): OdrlNode {
  return {
    "@context": {
      odrl: "http://www.w3.org/ns/odrl/2/",
      skos: "http://www.w3.org/2004/02/skos/core#",
      bridle: { "@id": prefix, "@prefix": true },
    },
    "@graph": acts.map((act) => ({
      "@id": `bridle:${act}`,
      "@type": ["odrl:Action", "skos:Concept"],
      "odrl:includedIn": { "@id": "odrl:use" },
    })),
  };
}

interface Sheet {
  readonly order: Order;
  readonly norms: readonly NormAsOf[];
}

/** ODRL wants no empty list. */
function filled(name: string, rules: readonly OdrlNode[]): OdrlNode {
  return rules.length === 0 ? {} : { [name]: rules };
}

function prohibitionOf(sheet: Sheet, rule: NormAsOf): OdrlNode {
  const remedies = sheet.norms
    .filter(({ norm }) => norm.remedyFor.includes(rule.norm.id))
    .map((remedy) => ({
      ...ruleOf(sheet, remedy),
      uid: iri(sheet.order, `${remedy.norm.id}:for:${rule.norm.id}`),
    }));
  return { ...ruleOf(sheet, rule), ...filled("remedy", remedies) };
}

function ruleOf({ order }: Sheet, { norm, status, defects, cites }: NormAsOf): OdrlNode {
  return {
    uid: iri(order, norm.id),
    ...partiesOf(order),
    assignee: [
      ...order.parties
        .filter(({ role }) => role === "enjoined")
        .map(({ id, name }) => ({ "@type": "Party", uid: iri(order, id), "bridle:name": name })),
      ...order.boundClasses
        .filter(({ reach }) => reach === "bound")
        .map(({ id, name }) => ({ "@type": "PartyCollection", uid: iri(order, id), "bridle:name": name })),
    ],
    action: norm.acts.map(actionOf),
    "bridle:says": norm.says,
    "bridle:cites": cites.map(({ label }) => label),
    "bridle:standing": norm.standing,
    "bridle:status": status.kind,
    "bridle:notEnforcedBecause": defects,
    ...(norm.due === null
      ? {}
      : { "bridle:due": norm.due.kind === "on" ? norm.due.date : `P${norm.due.days}D` }),
  };
}

function carveOutOf(
  order: Order,
  { id, name, overrides, cite, standing }: Order["carveOuts"][number],
): OdrlNode {
  const overridden = order.norms.filter((norm) => overrides.includes(norm.id));
  return {
    uid: iri(order, id),
    ...partiesOf(order),
    assignee: [{ "@type": "PartyCollection", uid: iri(order, `${id}:who`), "bridle:name": name }],
    action: [...new Set(overridden.flatMap((norm) => norm.acts))].map(actionOf),
    "bridle:overrides": overrides.map((norm) => ({ "@id": iri(order, norm) })),
    "bridle:cites": order.source.anchors
      .filter((anchor) => cite.includes(anchor.id))
      .map(({ label }) => label),
    "bridle:standing": standing,
  };
}

function partiesOf(order: Order): OdrlNode {
  return {
    assigner: { "@type": "Party", uid: iri(order, "court"), "bridle:name": order.court.name },
    target: order.platforms
      .filter(({ scope }) => scope === "in")
      .map(({ id, name }) => ({ "@type": "Asset", uid: `urn:bridle:platform:${id}`, "bridle:name": name })),
  };
}

function iri(order: Order, id: string): string {
  return `${order.id}:${id}`;
}

function actionOf(act: Act): string {
  return `bridle:${act}`;
}
