import { setImmediate as turn } from "node:timers/promises";
import type { Aftermath, Finding } from "@bridle/desk";
import type { AccountId, Result } from "@bridle/protocol";
import { openDeskInMemory, type DeskInMemory } from "@bridle/server";
import type { Crowd, Server } from "./crowd.ts";
import { WitnessedLog } from "./witnessed-log.ts";

const HOUR_MS = 60 * 60 * 1000;
const COUNTED_WITHIN_MS = 14 * 24 * HOUR_MS;

export interface AftermathOf {
  readonly server: Server;
  readonly crowd: Crowd;
  readonly findings: readonly Finding[];
  /** Who stands behind the pseudonyms of the findings. */
  readonly targets: ReadonlyMap<string, AccountId>;
}

/**
 * Two persons confirm the case, open whom it touched with two shares, tell everybody, and suspend the accounts
 * that did it: each by the call that the desk's pages make, on the server that the world ran on.
 */
export async function workTheCase(of: AftermathOf): Promise<Aftermath> {
  const { server, crowd, findings, targets } = of;
  const people = crowd.people();
  const { core, store, clock } = server;
  const ledger = await WitnessedLog.open(() => clock.nowMs());
  const desk = await openDeskInMemory({ core, store, clock, targets, ledger });
  desk.service.found(findings);
  const caseId = await openCase(desk, findings);
  const opened = await openTargets(desk, caseId);
  const batches = await tellAll(desk, caseId);
  for (const account of opened) {
    const who = people.get(account);
    // Each comes once, takes what waits, and goes.
    if (who !== undefined) crowd.signIn(who)?.close();
    clock.advance(1_000);
  }
  const told = countDelivered(of, () => batches.map((batch) => desk.service.host.noticeCounts(batch)));
  const named = accountsIn(findings);
  const isLetIn = (account: AccountId): boolean => {
    const who = people.get(account);
    const line = who === undefined ? undefined : crowd.signIn(who);
    line?.close();
    return line !== undefined;
  };
  // Whom the server refused before, the control didn't refuse.
  const before = named.filter(isLetIn);
  await suspendAll(desk, named);
  const refused = before.filter((account) => !isLetIn(account));
  while ((await unlogged(desk)) > 0) await turn();
  return {
    targets: targets.size,
    opened: opened.length,
    ...told,
    controls: named.length,
    refused: refused.length,
    logged: ledger.size,
    proven: await ledger.proven(),
  };
}

async function openCase({ calls, people }: DeskInMemory, findings: readonly Finding[]): Promise<string> {
  const [{ caller }] = people;
  const { caseId } = must(await calls["case.open"]({ findings: findings.map(({ id }) => id) }, caller));
  const { found } = must(await calls["case.get"]({ caseId }, caller));
  must(await calls["case.confirm"]({ caseId, expected: found.version }, caller));
  return caseId;
}

async function openTargets(desk: DeskInMemory, caseId: string): Promise<readonly AccountId[]> {
  const { calls, people, service } = desk;
  const [first, second] = people;
  must(await calls["targets.propose"]({ caseId }, first.caller));
  await approve(desk, caseId);
  for (const { caller, unlock } of [first, second]) {
    must(await calls["targets.unlock"]({ caseId, ...unlock }, caller));
  }
  return service.state.cases.get(caseId)?.opened.map(({ account }) => account) ?? [];
}

/** The batches by which everybody was told whom the case touched. */
async function tellAll(desk: DeskInMemory, caseId: string): Promise<readonly string[]> {
  const { calls, people, service } = desk;
  must(await calls["notices.propose"]({ caseId }, people[0].caller));
  await approve(desk, caseId);
  // A batch that is sent isn't the case's any more.
  const batches = service.state.cases.get(caseId)?.batches.map(({ id }) => id) ?? [];
  while (service.sendNotices());
  return batches;
}

/** What was taken the server counts in its upkeep, some of it each time. */
function countDelivered(
  { server: { clock } }: AftermathOf,
  count: () => readonly { readonly posted: number; readonly delivered: number }[],
): Pick<Aftermath, "notices" | "delivered"> {
  const sum = (of: "posted" | "delivered"): number => count().reduce((all, each) => all + each[of], 0);
  const untilMs = clock.nowMs() + COUNTED_WITHIN_MS;
  while (sum("delivered") < sum("posted") && clock.nowMs() < untilMs) clock.advance(HOUR_MS);
  return { notices: sum("posted"), delivered: sum("delivered") };
}

async function approve({ calls, people }: DeskInMemory, caseId: string): Promise<void> {
  const [, { caller }] = people;
  const { proposals } = must(await calls["case.get"]({ caseId }, caller));
  for (const { id: proposalId, contentHash } of proposals) {
    must(await calls["proposal.approve"]({ proposalId, contentHash }, caller));
  }
}

function accountsIn(findings: readonly Finding[]): readonly AccountId[] {
  const of = ({ subject }: Finding): readonly AccountId[] =>
    subject.kind === "account" ? [subject.account] : subject.accounts;
  return [...new Set(findings.flatMap(of))];
}

/** Suspended by one person and confirmed by the other. */
async function suspendAll({ calls, people }: DeskInMemory, accounts: readonly AccountId[]): Promise<void> {
  const [first, second] = people;
  for (const value of accounts) {
    const asked = { kind: "suspendAccount", value, basis: "safety", reason: "attackUnderway" } as const;
    must(await calls["control.impose"](asked, first.caller));
  }
  const imposed = must(await calls["controls.list"]({}, second.caller));
  for (const { control, contentHash } of imposed) {
    must(await calls["control.confirm"]({ controlId: control.id, contentHash }, second.caller));
  }
}

/** Decisions that the log hasn't got yet. */
async function unlogged({ service, calls, people }: DeskInMemory): Promise<number> {
  await service.log();
  return must(await calls["log.list"]({ max: 1 }, people[0].caller)).unlogged;
}

function must<T>(answer: Result<T, { readonly kind: string }>): T {
  if (!answer.ok) throw new Error(`the desk refused: ${answer.error.kind}`);
  return answer.value;
}
