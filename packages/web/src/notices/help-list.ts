import type { PlainNoticeKey } from "./words/catalogue.ts";

/** Somebody who helps. Names and addresses are facts and stay as they are in every language. */
export interface Helper {
  readonly name: string;
  readonly does: PlainNoticeKey;
  readonly where: PlainNoticeKey;
  /** What one types or calls. Shown as text, never as a link. */
  readonly reach: readonly string[];
}

/** The edition of this list. A notice names the one that its operator meant. */
export const helpEdition = 1;

/**
 * Who helps, as shipped: from what Access Now, CiviCERT, SMEX, RSF and Amnesty's Security Lab say of themselves on
 * their own pages, in copies of 2026, and the Citizen Lab on spyware-outreach. None of them has reviewed it.
 */
export const helpers: readonly Helper[] = [
  {
    name: "Access Now Digital Security Helpline",
    does: "help.accessNow",
    where: "help.everywhere",
    reach: ["help@accessnow.org", "accessnow.org/help"],
  },
  {
    name: "SMEX Digital Safety Helpdesk",
    does: "help.smex",
    where: "help.westAsiaNorthAfrica",
    reach: ["+961 81 633 133", "smex.org/helpdesk"],
  },
  { name: "CiviCERT", does: "help.civicert", where: "help.everywhere", reach: ["civicert.org"] },
  {
    name: "Citizen Lab",
    does: "help.citizenLab",
    where: "help.everywhere",
    reach: ["citizenlab.ca/spyware-outreach"],
  },
  {
    name: "Amnesty International Security Lab",
    does: "help.amnesty",
    where: "help.everywhere",
    reach: ["securitylab.amnesty.org"],
  },
  {
    name: "RSF Digital Security Lab",
    does: "help.rsf",
    where: "help.everywhere",
    reach: ["safety.rsf.org/digital-security-lab"],
  },
];
