import type { Condition, Order } from "./order-form.ts";

/** How sure somebody is that a subject is who the order names. Programs get as far as `probable`; people decide the rest. */
export const grades = ["suspected", "probable", "found", "excluded"] as const;
export type Grade = (typeof grades)[number];

/** What speaks for an identity, by kind. */
export type IdentityEvidence =
  | "indicatorHit"
  | "sharedDeviceKey"
  | "sharedRegistration"
  | "sharedClientTrace"
  | "caseBundle"
  | "courtRecord";

/** That a subject is a party of an order, belongs to a bound class, or to those whom a carve-out frees. */
export interface PartyFinding {
  readonly order: string;
  /** The account, registration or build, as the desk names it. */
  readonly subject: string;
  /** Id of a party, class or carve-out of the order. */
  readonly as: string;
  readonly grade: Grade;
  /** The people who found so; none for what a program says. */
  readonly by: readonly string[];
  /** What these people found besides. */
  readonly conditions: readonly Condition[];
  readonly knownAtMs: number;
}

/** What a program may say from evidence alone. A feed's indicator never gives more than a suspicion, however often it hits. */
export function machineGrade(evidence: readonly IdentityEvidence[]): "suspected" | "probable" | undefined {
  const kinds = new Set(evidence);
  if (kinds.size === 0) return undefined;
  kinds.delete("indicatorHit");
  return kinds.size >= 2 ? "probable" : "suspected";
}

/**
 * The findings that count at a time: of each kind the latest known, a person's before a program's whenever either came, and
 * nobody found or excluded without a person.
 */
export function findingsAt(
  findings: readonly PartyFinding[],
  {
    order,
    subject,
    knownAtMs,
  }: { readonly order: Order; readonly subject: string; readonly knownAtMs: number },
): ReadonlyMap<string, PartyFinding> {
  const latest = new Map<string, PartyFinding>();
  for (const finding of findings) {
    if (finding.order !== order.id || finding.subject !== subject || finding.knownAtMs > knownAtMs) continue;
    const known = latest.get(finding.as);
    if (known === undefined || outranks(finding, known)) latest.set(finding.as, sober(finding));
  }
  return latest;
}

function outranks(finding: PartyFinding, known: PartyFinding): boolean {
  const [byPerson, knownByPerson] = [finding.by.length > 0, known.by.length > 0];
  return byPerson === knownByPerson ? known.knownAtMs <= finding.knownAtMs : byPerson;
}

function sober(finding: PartyFinding): PartyFinding {
  if (finding.by.length > 0) return finding;
  const grade = finding.grade === "found" || finding.grade === "excluded" ? "suspected" : finding.grade;
  return { ...finding, grade, conditions: [] };
}
