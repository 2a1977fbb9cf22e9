import { assert } from "@bridle/protocol";
import { streamOf } from "../approvals/decide-proposal.ts";
import type { Case, CaseContent, CaseStatus } from "./case.ts";
import { joined } from "./content.ts";
import type { DeskState, KeptControl } from "./desk-state.ts";
import { emptyDesk } from "./desk-state.ts";
import { DESK_STREAM, type DeskEvent } from "./event.ts";
import { isStronger } from "./exposures.ts";

/** The state that events make, in the order in which they were kept. Deleted cases' streams may be missing. */
export function replay(events: Iterable<DeskEvent>): DeskState {
  let state = emptyDesk;
  for (const event of events) state = apply(state, event);
  return state;
}

/** One event later. Never refuses: what was kept has happened. */
export function apply(state: DeskState, event: DeskEvent): DeskState {
  const next = withProposals(state, event);
  if (event.stream !== DESK_STREAM) return applyToCase(next, event);
  return { ...applyToDesk(next, event), version: event.seq };
}

function withProposals(state: DeskState, event: DeskEvent): DeskState {
  if (event.kind === "proposed") {
    const { proposalId: id, action, atMs } = event;
    const [by = ""] = event.by;
    return { ...state, proposals: put(state.proposals, id, { id, action, by, atMs, state: "pending" }) };
  }
  if (event.kind !== "approved" && event.kind !== "withdrawn") return state;
  const known = state.proposals.get(event.proposalId);
  assert(known !== undefined, "a proposal is there before its end");
  return { ...state, proposals: put(state.proposals, known.id, { ...known, state: event.kind }) };
}

function applyToDesk(state: DeskState, event: DeskEvent): DeskState {
  switch (event.kind) {
    case "personAppointed":
      return { ...state, people: put(state.people, event.person.id, event.person) };
    case "personRevoked": {
      const known = state.people.get(event.personId);
      assert(known !== undefined, "a person is there before they go");
      return { ...state, people: put(state.people, known.id, { ...known, revokedAtMs: event.atMs }) };
    }
    case "controlImposed":
      return { ...state, controls: put(state.controls, event.control.id, event.control) };
    case "controlConfirmed":
      return withControl(state, event.controlId, (control) => ({
        ...control,
        by: [...control.by, ...event.by],
      }));
    case "controlLifted":
      return withControl(state, event.controlId, (control) => ({
        ...control,
        liftedAtMs: event.atMs,
        ...(event.because === undefined ? {} : { liftedBecause: event.because }),
      }));
    case "partyFound":
      return { ...state, partyFindings: [...state.partyFindings, event.finding] };
    case "orderConfirmed":
      return { ...state, orders: put(state.orders, event.order.orderId, event.order) };
    case "caseDeleted":
      return withoutCase(state, event.caseId);
    case "feedUsed": {
      const { feed, atMs: sinceMs } = event;
      return { ...state, feeds: put(state.feeds, feed.name, { feed, sinceMs }) };
    }
    case "feedDropped":
      return { ...state, feeds: new Map([...state.feeds].filter(([name]) => name !== event.name)) };
    default:
      return state;
  }
}

function withControl(state: DeskState, id: string, change: (control: KeptControl) => KeptControl): DeskState {
  const known = state.controls.get(id);
  assert(known !== undefined, "a control is there before it changes");
  return { ...state, controls: put(state.controls, id, change(known)) };
}

/** As if the case's stream had never been: what others hold of it stays with them. */
function withoutCase(state: DeskState, caseId: string): DeskState {
  const cases = new Map(state.cases);
  cases.delete(caseId);
  const proposals = new Map([...state.proposals].filter(([, { action }]) => streamOf(action) !== caseId));
  const sentAlone = state.sentAlone.filter((sent) => sent.caseId !== caseId);
  return { ...state, cases, proposals, sentAlone, gone: new Set([...state.gone, caseId]) };
}

function applyToCase(state: DeskState, event: DeskEvent): DeskState {
  const { stream: id, seq, atMs } = event;
  const known = state.cases.get(id) ?? begun(event);
  assert(known !== undefined, "a case is opened before it changes");
  const decidedVersion = isReport(known, event) ? known.decidedVersion : seq;
  const changed = { ...changedCase(known, event), version: seq, decidedVersion, changedAtMs: atMs };
  const next = { ...state, cases: put(state.cases, id, changed) };
  if (event.kind !== "noticesAllowed" || event.by.length > 1) return next;
  return { ...next, sentAlone: [...state.sentAlone, ...event.by.map((by) => ({ by, atMs, caseId: id }))] };
}

/** What the desk reports, and what no decision would be made otherwise for: a finding that says more is none of it. */
function isReport({ findings }: Case, event: DeskEvent): boolean {
  switch (event.kind) {
    case "targetsOpened":
    case "noticesSent":
      return true;
    case "findingGrown": {
      const { id, strength } = event.finding;
      const known = findings.find((finding) => finding.id === id);
      return known !== undefined && !isStronger(strength, known.strength);
    }
    default:
      return false;
  }
}

function begun(event: DeskEvent): Case | undefined {
  const { stream: id, seq: version, atMs: changedAtMs } = event;
  const fresh = { id, version, decidedVersion: version, changedAtMs, batches: [] };
  if (event.kind === "caseOpened") {
    const { salt, findings } = event;
    const status: CaseStatus = { kind: "open" };
    return { ...fresh, ...empty, salt, findings, status };
  }
  if (event.kind === "caseSplitOff")
    return { ...fresh, ...event.content, salt: event.salt, status: event.status };
  return undefined;
}

const empty: CaseContent = { findings: [], allowed: [], opened: [], lost: [], told: [], holds: [] };

function changedCase(known: Case, event: DeskEvent): Case {
  switch (event.kind) {
    case "caseConfirmed":
      return { ...known, status: { kind: "confirmed" } };
    case "findingsAdded":
      return { ...known, findings: [...known.findings, ...event.findings] };
    case "caseReopened":
      return { ...known, status: { kind: "open" }, batches: stopped(known, () => true) };
    case "caseDismissed": {
      const { reason, growBy, exposed } = event;
      return { ...known, status: { kind: "dismissed", reason, growBy, exposed } };
    }
    case "findingGrown": {
      const { finding } = event;
      return { ...known, findings: known.findings.map((each) => (each.id === finding.id ? finding : each)) };
    }
    case "caseMerged":
      return { ...known, ...joined(known, event.content), status: event.status };
    case "caseMergedAway":
      return { ...known, status: { kind: "merged", into: event.into } };
    case "caseSplit":
      return { ...known, ...event.left };
    case "holdPlaced":
      return { ...known, holds: [...known.holds, event.hold] };
    case "holdReleased":
      return { ...known, holds: known.holds.filter(({ id }) => id !== event.holdId) };
    default:
      return withTargetsAndNotices(known, event);
  }
}

function withTargetsAndNotices(known: Case, event: DeskEvent): Case {
  switch (event.kind) {
    case "targetsAllowed":
      return { ...known, allowed: [...new Set([...known.allowed, ...event.targets])] };
    case "targetsOpened": {
      const { opened, lost } = joined(known, { ...empty, opened: event.opened, lost: event.lost });
      return { ...known, opened, lost };
    }
    case "noticesAllowed":
      return { ...known, batches: [...known.batches, event.batch] };
    case "noticesStopped":
      return { ...known, batches: stopped(known, (id) => id === event.batchId) };
    case "noticesSent": {
      const done = new Set(event.told.map(({ account }) => account));
      const batches = known.batches.map((batch) =>
        batch.id === event.batchId
          ? { ...batch, accounts: batch.accounts.filter((account) => !done.has(account)) }
          : batch,
      );
      return {
        ...known,
        told: [...known.told, ...event.told],
        batches: batches.filter(({ accounts }) => accounts.length > 0),
      };
    }
    default:
      return known;
  }
}

function stopped({ batches }: Case, which: (id: string) => boolean): Case["batches"] {
  return batches.map((batch) => (which(batch.id) ? { ...batch, stopped: true } : batch));
}

function put<Key, Value>(map: ReadonlyMap<Key, Value>, key: Key, value: Value): ReadonlyMap<Key, Value> {
  return new Map(map).set(key, value);
}
