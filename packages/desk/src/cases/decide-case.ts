import { err, ok } from "@bridle/protocol";
import type { Finding } from "../findings/finding.ts";
import { exposuresOf, isSending, type Case, type CaseContent } from "./case.ts";
import type { PersonalCommand } from "./command.ts";
import { partOf } from "./content.ts";
import type { DeskState } from "./desk-state.ts";
import { isId, type DeskEnv, type Draft, type Drafts } from "./draft.ts";
import type { Fact } from "./event.ts";

type CaseCommand = Extract<PersonalCommand, { readonly kind: `case.${string}` | `hold.${string}` }>;

export function decideCase(state: DeskState, command: CaseCommand, env: DeskEnv): Drafts {
  if (command.kind === "case.open") return openCase(state, command, env);
  const found = state.cases.get(command.caseId);
  if (found === undefined) return err("unknown_case");
  if (isStale(found, command.expected)) return err("stale");
  if (found.status.kind === "merged") return err("wrong_state");
  switch (command.kind) {
    case "case.add": {
      const { findings } = command;
      if (!isWorkedOn(found)) return err("wrong_state");
      if (findings.length === 0) return err("nothing_to_do");
      if (isTaken(state, findings)) return err("finding_taken");
      return when(true, found, { kind: "findingsAdded", findings: once(findings) });
    }
    case "case.confirm":
      return when(found.status.kind === "open", found, { kind: "caseConfirmed" });
    case "case.dismiss": {
      const { reason, growBy } = command;
      const now = exposuresOf(found).length;
      const exposed = Math.min(command.exposed, now);
      const isQuiet = found.status.kind === "open" && Number.isSafeInteger(growBy) && growBy >= 1;
      // What would bring it back at once isn't what its author saw.
      if (isQuiet && now >= exposed + growBy) return err("stale");
      return when(isQuiet, found, { kind: "caseDismissed", reason, growBy, exposed });
    }
    case "case.reopen":
      return when(found.status.kind !== "open", found, { kind: "caseReopened" });
    case "case.merge":
      return mergeCases(state, found, command);
    case "case.split":
      return splitCase(state, { found, command, env });
    case "hold.place": {
      const { holdId, sourceHash } = command;
      if (!isId(holdId) || found.holds.some((hold) => hold.id === holdId)) return err("bad_id");
      return when(true, found, { kind: "holdPlaced", hold: { id: holdId, sourceHash } });
    }
    case "hold.release":
      if (!found.holds.some((hold) => hold.id === command.holdId)) return err("unknown_hold");
      return when(true, found, { kind: "holdReleased", holdId: command.holdId });
  }
}

/** Whether somebody decided about the case, or a finding of it said more, after its author looked. Growth alone isn't that. */
export function isStale({ version, decidedVersion }: Case, expected: number): boolean {
  return expected < decidedVersion || expected > version;
}

function when(allowed: boolean, { id }: Case, fact: Fact): Drafts {
  return allowed ? ok([{ stream: id, fact }]) : err("wrong_state");
}

function openCase(
  state: DeskState,
  { caseId, findings }: Extract<CaseCommand, { readonly kind: "case.open" }>,
  { salt }: DeskEnv,
): Drafts {
  if (!isFree(state, caseId)) return err("bad_id");
  if (findings.length === 0) return err("nothing_to_do");
  if (isTaken(state, findings)) return err("finding_taken");
  return ok([{ stream: caseId, fact: { kind: "caseOpened", salt, findings: once(findings) } }]);
}

function isTaken(state: DeskState, findings: readonly Finding[]): boolean {
  return findings.some((finding) => caseOfFinding(state, finding.id) !== undefined);
}

function isFree(state: DeskState, caseId: string): boolean {
  return isId(caseId) && !state.cases.has(caseId) && !state.gone.has(caseId);
}

function once(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map((finding) => [finding.id, finding])).values()];
}

/** The case that holds a finding, dismissed ones included; one that was merged away doesn't any more. */
export function caseOfFinding(state: DeskState, findingId: string): Case | undefined {
  for (const each of state.cases.values()) {
    if (each.status.kind !== "merged" && each.findings.some(({ id }) => id === findingId)) return each;
  }
  return undefined;
}

/** Everything of `from` goes into the case; what one of the two hasn't confirmed isn't confirmed. */
function mergeCases(
  state: DeskState,
  found: Case,
  command: Extract<CaseCommand, { readonly kind: "case.merge" }>,
): Drafts {
  const from = state.cases.get(command.from);
  if (from === undefined) return err("unknown_case");
  if (isStale(from, command.expectedFrom)) return err("stale");
  if (from.id === found.id || !isWorkedOn(found) || !isWorkedOn(from)) return err("wrong_state");
  if (isSending(found) || isSending(from)) return err("wrong_state");
  const isConfirmed = found.status.kind === "confirmed" && from.status.kind === "confirmed";
  const drafts: readonly Draft[] = [
    {
      stream: found.id,
      fact: {
        kind: "caseMerged",
        from: from.id,
        content: contentOf(from),
        status: isConfirmed ? { kind: "confirmed" } : { kind: "open" },
      },
    },
    { stream: from.id, fact: { kind: "caseMergedAway", into: found.id } },
  ];
  return ok(drafts);
}

function isWorkedOn({ status }: Case): boolean {
  return status.kind === "open" || status.kind === "confirmed";
}

function contentOf({ findings, allowed, opened, lost, told, holds }: Case): CaseContent {
  return { findings, allowed, opened, lost, told, holds };
}

function splitCase(
  state: DeskState,
  {
    found,
    command,
    env,
  }: {
    readonly found: Case;
    readonly command: Extract<CaseCommand, { readonly kind: "case.split" }>;
    readonly env: DeskEnv;
  },
): Drafts {
  if (!isFree(state, command.into)) return err("bad_id");
  if (!isWorkedOn(found) || isSending(found)) return err("wrong_state");
  const moving = new Set(command.findings);
  const leaving = found.findings.filter(({ id }) => moving.has(id));
  const staying = found.findings.filter(({ id }) => !moving.has(id));
  if (leaving.length !== moving.size) return err("unknown_finding");
  if (leaving.length === 0 || staying.length === 0) return err("nothing_to_do");
  const { status } = found;
  return ok([
    {
      stream: found.id,
      fact: { kind: "caseSplit", into: command.into, left: partOf(found, staying) },
    },
    {
      stream: command.into,
      fact: {
        kind: "caseSplitOff",
        from: found.id,
        salt: env.salt,
        content: partOf(found, leaving),
        status,
      },
    },
  ]);
}
