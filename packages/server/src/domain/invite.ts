import { equalBytes, limits, type OutcomeOf, type ReplyOf, type RequestOf } from "@bridle/protocol";
import type { Account } from "../ports/accounts.ts";
import type { Invite } from "../ports/consents.ts";
import type { Tables } from "../ports/store.ts";
import { blockTag } from "./block.ts";
import { done, refuse, type Context, type Decision, type SessionContext, type Nothing } from "./decision.ts";
import { holderHash, isPermitted } from "./permission.ts";

export function invitePut(
  tables: Tables,
  request: RequestOf<"invite.put">,
  context: SessionContext,
): Decision<Nothing, OutcomeOf<"invite.put">> {
  const { account } = context.caller;
  const { inviteId, kind, claimHash } = request;
  const existing = tables.consents.invite(account, inviteId);
  if (existing !== undefined) {
    const same = existing.kind === kind && equalBytes(existing.claimHash, claimHash);
    return same ? done({}) : refuse("invite_exists");
  }
  // A used contact invite lives on as a grant under the same id.
  if (tables.consents.grant(account, inviteId) !== undefined) return refuse("invite_exists");
  tables.consents.expireInvites(context.nowMs);
  if (tables.consents.inviteCount(account) >= context.settings.invitesMax) return refuse("too_many_invites");
  const latest = context.nowMs + limits.inviteLifetimeMsMax;
  const expiresAtMs =
    kind === "contact" ? Math.min(request.expiresAtMs ?? latest, latest) : request.expiresAtMs;
  tables.consents.putInvite(account, { inviteId, kind, claimHash, expiresAtMs });
  return done({});
}

export function inviteDelete(
  tables: Tables,
  request: RequestOf<"invite.delete">,
  context: SessionContext,
): Decision<Nothing> {
  tables.consents.deleteInvite(context.caller.account, request.inviteId);
  return done({});
}

/**
 * The first account that claims a contact invite gets it as its grant, in the same transaction in
 * which the invite goes; it may claim again. For all others there is one answer, whatever the reason.
 */
export function inviteClaim(
  tables: Tables,
  request: RequestOf<"invite.claim">,
  context: SessionContext,
): Decision<ReplyOf<"invite.claim">, OutcomeOf<"invite.claim">> {
  const { inviteId, accessKey } = request;
  const holder = context.caller.accountId;
  const owner = tables.accounts.find(request.accountId);
  const invite = usableInvite(tables, request, context);
  const permission = { grantId: inviteId, accessKey };
  const claimedBefore = isPermitted(tables, context.crypto, { granter: owner?.row, holder, permission });
  const own = owner?.row === context.caller.account;
  const blocked = isBlockedBy(tables, context, owner);
  if (owner === undefined || own || blocked || (invite === undefined && !claimedBefore)) {
    return refuse("invite_not_usable", {
      kind: "inviteRefused",
      target: own ? undefined : owner?.accountId,
    });
  }
  const kind = invite?.kind ?? "contact";
  if (invite?.kind === "contact") {
    tables.consents.deleteInvite(owner.row, inviteId);
    tables.consents.putGrant(owner.row, inviteId, holderHash(context.crypto, accessKey, holder));
  }
  const [genesis] = tables.accounts.chain(owner.row);
  if (genesis === undefined) throw new Error("assertion failed: an account without a genesis");
  return done({ kind, genesis, introductionKey: tables.accounts.introductionKey(owner.row) });
}

export interface InviteRoute {
  readonly accountId: Account["accountId"];
  readonly inviteId: Invite["inviteId"];
  readonly accessKey: Uint8Array;
}

/** The invite that this access key opens, if it hasn't expired. */
export function usableInvite(tables: Tables, route: InviteRoute, context: Context): Invite | undefined {
  const owner = tables.accounts.find(route.accountId);
  const claimHash = context.crypto.sha256(route.accessKey);
  const invite = owner && tables.consents.invite(owner.row, route.inviteId);
  if (invite === undefined || !equalBytes(invite.claimHash, claimHash)) return undefined;
  const expired = invite.expiresAtMs !== undefined && context.nowMs >= invite.expiresAtMs;
  return expired ? undefined : invite;
}

function isBlockedBy(tables: Tables, context: SessionContext, owner: Account | undefined): boolean {
  const blocker = owner ?? { row: context.caller.account, accountId: context.caller.accountId };
  return tables.consents.isBlocked(
    blocker.row,
    blockTag(context.crypto, blocker.accountId, context.caller.accountId),
  );
}
