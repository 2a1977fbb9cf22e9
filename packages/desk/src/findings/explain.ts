import type { Rule } from "../rules/rule.ts";
import type { SignalKind, StrongLink } from "../signals/signal.ts";
import type { Finding, Strength } from "./finding.ts";
import { harmless, isHarmlessName } from "./harmless.ts";

/** What a finding says, in sentences for an analyst. */
export interface Explained {
  readonly title: string;
  readonly strength: string;
  /** What was seen, each kind of signal with its number. */
  readonly seen: readonly string[];
  /** What joins the accounts; empty for a single one. */
  readonly joined: readonly string[];
  readonly exposed: string;
  readonly couldBe: readonly string[];
}

const strengthWords: Readonly<Record<Strength, string>> = {
  weak: "A lead, no more. Don't act on it alone.",
  moderate: "Probably an attempt. Look at what else it could be before you act.",
  strong: "Very likely an attempt.",
  certain: "No client of ours does this, faulty or not.",
};

const kindWords: Readonly<Record<SignalKind, string>> = {
  registered: "accounts registered",
  newBuild: "first sign-ins with a build",
  handleLookup: "handles looked up",
  introduction: "introductions sent to strangers",
  introductionAccepted: "introductions that were answered",
  inviteRefused: "invites tried that couldn't be used",
  keyPackageRefused: "requests for keys without consent",
  memberRefused: "people to be added to groups without their consent",
  schemaViolation: "messages that break the protocol",
  serverField: "messages that only a server may send",
  callRefused: "calls offered without consent",
  relayRefused: "relay packets for calls that nobody accepted",
  syncRefused: "own-device messages into other people's accounts",
  linkRefused: "devices to be added to accounts without one of their keys",
  traceMismatch: "sign-ins unlike those of the app that the client claims to be",
  indicatorHit: "connections from infrastructure that a feed names",
  distress: "crashes soon after a stranger's contact",
  report: "reports by people",
};

const linkWords: Readonly<Record<StrongLink["kind"], string>> = {
  deviceKey: "They use the same key.",
  registrationBatch: "They registered together.",
  clientTrace: "They use the same client, one that few others use.",
};

/** Puts a finding into words. `rules` are those in use; of one that is gone only the name is left. */
export function explain(finding: Finding, rules: readonly Rule[]): Explained {
  const { subject, exposures } = finding;
  const rule = rules.find(({ id, version }) => id === finding.rule.id && version === finding.rule.version);
  const reached = exposures.filter((exposure) => exposure.reached !== "nothing").length;
  return {
    title: rule?.title ?? `${finding.rule.id}, version ${finding.rule.version}`,
    strength: strengthWords[finding.strength],
    seen: finding.signals.map(({ kind, count }) => `${count} × ${kindWords[kind]}`),
    joined: subject.kind === "cluster" ? (subject.linkedBy ?? []).map((link) => linkWords[link]) : [],
    exposed: `${exposures.length} people were touched; ${exposures.length - reached} of them only by what was refused.`,
    couldBe: finding.couldBe.flatMap((name) => (isHarmlessName(name) ? [harmless[name]] : [])),
  };
}
