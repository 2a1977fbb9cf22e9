import { err, ok } from "@bridle/protocol";
import { reviewControls } from "../controls/decide-order.ts";
import { decideFeed } from "../feeds/decide-feed.ts";
import { exposuresOf, type Case } from "./case.ts";
import type { DeskCommand, OperatorCommand } from "./command.ts";
import { caseOfFinding } from "./decide-case.ts";
import type { DeskState } from "./desk-state.ts";
import { isId, type DeskEnv, type Draft, type Drafts } from "./draft.ts";
import { DESK_STREAM } from "./event.ts";
import { grownFinding, isStronger } from "./exposures.ts";
import { isDueForDeletion } from "./retention.ts";

/** What the host's operator decides about people and feeds, and what the desk reports of its own doing. */
export function decideDesk(state: DeskState, command: OperatorCommand | DeskCommand, env: DeskEnv): Drafts {
  switch (command.kind) {
    case "person.appoint": {
      const { personId: id, role } = command;
      if (!isId(id) || state.people.has(id)) return err("bad_id");
      const person = { id, role, appointedAtMs: env.nowMs };
      return ok([{ stream: DESK_STREAM, fact: { kind: "personAppointed", person } }]);
    }
    case "person.revoke": {
      const { personId } = command;
      if (state.people.get(personId)?.revokedAtMs !== undefined || !state.people.has(personId)) {
        return err("unknown_person");
      }
      return ok([{ stream: DESK_STREAM, fact: { kind: "personRevoked", personId } }]);
    }
    case "finding.seen":
      return seen(state, command);
    case "targets.opened":
      return opened(state, command);
    case "notices.sent":
      return sent(state, command, env);
    case "order.review":
      return reviewControls(state, env);
    case "case.delete": {
      const { caseId } = command;
      const found = state.cases.get(caseId);
      if (found === undefined) return err("unknown_case");
      if (!isDueForDeletion(found, env.nowMs)) return err("not_due");
      return ok([{ stream: DESK_STREAM, fact: { kind: "caseDeleted", caseId } }]);
    }
    case "feed.use":
    case "feed.drop":
      return decideFeed(state, command);
  }
}

/** A finding that a case holds has grown. A dismissed one wakes when it grew by what was said, or says more. */
function seen(
  state: DeskState,
  { finding }: Extract<DeskCommand, { readonly kind: "finding.seen" }>,
): Drafts {
  const found = caseOfFinding(state, finding.id);
  const known = found?.findings.find(({ id }) => id === finding.id);
  if (found === undefined || known === undefined) return err("unknown_finding");
  const grown = grownFinding(known, finding);
  if (JSON.stringify(grown) === JSON.stringify(known)) return err("nothing_to_do");
  const drafts: Draft[] = [{ stream: found.id, fact: { kind: "findingGrown", finding: grown } }];
  const { status } = found;
  if (status.kind === "dismissed") {
    const findings = found.findings.map((each) => (each.id === grown.id ? grown : each));
    const isLarger = exposuresOf({ findings }).length >= status.exposed + status.growBy;
    if (isLarger || isStronger(grown.strength, known.strength)) {
      drafts.push({ stream: found.id, fact: { kind: "caseReopened" } });
    }
  }
  return ok(drafts);
}

function opened(
  state: DeskState,
  { caseId, opened: accounts, lost }: Extract<DeskCommand, { readonly kind: "targets.opened" }>,
): Drafts {
  const found = state.cases.get(caseId);
  if (found === undefined) return err("unknown_case");
  const allowed = new Set(found.allowed);
  const named = [...accounts.map(({ target }) => target), ...lost];
  if (named.some((target) => !allowed.has(target))) return err("second_person_needed");
  if (named.length === 0) return err("nothing_to_do");
  return ok([{ stream: caseId, fact: { kind: "targetsOpened", opened: accounts, lost } }]);
}

function sent(
  state: DeskState,
  { caseId, batchId, told }: Extract<DeskCommand, { readonly kind: "notices.sent" }>,
  { nowMs }: DeskEnv,
): Drafts {
  const batch = batchOf(state.cases.get(caseId), batchId);
  if (batch === undefined) return err("unknown_batch");
  const waiting = new Set(batch.accounts);
  if (told.some(({ account }) => !waiting.has(account))) return err("second_person_needed");
  if (told.length === 0) return err("nothing_to_do");
  const { letter } = batch;
  const facts = told.map((each) => ({ ...each, atMs: nowMs, letter }));
  return ok([{ stream: caseId, fact: { kind: "noticesSent", batchId, told: facts } }]);
}

function batchOf(found: Case | undefined, batchId: string): Case["batches"][number] | undefined {
  return found?.batches.find(({ id }) => id === batchId);
}
