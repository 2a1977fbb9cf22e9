import { handleSkeleton, type OutcomeOf, type ReplyOf, type RequestOf } from "@bridle/protocol";
import type { AccountRow } from "../ports/rows.ts";
import type { Tables } from "../ports/store.ts";
import { done, refuse, type Decision, type SessionContext, type Nothing } from "./decision.ts";
import { decoyAccount } from "./decoy.ts";
import { giveUpHandle, handleRefusal } from "./handle-holding.ts";
import { signal } from "./noticed.ts";

/**
 * Every well-formed handle has an answer. For one that nobody has it is a decoy, always the same one;
 * the decoy is made on both paths, so that time tells nothing either. Blocks make no difference here:
 * who is blocked sees what they saw before.
 */
export function handleFind(
  tables: Tables,
  request: RequestOf<"handle.find">,
  context: SessionContext,
): Decision<ReplyOf<"handle.find">> {
  const decoy = decoyAccount(context.crypto, request.handle);
  const row = tables.handles.find(request.handle);
  const there = row === undefined ? undefined : publicFace(tables, row);
  if (row === context.caller.account) return done(there ?? decoy);
  return done(there ?? decoy, [signal({ kind: "handleLookup", target: there?.accountId })]);
}

function publicFace(tables: Tables, row: AccountRow): ReplyOf<"handle.find"> | undefined {
  const [first] = tables.devices.listed(row);
  const [genesis] = tables.accounts.chain(row);
  if (first === undefined || genesis === undefined) return undefined;
  return {
    accountId: first.accountId,
    genesis,
    introductionKey: tables.accounts.introductionKey(row),
  };
}

export function handleSet(
  tables: Tables,
  request: RequestOf<"handle.set">,
  context: SessionContext,
): Decision<Nothing, OutcomeOf<"handle.set">> {
  const { account: row, accountId } = context.caller;
  const { handle } = request;
  if (handle === undefined) {
    giveUpHandle(tables, context.crypto, { row, accountId });
    return done({});
  }
  const refused = handleRefusal(tables, context.crypto, { handle, accountId, account: row });
  if (refused !== undefined) return refuse(refused);
  const skeleton = handleSkeleton(handle);
  if (tables.handles.holderOf(skeleton) !== row) {
    giveUpHandle(tables, context.crypto, { row, accountId });
  }
  tables.handles.set(row, handle, skeleton);
  return done({});
}
