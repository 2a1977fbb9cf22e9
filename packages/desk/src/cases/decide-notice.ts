import { err, ok, type AccountId, type NoticeLetter } from "@bridle/protocol";
import { canonicalJson } from "../canonical-json.ts";
import type { PersonalCommand } from "./command.ts";
import { isStale } from "./decide-case.ts";
import type { DeskState } from "./desk-state.ts";
import { isId, type DeskEnv, type Drafts } from "./draft.ts";
import type { Refusal } from "./refusal.ts";

type NoticeCommand = Extract<PersonalCommand, { readonly kind: `notice.${string}` }>;

/** Within this time one person alone sends a notice to one account, over all cases: splitting a case gains nothing. */
export const aloneEveryMs = 7 * 24 * 60 * 60 * 1000;

/** A notice that one person sends to one account, and the end of what two persons began. */
export function decideNotice(state: DeskState, command: NoticeCommand, { nowMs }: DeskEnv): Drafts {
  const { caseId, batchId } = command;
  const found = state.cases.get(caseId);
  if (found === undefined) return err("unknown_case");
  if (command.kind === "notice.stop") {
    if (!found.batches.some(({ id, stopped }) => id === batchId && stopped === undefined)) {
      return err("unknown_batch");
    }
    return ok([{ stream: caseId, fact: { kind: "noticesStopped", batchId } }]);
  }
  if (isStale(found, command.expected)) return err("stale");
  const isUsed = state.proposals.has(batchId) || found.batches.some(({ id }) => id === batchId);
  if (!isId(batchId) || isUsed) return err("bad_id");
  const accounts = [command.account];
  const objection = objectionToNotices(state, { caseId, accounts, letter: command.letter });
  if (objection !== undefined) return err(objection);
  const again = state.sentAlone.some(({ by, atMs }) => by === command.by && nowMs < atMs + aloneEveryMs);
  if (again) return err("second_person_needed");
  const batch = { id: batchId, letter: command.letter, accounts };
  return ok([{ stream: caseId, fact: { kind: "noticesAllowed", batch } }]);
}

/** Only who was exposed in a confirmed case, and whom two persons let the server open, gets a notice. */
export function objectionToNotices(
  state: DeskState,
  {
    caseId,
    accounts,
    letter,
  }: { readonly caseId: string; readonly accounts: readonly AccountId[]; readonly letter: NoticeLetter },
): Refusal | undefined {
  const found = state.cases.get(caseId);
  if (found === undefined) return "unknown_case";
  if (found.status.kind !== "confirmed") return "wrong_state";
  if (accounts.length === 0) return "nothing_to_do";
  const opened = new Set(found.opened.map(({ account }) => account));
  if (!accounts.every((account) => opened.has(account))) return "not_opened";
  const done = alreadyDone(state, canonicalJson(letter));
  return accounts.some((account) => done.has(account)) ? "nothing_to_do" : undefined;
}

/** Who is about to get a notice by another decision, in whatever case, or was told just this. */
function alreadyDone(state: DeskState, letter: string): ReadonlySet<AccountId> {
  const done = new Set<AccountId>();
  for (const { batches, told } of state.cases.values()) {
    for (const batch of batches) {
      if (batch.stopped !== true) for (const account of batch.accounts) done.add(account);
    }
    for (const each of told) {
      if (each.passedOver === undefined && canonicalJson(each.letter) === letter) done.add(each.account);
    }
  }
  return done;
}
