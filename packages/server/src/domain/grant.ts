import type { OutcomeOf, RequestOf } from "@bridle/protocol";
import type { Tables } from "../ports/store.ts";
import { done, refuse, type Decision, type SessionContext, type Nothing } from "./decision.ts";

export function grantPut(
  tables: Tables,
  request: RequestOf<"grant.put">,
  context: SessionContext,
): Decision<Nothing, OutcomeOf<"grant.put">> {
  const { account } = context.caller;
  const { grantId, holderHash } = request;
  const isNew = tables.consents.grant(account, grantId) === undefined;
  if (isNew && tables.consents.grantCount(account) >= context.settings.grantsMax) {
    return refuse("too_many_grants");
  }
  tables.consents.putGrant(account, grantId, holderHash);
  return done({});
}

export function grantDelete(
  tables: Tables,
  request: RequestOf<"grant.delete">,
  context: SessionContext,
): Decision<Nothing> {
  tables.consents.deleteGrant(context.caller.account, request.grantId);
  return done({});
}
