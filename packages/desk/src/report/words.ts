import type { Basis, ControlReason } from "../controls/control.ts";
import type { TransparencyReport } from "./report-form.ts";
import type { Cell } from "./tally.ts";

/** English for the public page, by cell. Pages have them in their catalogues. */
export const cellWords: Readonly<Record<Cell, string>> = {
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

type Switched = TransparencyReport["killSwitches"][number]["refused"];

export const switchWords: Readonly<Record<Switched, string>> = {
  message: "Messages",
  commit: "Changes of conversations",
  welcome: "Invitations into conversations",
  ephemeral: "Typing and presence",
  introduction: "Introductions by strangers",
  call: "Calls",
  sync: "Syncs between one's own devices",
  registration: "Registrations",
};

export const reasonWords: Readonly<Record<ControlReason, string>> = {
  attackUnderway: "an attack was under way",
  faultyBuild: "a faulty app",
  imitatedBuild: "an app that imitated another",
  courtOrder: "a court's order",
  termsBroken: "the service's terms",
  drill: "a drill",
};

export const basisWords: Readonly<Record<Basis, string>> = {
  order: "a court's order",
  terms: "the service's terms",
  safety: "people's safety",
};
