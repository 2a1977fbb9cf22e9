import type { ReplyOf, RequestOf } from "@bridle/protocol";
import type { Tables } from "../ports/store.ts";
import { done, type Context, type Decision, type Nothing, type SessionContext } from "./decision.ts";
import { signal } from "./noticed.ts";

/** A deliberate act of a person. Whether the account exists isn't told [S12]. */
export function reportSend(
  tables: Tables,
  request: RequestOf<"report.send">,
  context: SessionContext,
): Decision<Nothing> {
  const { accountId: reporter, account: own } = context.caller;
  const reported = tables.accounts.find(request.accountId);
  if (reported === undefined || reported.row === own) return done({});
  const { accountId: source } = reported;
  return done({}, [signal({ kind: "report", source, target: reporter, detail: request.reason })]);
}

/** Names whom it happened to and nobody who did it: that is for whoever looks at what came before. */
export function distressSend(
  _tables: Tables,
  request: RequestOf<"distress.send">,
  context: SessionContext,
): Decision<Nothing> {
  const target = context.caller.accountId;
  return done({}, [signal({ kind: "distress", source: undefined, target, detail: request.what })]);
}

export function detectionProfile(
  _tables: Tables,
  _request: unknown,
  context: Context,
): Decision<ReplyOf<"detection.profile">> {
  return done(context.settings.detection);
}
