import { err, ok, type Result } from "@bridle/protocol";
import { decideApproval } from "../approvals/decide-proposal.ts";
import { roleMay, type Ability } from "../approvals/roles.ts";
import { decideControlCommand } from "../controls/decide-control.ts";
import { findParty } from "../controls/decide-order.ts";
import type { Command, DeskCommand, OperatorCommand, PersonalCommand } from "./command.ts";
import { decideCase } from "./decide-case.ts";
import { decideDesk } from "./decide-desk.ts";
import { decideNotice } from "./decide-notice.ts";
import type { DeskState } from "./desk-state.ts";
import type { DeskEnv, Drafts } from "./draft.ts";
import { DESK_STREAM, type DeskEvent } from "./event.ts";
import type { Refusal } from "./refusal.ts";

/**
 * What a command leads to: the events to keep, in order and all or none, or why not. Changes nothing. The
 * store must refuse events whose place in their stream is taken: then decide again on the newer state.
 */
export function decide(
  state: DeskState,
  command: Command,
  env: DeskEnv,
): Result<readonly DeskEvent[], Refusal> {
  const drafts = drafted(state, command, env);
  if (!drafts.ok) return drafts;
  const next = new Map<string, number>();
  const events = drafts.value.map(({ stream, fact, by = [command.by] }): DeskEvent => {
    const seq = next.get(stream) ?? versionOf(state, stream) + 1;
    next.set(stream, seq + 1);
    return { stream, seq, atMs: env.nowMs, by, ...fact };
  });
  return ok(events);
}

function versionOf(state: DeskState, stream: string): number {
  return stream === DESK_STREAM ? state.version : (state.cases.get(stream)?.version ?? 0);
}

function drafted(state: DeskState, command: Command, env: DeskEnv): Drafts {
  if (isOperators(command) || isDesks(command)) return decideDesk(state, command, env);
  const person = state.people.get(command.by);
  if (person === undefined || person.revokedAtMs !== undefined) return err("unknown_person");
  const ability = abilityFor(state, command);
  if (ability === undefined)
    return err(command.kind.startsWith("proposal") ? "unknown_proposal" : "unknown_control");
  if (!roleMay(person.role, ability)) return err("not_allowed");
  switch (command.kind) {
    case "proposal.make":
    case "proposal.approve":
    case "proposal.withdraw":
      return decideApproval(state, command, env);
    case "notice.sendOne":
    case "notice.stop":
      return decideNotice(state, command, env);
    case "control.impose":
    case "control.confirm":
    case "control.withdraw":
      return decideControlCommand(state, command, env);
    case "party.find":
      return findParty(command, env);
    default:
      return decideCase(state, command, env);
  }
}

function isOperators(command: Command): command is OperatorCommand {
  return command.by === "operator";
}

function isDesks(command: Command): command is DeskCommand {
  return command.by === "desk";
}

/** The line of the table that a command falls under. */
function abilityFor(state: DeskState, command: PersonalCommand): Ability | undefined {
  switch (command.kind) {
    case "proposal.make":
      return `proposal.make:${command.action.kind}`;
    case "proposal.approve": {
      const proposal = state.proposals.get(command.proposalId);
      return proposal && `proposal.approve:${proposal.action.kind}`;
    }
    case "control.impose":
      return `control.impose:${command.basis}`;
    case "control.confirm": {
      const basis = state.controls.get(command.controlId)?.basis;
      // What rests on an order was decided by two from the start, and its answer says so.
      return basis === "order" ? "control.withdraw" : basis && `control.confirm:${basis}`;
    }
    default:
      return command.kind;
  }
}
