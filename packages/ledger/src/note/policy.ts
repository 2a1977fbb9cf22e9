import { equalBytes, err, ok, type Result, type Sha256 } from "@bridle/protocol";
import { parseDecimal } from "../text/decimal.ts";
import { type KeyKind, parseVerifierKey, type VerifierKey } from "./verifier-key.ts";

/** A log or witness that a policy names. */
export interface PolicyParty {
  readonly key: VerifierKey;
  readonly url: string | undefined;
}

/** Who must have signed: nobody, one witness, or k of some members. */
export type Quorum =
  | { readonly kind: "none" }
  | { readonly kind: "witness"; readonly key: VerifierKey }
  | { readonly kind: "group"; readonly threshold: number; readonly members: readonly Quorum[] };

/** An examiner's trust: which logs, and which cosigners are enough (C2SP tlog-policy). */
export interface Policy {
  readonly logs: readonly PolicyParty[];
  readonly witnesses: readonly PolicyParty[];
  readonly quorum: Quorum;
}

/** Why a policy was refused, and in which line, from 1. */
export interface BadPolicy {
  readonly kind: "bad_policy";
  readonly line: number;
  readonly reason:
    | "characters"
    | "unknown_keyword"
    | "wrong_number_of_items"
    | "bad_key"
    | "duplicate_key"
    | "duplicate_name"
    | "unknown_name"
    | "already_a_member"
    | "bad_threshold"
    | "second_quorum"
    | "no_quorum"
    | "too_long";
}

/** Logs, witnesses and groups each; the format asks for at least 32. */
export const policyPartiesMax = 256;

/** Reads a policy, strictly [L11]. The text is the file's bytes as UTF-8; names compare exactly. */
export function parsePolicy(sha256: Sha256, text: string): Result<Policy, BadPolicy> {
  const draft = readDraft(sha256, text);
  if (!draft.ok) return draft;
  const { logs, witnesses, quorum } = draft.value;
  return ok({ logs, witnesses, quorum });
}

/** The witness or group of a policy that has this name, whether or not the quorum needs it. */
export function quorumNamed(sha256: Sha256, text: string, name: string): Quorum | undefined {
  const draft = readDraft(sha256, text);
  return draft.ok ? draft.value.names.get(name) : undefined;
}

/** Every key that could count for a quorum. */
export function quorumKeys(quorum: Quorum): readonly VerifierKey[] {
  if (quorum.kind === "group") return quorum.members.flatMap(quorumKeys);
  return quorum.kind === "witness" ? [quorum.key] : [];
}

function readDraft(
  sha256: Sha256,
  text: string,
): Result<Omit<Draft, "quorum"> & { readonly quorum: Quorum }, BadPolicy> {
  const draft: Draft = { logs: [], witnesses: [], names: new Map(), members: new Set(), quorum: undefined };
  const lines = text.split("\n");
  for (const [index, line] of lines.entries()) {
    const reason = readLine(sha256, draft, line);
    if (reason !== undefined) return err({ kind: "bad_policy", line: index + 1, reason });
  }
  const { quorum } = draft;
  if (quorum === undefined) return err({ kind: "bad_policy", line: lines.length, reason: "no_quorum" });
  return ok({ ...draft, quorum });
}

/** Whether these keys are enough. A key counts once, however often it signed. */
export function quorumMet(quorum: Quorum, signers: readonly VerifierKey[]): boolean {
  if (quorum.kind === "none") return true;
  if (quorum.kind === "witness")
    return signers.some((key) => equalBytes(key.publicKey, quorum.key.publicKey));
  return quorum.members.filter((member) => quorumMet(member, signers)).length >= quorum.threshold;
}

interface Draft {
  readonly logs: PolicyParty[];
  readonly witnesses: PolicyParty[];
  readonly names: Map<string, Quorum>;
  readonly members: Set<string>;
  quorum: Quorum | undefined;
}

type Objection = BadPolicy["reason"] | undefined;

function readLine(sha256: Sha256, draft: Draft, line: string): Objection {
  if (!/^[\t\x20-\x7e\u0080-\u{10ffff}]*$/u.test(line)) return "characters";
  const [keyword, ...items] = line.split(/[ \t]+/).filter((item) => item !== "");
  if (keyword === undefined || keyword.startsWith("#")) return undefined;
  switch (keyword) {
    case "log":
      return addLog(sha256, draft, items);
    case "witness":
      return addWitness(sha256, draft, items);
    case "group":
      return addGroup(draft, items);
    case "quorum":
      return setQuorum(draft, items);
    default:
      return "unknown_keyword";
  }
}

function addLog(sha256: Sha256, draft: Draft, items: readonly string[]): Objection {
  const [keyText, url, ...more] = items;
  if (keyText === undefined || more.length > 0) return "wrong_number_of_items";
  const key = keyOfKind(sha256, keyText, "ed25519");
  if (key === undefined) return "bad_key";
  return addParty(draft.logs, { key, url });
}

function addWitness(sha256: Sha256, draft: Draft, items: readonly string[]): Objection {
  const [name, keyText, url, ...more] = items;
  if (name === undefined || keyText === undefined || more.length > 0) return "wrong_number_of_items";
  const key = keyOfKind(sha256, keyText, "cosignature");
  if (key === undefined) return "bad_key";
  return addParty(draft.witnesses, { key, url }) ?? define(draft, name, { kind: "witness", key });
}

function addParty(parties: PolicyParty[], party: PolicyParty): Objection {
  if (parties.length >= policyPartiesMax) return "too_long";
  if (parties.some(({ key }) => equalBytes(key.publicKey, party.key.publicKey))) return "duplicate_key";
  parties.push(party);
  return undefined;
}

function addGroup(draft: Draft, items: readonly string[]): Objection {
  const [name, count, ...names] = items;
  if (name === undefined || count === undefined || names.length === 0) return "wrong_number_of_items";
  const members: Quorum[] = [];
  for (const member of names) {
    const found = draft.names.get(member);
    if (found === undefined) return "unknown_name";
    if (draft.members.has(member)) return "already_a_member";
    draft.members.add(member);
    members.push(found);
  }
  const threshold = thresholdOf(count, members.length);
  if (threshold === undefined) return "bad_threshold";
  return define(draft, name, { kind: "group", threshold, members });
}

function setQuorum(draft: Draft, items: readonly string[]): Objection {
  const [name, ...more] = items;
  if (name === undefined || more.length > 0) return "wrong_number_of_items";
  if (draft.quorum !== undefined) return "second_quorum";
  const quorum = name === "none" ? ({ kind: "none" } as const) : draft.names.get(name);
  if (quorum === undefined) return "unknown_name";
  draft.quorum = quorum;
  return undefined;
}

function define(draft: Draft, name: string, quorum: Quorum): Objection {
  if (name === "none" || draft.names.has(name)) return "duplicate_name";
  if (draft.names.size >= 2 * policyPartiesMax) return "too_long";
  draft.names.set(name, quorum);
  return undefined;
}

function thresholdOf(text: string, members: number): number | undefined {
  if (text === "any") return 1;
  if (text === "all") return members;
  const threshold = parseDecimal(text);
  return threshold === undefined || threshold < 1 || threshold > members ? undefined : threshold;
}

function keyOfKind(sha256: Sha256, text: string, kind: KeyKind): VerifierKey | undefined {
  const key = parseVerifierKey(sha256, text);
  return key?.kind === kind ? key : undefined;
}
