/** Who works at a desk. One person has one role. */
export const roles = ["analyst", "lead", "counsel", "auditor"] as const;
export type Role = (typeof roles)[number];

const operational: readonly Role[] = ["analyst", "lead"];
const legal: readonly Role[] = ["counsel"];
const allButAuditors: readonly Role[] = ["analyst", "lead", "counsel"];

/**
 * Who may do what: a command by its kind, and behind a colon the action or basis where that matters. An
 * auditor reads everything and does nothing.
 */
export const abilities = {
  "case.open": operational,
  "case.add": operational,
  "case.confirm": operational,
  "case.dismiss": operational,
  "case.reopen": operational,
  "case.merge": operational,
  "case.split": operational,
  "hold.place": legal,
  "hold.release": legal,
  "proposal.make:openTargets": operational,
  "proposal.make:sendNotices": operational,
  "proposal.make:confirmOrder": allButAuditors,
  "proposal.make:enforceOrder": allButAuditors,
  "proposal.make:liftControl": allButAuditors,
  "proposal.approve:openTargets": operational,
  "proposal.approve:sendNotices": operational,
  "proposal.approve:confirmOrder": legal,
  "proposal.approve:enforceOrder": legal,
  "proposal.approve:liftControl": allButAuditors,
  "proposal.withdraw": allButAuditors,
  "notice.sendOne": operational,
  "notice.stop": operational,
  "control.impose:terms": operational,
  "control.impose:safety": operational,
  "control.confirm:terms": operational,
  "control.confirm:safety": operational,
  "control.withdraw": allButAuditors,
  "party.find": allButAuditors,
} as const satisfies Readonly<Record<string, readonly Role[]>>;
export type Ability = keyof typeof abilities;

export function roleMay(role: Role, ability: Ability): boolean {
  return abilities[ability].includes(role);
}

export interface Person {
  /** 16 bytes in hex. */
  readonly id: string;
  readonly role: Role;
  readonly appointedAtMs: number;
  /** From then on they decide nothing, and what they proposed can't be approved any more. */
  readonly revokedAtMs?: number;
}
