import type { OutcomeOf, RequestOf } from "@bridle/protocol";
import type { Tables } from "../ports/store.ts";
import { refuse, type Decision, type Nothing, type SessionContext } from "./decision.ts";
import { isPermitted } from "./permission.ts";

// Gates before features: calls, relays and sync are refused here until they exist, those without consent as
// such, so that an attempt is seen from the first day.

/** Without a grant it reaches nobody: no ringer, no media stack, no parser. */
export function callOffer(
  tables: Tables,
  request: RequestOf<"call.offer">,
  context: SessionContext,
): Decision<Nothing, OutcomeOf<"call.offer">> {
  const { accountId, permission, media, sealed } = request;
  const account = tables.accounts.find(accountId);
  const claim = { granter: account?.row, holder: context.caller.accountId, permission };
  if (isPermitted(tables, context.crypto, claim)) return refuse("not_available");
  const target = account?.accountId;
  return refuse("no_grant", { kind: "callRefused", target, detail: `call: ${media}`, size: sealed.length });
}

/** A relay serves only a call that was accepted, and none can be yet. */
export function relayAllocate(
  tables: Tables,
  request: RequestOf<"relay.allocate">,
): Decision<Nothing, OutcomeOf<"relay.allocate">> {
  const target = tables.accounts.find(request.accountId)?.accountId;
  return refuse("no_call", { kind: "relayRefused", target, detail: "relay: allocate" });
}

/** Before the other side has accepted, a relay passes on nothing at all. */
export function relayForward(
  tables: Tables,
  request: RequestOf<"relay.forward">,
): Decision<Nothing, OutcomeOf<"relay.forward">> {
  const { accountId, packet } = request;
  const target = tables.accounts.find(accountId)?.accountId;
  return refuse("no_call", {
    kind: "relayRefused",
    target,
    detail: "relay: forward",
    size: packet.length,
  });
}

/**
 * Own-device sync ends at the account's own chain. To a device that the caller's chain doesn't list any
 * more it is a mistake; into somebody else's account it is an attack.
 */
export function syncSend(
  tables: Tables,
  request: RequestOf<"sync.send">,
  context: SessionContext,
): Decision<Nothing, OutcomeOf<"sync.send">> {
  const { caller } = context;
  const { accountId, deviceId, sealed } = request;
  if (accountId !== caller.accountId) {
    const target = tables.accounts.find(accountId)?.accountId;
    return refuse("unknown_device", { kind: "syncRefused", target, detail: "sync", size: sealed.length });
  }
  const device = tables.devices.find(caller.account, deviceId);
  return refuse(device?.listed === true ? "not_available" : "unknown_device");
}
