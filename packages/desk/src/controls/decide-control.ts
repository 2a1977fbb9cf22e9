import { concatBytes, err, ok, toHex, utf8Encode, type Sha256 } from "@bridle/protocol";
import { canonicalJson } from "../canonical-json.ts";
import type { PersonalCommand } from "../cases/command.ts";
import type { DeskState, KeptControl } from "../cases/desk-state.ts";
import { isId, type DeskEnv, type Drafts } from "../cases/draft.ts";
import { DESK_STREAM, type Fact } from "../cases/event.ts";
import { isInForce, type Control, type Refused } from "./control.ts";

type ControlCommand = Extract<PersonalCommand, { readonly kind: `control.${string}` }>;
type Impose = Extract<ControlCommand, { readonly kind: "control.impose" }>;

/** One person may refuse the same thing alone once within this time: an hour can't be strung to hours. */
export const aloneAgainMs = 24 * 60 * 60 * 1000;

const LABEL = utf8Encode("bridle/desk-control/v1\0");

/** What a confirmation names: hex of SHA-256 over every word of the control but who decided it. */
export function controlHash(sha256: Sha256, control: Control): string {
  const { by: _by, ...rest } = control;
  return toHex(sha256(concatBytes(LABEL, utf8Encode(canonicalJson(rest)))));
}

export function decideControlCommand(state: DeskState, command: ControlCommand, env: DeskEnv): Drafts {
  if (command.kind === "control.impose") return impose(state, command, env);
  const { controlId } = command;
  const control = state.controls.get(controlId);
  if (control === undefined) return err("unknown_control");
  // One that ended can't be brought back: what was let through since can't be taken back either.
  if (control.by.length > 1 || control.liftedAtMs !== undefined) return err("wrong_state");
  if (!isInForce(control, env.nowMs)) return err("expired");
  const [imposer = ""] = control.by;
  if (command.kind === "control.withdraw") {
    if (imposer !== command.by) return err("second_person_needed");
    return kept({ kind: "controlLifted", controlId });
  }
  if (imposer === command.by) return err("own_proposal");
  if (state.people.get(imposer)?.revokedAtMs !== undefined) return err("proposer_gone");
  const { contentHash } = command;
  const { liftedAtMs: _lifted, ...plain } = control;
  if (contentHash !== controlHash(env.sha256, plain)) return err("different_content");
  return kept({ kind: "controlConfirmed", controlId, contentHash });
}

function impose(state: DeskState, command: Impose, { nowMs }: DeskEnv): Drafts {
  const { controlId, refused, platform, basis, reason, untilMs } = command;
  if (!isId(controlId) || state.controls.has(controlId) || state.proposals.has(controlId))
    return err("bad_id");
  if (reason === "courtOrder") return err("untrue_basis");
  if (untilMs !== undefined && untilMs <= nowMs) return err("nothing_to_do");
  if (isAgain(state, command, nowMs)) return err("second_person_needed");
  const control: Control = {
    ...refused,
    id: controlId,
    ...(platform === undefined ? {} : { platform }),
    basis,
    reason,
    sinceMs: nowMs,
    ...(untilMs === undefined ? {} : { untilMs }),
    by: [command.by],
  };
  return kept({ kind: "controlImposed", control });
}

function kept(fact: Fact): Drafts {
  return ok([{ stream: DESK_STREAM, fact }]);
}

/** Whether this person refused the same thing alone a short while ago. A wider or narrower size is the same thing. */
function isAgain(state: DeskState, command: Impose, nowMs: number): boolean {
  return [...state.controls.values()].some(
    (control: KeptControl) =>
      control.by.length === 1 &&
      control.by.includes(command.by) &&
      nowMs < control.sinceMs + aloneAgainMs &&
      subject(control) === subject(command.refused),
  );
}

function subject(refused: Refused): string {
  switch (refused.kind) {
    case "refuseSize":
      return `refuseClass ${refused.value.class}`;
    // Patterns of builds can be spelled in many ways that cover the same build.
    case "refuseBuild":
    case "refuseRegistration":
      return refused.kind;
    default:
      return `${refused.kind} ${refused.value}`;
  }
}
