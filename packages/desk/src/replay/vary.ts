import type { Scenario } from "./scenario.ts";

/** Ways in which the same attack can come otherwise. Rules are tuned on none of them. */
export const variants = ["half-speed", "double-accounts", "other-order"] as const;
export type Variant = (typeof variants)[number];

/** The scenario with its attackers changed; everybody else stays as they are. */
export function vary(scenario: Scenario, variant: Variant): Scenario {
  const groups = scenario.groups.map((group) => {
    if (group.intent !== "attack") return group;
    if (variant === "double-accounts") return { ...group, accounts: 2 * group.accounts };
    if (variant === "other-order") return { ...group, shuffled: true };
    return { ...group, toDay: group.fromDay + 2 * (group.toDay - group.fromDay) };
  });
  const days = Math.max(scenario.days, ...groups.map((group) => Math.ceil(group.toDay) + 1));
  return { ...scenario, name: `${scenario.name} (${variant})`, days, groups };
}

/** The scenario with this share of every group's accounts, people and places, at least three and six: for small worlds. */
export function scaled(scenario: Scenario, share: number): Scenario {
  const groups = scenario.groups.map((group) => {
    const { total } = group.people;
    const people = total === undefined ? group.people : { total: Math.max(6, Math.round(total * share)) };
    const { joins } = group;
    const places = joins && { joins: { ...joins, places: Math.max(1, Math.round(joins.places * share)) } };
    return { ...group, accounts: Math.max(3, Math.round(group.accounts * share)), people, ...places };
  });
  return { ...scenario, groups };
}
