import type { Basis, ControlReason } from "../controls/control.ts";
import { orderWords } from "../orders/words.ts";
import type { TransparencyReport } from "./report-form.ts";
import type { Cell } from "./tally.ts";

export const reportLanguages = ["en", "ar"] as const;
export type ReportLanguage = (typeof reportLanguages)[number];

/** Everything that the public reads of a report, in one language: on the service's page and at the desk alike. */
export interface ReportWords {
  readonly direction: "ltr" | "rtl";
  readonly title: (when: string) => string;
  readonly halves: readonly [string, string];
  readonly lead: string;
  readonly none: string;
  readonly sections: Readonly<Record<"counts" | "orders" | "switches" | "retention" | "feeds", string>>;
  readonly heads: Readonly<
    Record<"counts" | "orders" | "switches" | "retention" | "feeds", readonly string[]>
  >;
  readonly cells: Readonly<Record<Cell, string>>;
  readonly switched: Readonly<Record<Switched, string>>;
  readonly reasons: Readonly<Record<ControlReason, string>>;
  readonly bases: Readonly<Record<Basis, string>>;
  readonly statuses: Readonly<Record<OrderStatus, string>>;
  readonly verified: string;
  readonly unverified: string;
  readonly stillInForce: string;
  /** What is kept, by its English; whatever isn't here stays English. */
  readonly kept: Readonly<Record<string, string>>;
  readonly previous: string;
  /** The page that lists the reports. */
  readonly listTitle: string;
  readonly listLead: string;
  readonly forms: Readonly<Record<"json" | "signature" | "proof" | "key", string>>;
  /** The other language, in itself. */
  readonly otherLanguage: string;
  readonly fewer: (most: string) => string;
  readonly between: (least: string, most: string) => string;
  readonly orMore: (least: string) => string;
}

type OrderStatus = TransparencyReport["orders"][number]["status"];
type Switched = TransparencyReport["killSwitches"][number]["refused"];

const cellWords: Readonly<Record<Cell, string>> = {
  "signal.registered": "Accounts registered",
  "signal.newBuild": "Sign-ins with an app version new to the account",
  "signal.handleLookup": "Look-ups of a handle",
  "signal.introduction": "Introductions by strangers",
  "signal.introductionAccepted": "Introductions that were accepted",
  "signal.inviteRefused": "Invites that couldn't be used",
  "signal.keyPackageRefused": "Attempts to reach somebody without their consent",
  "signal.memberRefused": "Attempts to add people without their consent",
  "signal.schemaViolation": "Messages refused for their form",
  "signal.serverField": "Clients that spoke as if they were the server",
  "signal.callRefused": "Calls refused for want of consent",
  "signal.relayRefused": "Relayed traffic refused",
  "signal.syncRefused": "Refused syncs from devices outside an account's list",
  "signal.linkRefused": "Refused changes of an account's devices",
  "signal.traceMismatch": "Clients that behaved unlike the app they claimed to be",
  "signal.indicatorHit": "Leads from researchers' feeds",
  "signal.distress": "Devices that reported a crash soon after a stranger's contact",
  "signal.report": "Reports by people",
  "case.opened": "Cases opened",
  "case.confirmed": "Cases confirmed",
  "case.dismissed": "Cases dismissed",
  "notice.quiet": "Accounts that saw the daily line about refused attempts",
  "notice.campaign": "Accounts told of a campaign",
  "sealed.opened": "Accounts whose sealed record two persons opened",
  "control.suspendAccount.order": "Accounts suspended under a court's order",
  "control.suspendAccount.terms": "Accounts suspended under the service's terms",
  "control.suspendAccount.safety": "Accounts suspended for people's safety",
  "control.refuseBuild.order": "Apps refused under a court's order",
  "control.refuseBuild.terms": "Apps refused under the service's terms",
  "control.refuseBuild.safety": "Apps refused for people's safety",
  "control.refuseRegistration.order": "Registrations refused under a court's order",
  "control.refuseRegistration.terms": "Registrations refused under the service's terms",
  "control.refuseRegistration.safety": "Registrations refused for people's safety",
  "control.preserveEvidence.order": "Times that evidence was kept under a court's order",
  "control.preserveEvidence.terms": "Times that evidence was kept under the service's terms",
  "control.preserveEvidence.safety": "Times that evidence was kept for people's safety",
};

const switchWords: Readonly<Record<Switched, string>> = {
  message: "Messages",
  commit: "Changes of conversations",
  welcome: "Invitations into conversations",
  ephemeral: "Typing and presence",
  introduction: "Introductions by strangers",
  call: "Calls",
  sync: "Syncs between one's own devices",
  registration: "Registrations",
};

const reasonWords: Readonly<Record<ControlReason, string>> = {
  attackUnderway: "an attack was under way",
  faultyBuild: "a faulty app",
  imitatedBuild: "an app that imitated another",
  courtOrder: "a court's order",
  termsBroken: "the service's terms",
  drill: "a drill",
};

const basisWords: Readonly<Record<Basis, string>> = {
  order: "a court's order",
  terms: "the service's terms",
  safety: "people's safety",
};

export const englishReport: ReportWords = {
  direction: "ltr",
  title: (when) => `Transparency report, ${when}`,
  halves: ["January to June", "July to December"],
  lead: "Counts are given as ranges, and anything below ten, nothing included, as “fewer than 10”, so that no small group of people shows. Each thing is counted once, in the half-year in which the service came to know of it. A half-year is reported once.",
  none: "None.",
  sections: {
    counts: "Counts",
    orders: "Court orders on record",
    switches: "What was refused to everybody",
    retention: "What is kept, and how long",
    feeds: "Researchers' feeds in use",
  },
  heads: {
    counts: ["What", "How many"],
    orders: ["Order", "Docket", "At the end of the period", "Record"],
    switches: ["What", "Why", "On which ground", "From", "Until"],
    retention: ["What", "Days"],
    feeds: ["Feed", "Published by", "Licence", "SHA-256"],
  },
  cells: cellWords,
  switched: switchWords,
  reasons: reasonWords,
  bases: basisWords,
  statuses: {
    notRecorded: orderWords["order.status.notRecorded"],
    notYet: orderWords["order.status.notYet"],
    inForce: orderWords["order.status.inForce"],
    stayed: orderWords["order.status.stayed"],
    ended: orderWords["order.status.ended"],
    unknown: orderWords["order.status.unknown"],
    mixed: orderWords["order.status.mixed"],
  },
  verified: "compared with the order",
  unverified: "not verified; nothing is enforced from it",
  stillInForce: "still in force",
  kept: {},
  previous: "Report before this one (SHA-256):",
  listTitle: "Transparency reports",
  listLead:
    "What this service noticed, whom it told, what it refused and on which ground. One report for each half-year, signed, never changed, and each with its hash in the public log.",
  forms: {
    json: "as data",
    signature: "signature",
    proof: "proof from the log",
    key: "The key that signs these reports",
  },
  otherLanguage: "العربية",
  fewer: (most) => `fewer than ${most}`,
  between: (least, most) => `${least} to ${most}`,
  orMore: (least) => `${least} or more`,
};
