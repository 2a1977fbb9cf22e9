import { limits, type OutcomeOf, type ReplyOf, type RequestOf } from "@bridle/protocol";
import type { Tables } from "../ports/store.ts";
import { done, refuse, type Decision, type SessionContext } from "./decision.ts";
import { isPermitted } from "./permission.ts";

export function keyPackagePublish(
  tables: Tables,
  request: RequestOf<"keyPackage.publish">,
  context: SessionContext,
): Decision<ReplyOf<"keyPackage.publish">, OutcomeOf<"keyPackage.publish">> {
  const { device } = context.caller;
  const count = tables.keyPackages.count(device) + request.packages.length;
  if (count > limits.keyPackagesPerDevice) return refuse("too_many_key_packages");
  for (const keyPackage of request.packages) tables.keyPackages.add(device, keyPackage);
  if (request.lastResort !== undefined) tables.keyPackages.setLastResort(device, request.lastResort);
  return done({ count });
}

export function keyPackageCount(
  tables: Tables,
  _request: unknown,
  context: SessionContext,
): Decision<ReplyOf<"keyPackage.count">> {
  const { device } = context.caller;
  const lastResort = tables.keyPackages.hasLastResort(device);
  return done({ count: tables.keyPackages.count(device), lastResort });
}

/** One package of each device of somebody who permits it. */
export function keyPackageFetch(
  tables: Tables,
  request: RequestOf<"keyPackage.fetch">,
  context: SessionContext,
): Decision<ReplyOf<"keyPackage.fetch">, OutcomeOf<"keyPackage.fetch">> {
  const account = tables.accounts.find(request.accountId);
  const claim = {
    granter: account?.row,
    holder: context.caller.accountId,
    permission: request.permission,
  };
  const permitted = isPermitted(tables, context.crypto, claim);
  if (account === undefined || !permitted) {
    return refuse("no_grant", { kind: "keyPackageRefused", target: account?.accountId });
  }
  const devices = tables.devices.listed(account.row).flatMap(({ row, deviceId }) => {
    const keyPackage = tables.keyPackages.take(row);
    return keyPackage === undefined ? [] : [{ deviceId, keyPackage }];
  });
  if (devices.length === 0) return refuse("no_key_packages");
  return done({ chain: tables.accounts.chain(account.row), devices });
}
