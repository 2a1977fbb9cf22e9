import { err, ok, type Result } from "@bridle/protocol";
import { exposuresOf } from "../cases/case.ts";
import type { PersonalCommand } from "../cases/command.ts";
import { objectionToNotices } from "../cases/decide-notice.ts";
import type { DeskState } from "../cases/desk-state.ts";
import { isId, type DeskEnv, type Draft, type Drafts } from "../cases/draft.ts";
import { DESK_STREAM, type Fact } from "../cases/event.ts";
import type { Refusal } from "../cases/refusal.ts";
import { effectsOfAsk } from "../controls/decide-order.ts";
import { contentHash, proposalLifetimeMs, type Action, type Proposal } from "./action.ts";

type ProposalCommand = Extract<PersonalCommand, { readonly kind: `proposal.${string}` }>;

/** One person proposes, another approves exactly that, and in time. */
export function decideApproval(state: DeskState, command: ProposalCommand, env: DeskEnv): Drafts {
  if (command.kind === "proposal.make") return propose(state, command, env);
  const proposal = state.proposals.get(command.proposalId);
  if (proposal === undefined) return err("unknown_proposal");
  if (proposal.state !== "pending") return err("wrong_state");
  const stream = streamOf(proposal.action);
  const proposalId = proposal.id;
  if (command.kind === "proposal.withdraw") return ok([{ stream, fact: { kind: "withdrawn", proposalId } }]);
  const objection = objectionTo(state, { proposal, command, env });
  if (objection !== undefined) return err(objection);
  const by = [proposal.by, command.by];
  const effects = effectsOf(state, { ...proposal, by }, env);
  if (!effects.ok) return effects;
  const approved: Draft = {
    stream,
    fact: { kind: "approved", proposalId, contentHash: command.contentHash },
  };
  return ok([approved, ...effects.value.map((effect) => ({ ...effect, by }))]);
}

function propose(
  state: DeskState,
  { by, proposalId, action }: Extract<ProposalCommand, { readonly kind: "proposal.make" }>,
  env: DeskEnv,
): Drafts {
  const isUsed = state.proposals.has(proposalId) || state.controls.has(proposalId);
  if (!isId(proposalId) || isUsed || isBatch(state, proposalId)) return err("bad_id");
  const effects = effectsOf(state, { id: proposalId, action, by: [by] }, env);
  if (!effects.ok) return effects;
  return ok([{ stream: streamOf(action), fact: { kind: "proposed", proposalId, action } }]);
}

/** A batch of notices has its proposal's id. */
function isBatch(state: DeskState, id: string): boolean {
  return [...state.cases.values()].some(({ batches }) => batches.some((batch) => batch.id === id));
}

function objectionTo(
  state: DeskState,
  {
    proposal,
    command,
    env,
  }: {
    readonly proposal: Proposal;
    readonly command: Extract<ProposalCommand, { readonly kind: "proposal.approve" }>;
    readonly env: DeskEnv;
  },
): Refusal | undefined {
  if (proposal.by === command.by) return "own_proposal";
  if (state.people.get(proposal.by)?.revokedAtMs !== undefined) return "proposer_gone";
  if (env.nowMs >= proposal.atMs + proposalLifetimeMs) return "expired";
  if (command.contentHash !== contentHash(env.sha256, proposal)) return "different_content";
  return undefined;
}

/** Where an action's events are kept. */
export function streamOf(action: Action): string {
  return "caseId" in action ? action.caseId : DESK_STREAM;
}

interface Decided extends Pick<Proposal, "id" | "action"> {
  readonly by: readonly string[];
}

/** What the action does, if the world still is as the action supposes. */
function effectsOf(state: DeskState, { id, action, by }: Decided, env: DeskEnv): Drafts {
  if (action.kind === "enforceOrder") return effectsOfAsk(state, { id, ask: action.ask, by }, env);
  const fact = effectOf(state, { id, action });
  return fact.ok ? ok([{ stream: streamOf(action), fact: fact.value }]) : fact;
}

function effectOf(
  state: DeskState,
  {
    id,
    action,
  }: { readonly id: string; readonly action: Exclude<Action, { readonly kind: "enforceOrder" }> },
): Result<Fact, Refusal> {
  switch (action.kind) {
    case "openTargets": {
      const found = state.cases.get(action.caseId);
      if (found === undefined) return err("unknown_case");
      if (found.status.kind !== "confirmed") return err("wrong_state");
      const exposed = new Set(exposuresOf(found).map(({ target }) => target));
      if (action.targets.some((target) => !exposed.has(target))) return err("not_opened");
      if (action.targets.length === 0) return err("nothing_to_do");
      return ok({ kind: "targetsAllowed", targets: action.targets });
    }
    case "sendNotices": {
      const objection = objectionToNotices(state, action);
      const { letter, accounts } = action;
      return objection === undefined
        ? ok({ kind: "noticesAllowed", batch: { id, letter, accounts } })
        : err(objection);
    }
    case "confirmOrder":
      return ok({ kind: "orderConfirmed", order: action.order });
    case "liftControl": {
      const control = state.controls.get(action.controlId);
      if (control === undefined) return err("unknown_control");
      if (control.liftedAtMs !== undefined) return err("wrong_state");
      return ok({ kind: "controlLifted", controlId: action.controlId });
    }
  }
}
