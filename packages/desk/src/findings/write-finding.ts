import type { CompiledRule } from "../rules/compile-rules.ts";
import type { Gathering } from "../rules/gathering.ts";
import type { Memory } from "../signals/memory.ts";
import { signalKinds, type StrongLink } from "../signals/signal.ts";
import { reaches, type Exposure, type Finding, type Strength } from "./finding.ts";

/** Whom a finding is about, in the detector's numbers. */
export interface Suspect {
  readonly members: readonly number[];
  readonly isCluster: boolean;
  readonly cluster: string;
  readonly linkedBy: readonly StrongLink["kind"][];
  readonly platform: string;
}

interface Held {
  readonly rule: CompiledRule;
  readonly suspect: Suspect;
  readonly strength: Strength;
  readonly atMs: number;
}

/** Writes a finding out of what was just gathered of its members. */
export function findingOf(held: Held, memory: Memory, gathering: Gathering): Finding {
  const { rule, suspect, strength, atMs } = held;
  const { id, version, couldBe } = rule.rule;
  const subject = subjectOf(suspect, memory);
  const name = subject.kind === "account" ? subject.account : subject.cluster;
  return {
    id: `${id}/${name}`,
    rule: { id, version },
    platform: suspect.platform,
    subject,
    strength,
    atMs,
    signals: signalsOf(rule, suspect.members, { memory, gathering }),
    exposures: exposuresOf(memory, gathering),
    couldBe,
  };
}

function subjectOf(suspect: Suspect, memory: Memory): Finding["subject"] {
  const accounts = suspect.members.flatMap((member) => memory.accountId(member) ?? []).toSorted();
  const [account] = accounts;
  if (!suspect.isCluster && account !== undefined) return { kind: "account", account };
  return { kind: "cluster", cluster: suspect.cluster, accounts, linkedBy: suspect.linkedBy };
}

function signalsOf(
  rule: CompiledRule,
  members: readonly number[],
  { memory, gathering }: { readonly memory: Memory; readonly gathering: Gathering },
): Finding["signals"] {
  const { log } = memory;
  const counts = new Uint32Array(signalKinds.length);
  const first = new Float64Array(signalKinds.length).fill(Number.POSITIVE_INFINITY);
  const last = new Float64Array(signalKinds.length);
  for (const member of members) {
    for (let row = memory.newestOf(member); log.has(row); row = log.beforeOfSource(row)) {
      if ((gathering.marksOf(row) & (rule.evidence | rule.raisedBy)) === 0) continue;
      const kind = log.kind(row);
      counts[kind] = (counts[kind] ?? 0) + log.times(row);
      first[kind] = Math.min(first[kind] ?? Number.POSITIVE_INFINITY, log.atMs(row));
      last[kind] = Math.max(last[kind] ?? 0, log.atMs(row));
    }
  }
  return signalKinds.flatMap((kind, index) => {
    const count = counts[index] ?? 0;
    if (count === 0) return [];
    return [{ kind, count, firstAtMs: first[index] ?? 0, lastAtMs: last[index] ?? 0 }];
  });
}

function exposuresOf(memory: Memory, gathering: Gathering): readonly Exposure[] {
  return Array.from({ length: gathering.places }, (_, place) => ({
    target: memory.pseudonym(gathering.target[place] ?? 0),
    reached: reaches[gathering.reached[place] ?? 0] ?? "nothing",
    attempts: gathering.attempts[place] ?? 0,
    firstAtMs: gathering.firstMs[place] ?? 0,
    lastAtMs: gathering.lastMs[place] ?? 0,
  }));
}
