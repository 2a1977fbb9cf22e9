import type { OutcomeOf, ReplyOf, RequestOf } from "@bridle/protocol";
import type { Tables } from "../ports/store.ts";
import { done, refuse, type Decision, type SessionContext, type Nothing } from "./decision.ts";

export function blobPut(
  tables: Tables,
  request: RequestOf<"blob.put">,
  context: SessionContext,
): Decision<Nothing, OutcomeOf<"blob.put">> {
  const { account } = context.caller;
  if (request.version !== tables.accounts.blob(account).version + 1) return refuse("blob_conflict");
  tables.accounts.putBlob(account, request);
  return done({});
}

export function blobGet(
  tables: Tables,
  _request: unknown,
  context: SessionContext,
): Decision<ReplyOf<"blob.get">> {
  return done(tables.accounts.blob(context.caller.account));
}
