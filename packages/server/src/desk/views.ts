import {
  contentHash,
  controlHash,
  deletionDueAtMs,
  endsAtMs,
  exposuresOf,
  isInForce,
  planNotices,
  proposalLifetimeMs,
  strengths,
  suggestCases,
  type BatchView,
  type Case,
  type CaseSummary,
  type CaseView,
  type ControlView,
  type DeskEvent,
  type FindingsView,
  type HistoryEntry,
  type KeptControl,
  type LogView,
  type NoticePlan,
  type Overview,
  type Proposal,
  type ProposalView,
  type SignalSeries,
} from "@bridle/desk";
import type { AccountId, Sha256 } from "@bridle/protocol";
import type { SignalCount } from "../signals/signal-tally.ts";
import type { DeskEvents } from "./desk-events.ts";
import type { DeskService } from "./desk-service.ts";

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
/** Which edition of the list of helpers new notices name. */
const HELP_EDITION = 1;

/** What views are made from. */
export interface ViewEnv {
  readonly service: DeskService;
  readonly events: DeskEvents;
  readonly sha256: Sha256;
  readonly nowMs: number;
}

export function overviewOf({ service, sha256, nowMs }: ViewEnv, days: number): Overview {
  const bucketMs = days <= 2 ? HOUR_MS : 6 * HOUR_MS;
  const sinceMs = Math.floor((nowMs - days * DAY_MS) / bucketMs) * bucketMs;
  const cases = [...service.state.cases.values()];
  const of = (kind: Case["status"]["kind"]): number =>
    cases.filter(({ status }) => status.kind === kind).length;
  const confirmed = cases.filter(({ status }) => status.kind === "confirmed");
  return {
    nowMs,
    sinceMs,
    bucketMs,
    signals: seriesOf(service.host.signalCounts({ sinceMs, bucketMs }), {
      sinceMs,
      bucketMs,
      buckets: Math.floor((nowMs - sinceMs) / bucketMs) + 1,
    }),
    findings: service.findings.length,
    cases: { open: of("open"), confirmed: of("confirmed"), dismissed: of("dismissed") },
    untold: confirmed.reduce((sum, found) => sum + untoldOf(found), 0),
    controls: [...service.state.controls.values()].filter(
      (control) => control.liftedAtMs === undefined && isInForce(control, nowMs),
    ).length,
    waiting: waitingProposals({ service, sha256, nowMs }),
    shareHolders: service.host.shareHolders(),
  };
}

function seriesOf(
  counts: readonly SignalCount[],
  grid: { readonly sinceMs: number; readonly bucketMs: number; readonly buckets: number },
): readonly SignalSeries[] {
  const byKind = Map.groupBy(counts, ({ kind }) => kind);
  return [...byKind].map(([kind, of]) => {
    const series = Array.from({ length: grid.buckets }, () => 0);
    for (const { fromMs, count } of of) {
      const at = Math.floor((fromMs - grid.sinceMs) / grid.bucketMs);
      if (at >= 0 && at < series.length) series[at] = (series[at] ?? 0) + count;
    }
    return { kind, counts: series };
  });
}

export function findingsOf({ service }: Pick<ViewEnv, "service">): FindingsView {
  const { findings } = service;
  return { findings, suggestions: suggestCases(service.state, findings) };
}

export function caseSummaries(env: ViewEnv): readonly CaseSummary[] {
  const waiting = waitingProposals(env);
  return [...env.service.state.cases.values()]
    .filter(({ status }) => status.kind !== "merged")
    .map((found) => ({
      id: found.id,
      status: found.status,
      strength: strongest(found),
      findings: found.findings.length,
      accounts: accountsOf(found).size,
      exposed: exposuresOf(found).length,
      told: new Set(found.told.map(({ account }) => account)).size,
      changedAtMs: found.changedAtMs,
      waiting: waiting.filter(({ action }) => "caseId" in action && action.caseId === found.id).length,
    }))
    .toSorted((a, b) => b.changedAtMs - a.changedAtMs);
}

export function caseView(env: ViewEnv, found: Case, unlockedBy: readonly string[]): CaseView {
  const { service } = env;
  const { salt: _salt, ...shown } = found;
  return {
    found: shown,
    exposures: exposuresOf(found),
    proposals: waitingProposals(env).filter(({ action }) => "caseId" in action && action.caseId === found.id),
    history: historyOf(env, found.id),
    plan: planFor(service, found, env.nowMs),
    batches: batchViews(env, found),
    unlockedBy,
    dueForDeletionAtMs: deletionDueAtMs(found) ?? null,
  };
}

/** The notices that this case's decision would send, over all that anybody was told before. */
export function planFor(service: DeskService, found: Case, nowMs: number): NoticePlan {
  const plan = planNotices(service.state.cases.values(), {
    // Who opted out is known where notices are posted; they are passed over there.
    optedOut: new Set<AccountId>(),
    done: { refused: true, accountsClosed: false, repaired: false },
    helpEdition: HELP_EDITION,
  });
  const here = <T extends { readonly caseId: string }>(each: T): boolean => each.caseId === found.id;
  const sending = new Set([
    ...found.batches.flatMap(({ accounts, stopped }) => (stopped === true ? [] : accounts)),
    ...pendingNotices(service, nowMs),
  ]);
  return {
    notices: plan.notices.filter(here).filter(({ account }) => !sending.has(account)),
    passedOver: plan.passedOver.filter(here),
    unopened: plan.unopened.filter(here),
  };
}

function pendingNotices({ state }: DeskService, nowMs: number): readonly AccountId[] {
  return [...state.proposals.values()].flatMap(({ action, state: stage, atMs }) =>
    action.kind === "sendNotices" && stage === "pending" && nowMs < atMs + proposalLifetimeMs
      ? action.accounts
      : [],
  );
}

/** Those that went out, too: what was delivered of them still grows. */
function batchViews(
  { service, events }: Pick<ViewEnv, "service" | "events">,
  found: Case,
): readonly BatchView[] {
  const allowed = events
    .ofStream(found.id)
    .flatMap((event) => (event.kind === "noticesAllowed" ? [event.batch.id] : []));
  const sending = new Map(found.batches.map((batch) => [batch.id, batch]));
  return allowed.map((id) => {
    const { posted, delivered } = service.host.noticeCounts(id);
    const batch = sending.get(id);
    return {
      id,
      posted,
      delivered,
      waiting: batch?.accounts.length ?? 0,
      stopped: batch?.stopped === true,
    };
  });
}

export function controlViews({ service, sha256, nowMs }: Omit<ViewEnv, "events">): readonly ControlView[] {
  return [...service.state.controls.values()]
    .map((control: KeptControl) => {
      const { liftedAtMs, ...plain } = control;
      return {
        control,
        contentHash: controlHash(sha256, plain),
        inForce: liftedAtMs === undefined && isInForce(plain, nowMs),
        endsAtMs: liftedAtMs ?? endsAtMs(plain) ?? null,
      };
    })
    .toSorted((a, b) => b.control.sinceMs - a.control.sinceMs);
}

export function logView({ events }: Pick<ViewEnv, "events">, max: number): LogView {
  const newest = events.newest(max);
  const places = new Map(
    [...new Set(newest.map(({ stream }) => stream))].map((stream) => [
      stream,
      new Map(events.places(stream).map(({ seq, index }) => [seq, index])),
    ]),
  );
  return {
    entries: newest.map((event) => ({
      stream: event.stream,
      ...entryOf(event, places.get(event.stream)?.get(event.seq)),
    })),
    unlogged: events.unlogged(1_000).length,
  };
}

function historyOf({ events }: ViewEnv, stream: string): readonly HistoryEntry[] {
  const places = new Map(events.places(stream).map(({ seq, index }) => [seq, index]));
  return events.ofStream(stream).map((event) => entryOf(event, places.get(event.seq)));
}

function entryOf(event: DeskEvent, logIndex: number | undefined): HistoryEntry {
  const { seq, atMs, by, kind } = event;
  const rests = restsOn(event);
  return {
    event: { seq, atMs, by, kind },
    logIndex: logIndex ?? null,
    ...(rests === undefined ? {} : { rests }),
  };
}

function restsOn(event: DeskEvent): HistoryEntry["rests"] {
  switch (event.kind) {
    case "controlImposed": {
      const { basis, ground } = event.control;
      return { basis, ...(ground === undefined ? {} : { ground }) };
    }
    case "holdPlaced": {
      const { ground } = event.hold;
      return ground === undefined ? undefined : { basis: "order", ground };
    }
    case "controlLifted":
      return event.because === undefined ? undefined : { basis: "order", because: event.because };
    default:
      return undefined;
  }
}

function waitingProposals({ service, sha256, nowMs }: Omit<ViewEnv, "events">): readonly ProposalView[] {
  return [...service.state.proposals.values()]
    .filter(({ state, atMs }) => state === "pending" && nowMs < atMs + proposalLifetimeMs)
    .map((proposal: Proposal) => ({
      ...proposal,
      contentHash: contentHash(sha256, proposal),
      expiresAtMs: proposal.atMs + proposalLifetimeMs,
    }));
}

function strongest({ findings }: Case): CaseSummary["strength"] {
  const places = findings.map(({ strength }) => strengths.indexOf(strength));
  return strengths[Math.max(0, ...places)] ?? "weak";
}

function accountsOf({ findings }: Case): ReadonlySet<AccountId> {
  return new Set(
    findings.flatMap(({ subject }) => (subject.kind === "account" ? [subject.account] : subject.accounts)),
  );
}

function untoldOf(found: Case): number {
  const accounts = new Map(found.opened.map(({ target, account }) => [target, account]));
  const told = new Set(found.told.map(({ account }) => account));
  const lost = new Set(found.lost);
  return exposuresOf(found).filter(({ target }) => {
    const account = accounts.get(target);
    return !lost.has(target) && (account === undefined || !told.has(account));
  }).length;
}
