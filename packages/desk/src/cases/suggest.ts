import type { Finding } from "../findings/finding.ts";
import type { DeskState } from "./desk-state.ts";

/** Why two findings look like one campaign. */
export interface Tie {
  readonly findings: readonly [string, string];
  /** The same account acted, or the same people were touched; how many of them. */
  readonly kind: "account" | "exposures";
  readonly shared: number;
}

/** Findings that look like one campaign. A person decides whether they are. */
export interface Suggestion {
  /** Cases that hold some of them already: one to add the rest to, several to merge. */
  readonly cases: readonly string[];
  /** Those that no case holds. */
  readonly findings: readonly string[];
  readonly because: readonly Tie[];
}

/** So many people in common make a tie whatever the size of the lists; below it, half of the smaller one. */
const SHARED_ENOUGH = 5;
const SHARED_AT_LEAST = 2;

/**
 * Groups what shares accounts or people. One person in common is none: who is hunted is hunted by many.
 * What one case already holds together isn't suggested; a dismissed finding stays out.
 */
export function suggestCases(state: DeskState, findings: readonly Finding[]): readonly Suggestion[] {
  const known = new Map<string, string>();
  const all = new Map(findings.map((finding) => [finding.id, finding]));
  for (const { id, status, findings: held } of state.cases.values()) {
    if (status.kind === "merged") continue;
    for (const finding of held) {
      if (status.kind === "dismissed") all.delete(finding.id);
      else all.set(finding.id, finding);
      known.set(finding.id, id);
    }
  }
  const ties = [...tiesByAccount([...all.values()]), ...tiesByExposure([...all.values()])];
  return grouped([...all.keys()], ties)
    .map((group) => suggestionOf(group, ties, known))
    .filter(
      ({ cases, findings: free }) => cases.length > 1 || (free.length > 0 && cases.length + free.length > 1),
    );
}

function suggestionOf(
  group: ReadonlySet<string>,
  ties: readonly Tie[],
  known: ReadonlyMap<string, string>,
): Suggestion {
  const cases = new Set([...group].map((id) => known.get(id)).filter((id) => id !== undefined));
  return {
    cases: [...cases].toSorted(),
    findings: [...group].filter((id) => !known.has(id)).toSorted(),
    because: ties.filter(({ findings: [one] }) => group.has(one)),
  };
}

function tiesByAccount(findings: readonly Finding[]): readonly Tie[] {
  const accountsOf = ({ subject }: Finding): readonly string[] =>
    subject.kind === "account" ? [subject.account] : subject.accounts;
  return pairs(findings, accountsOf).map(({ pair, shared }) => ({ findings: pair, kind: "account", shared }));
}

function tiesByExposure(findings: readonly Finding[]): readonly Tie[] {
  const sizes = new Map(findings.map(({ id, exposures }) => [id, exposures.length]));
  const targetsOf = ({ exposures }: Finding): readonly string[] => exposures.map(({ target }) => target);
  return pairs(findings, targetsOf)
    .filter(({ pair, shared }) => {
      const smaller = Math.min(...pair.map((id) => sizes.get(id) ?? 0));
      return shared >= SHARED_ENOUGH || (shared >= SHARED_AT_LEAST && 2 * shared >= smaller);
    })
    .map(({ pair, shared }) => ({ findings: pair, kind: "exposures", shared }));
}

interface Pair {
  readonly pair: readonly [string, string];
  readonly shared: number;
}

/** Every two findings that have something in common, and how much. */
function pairs(
  findings: readonly Finding[],
  thingsOf: (finding: Finding) => readonly string[],
): readonly Pair[] {
  const holders = new Map<string, string[]>();
  for (const finding of findings) {
    for (const thing of new Set(thingsOf(finding))) {
      holders.set(thing, [...(holders.get(thing) ?? []), finding.id]);
    }
  }
  const counts = new Map<string, Pair>();
  for (const ids of holders.values()) {
    for (const [index, one] of ids.entries()) {
      for (const other of ids.slice(index + 1)) {
        const key = JSON.stringify([one, other]);
        counts.set(key, { pair: [one, other], shared: (counts.get(key)?.shared ?? 0) + 1 });
      }
    }
  }
  return [...counts.values()];
}

/** The groups that ties join, as sets of findings. */
function grouped(ids: readonly string[], ties: readonly Tie[]): readonly ReadonlySet<string>[] {
  const groupOf = new Map(ids.map((id) => [id, new Set([id])]));
  for (const { findings } of ties) {
    const [one, other] = findings.map((id) => groupOf.get(id));
    if (one === undefined || other === undefined || one === other) continue;
    const [larger, smaller] = one.size >= other.size ? [one, other] : [other, one];
    for (const id of smaller) {
      larger.add(id);
      groupOf.set(id, larger);
    }
  }
  return [...new Set(groupOf.values())];
}
