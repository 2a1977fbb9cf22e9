import { AccountId, equalBytes, handleSkeleton, parseHandle, utf8Encode } from "@bridle/protocol";
import type { ServerCrypto } from "../ports/crypto.ts";
import type { AccountRow } from "../ports/rows.ts";
import type { Tables } from "../ports/store.ts";

/** Why an account can't have a handle, if it can't. `account` is missing before registration. */
export function handleRefusal(
  tables: Tables,
  crypto: ServerCrypto,
  wish: { readonly handle: string; readonly accountId: AccountId; readonly account: AccountRow | undefined },
): "handle_taken" | "handle_reserved" | undefined {
  if (!parseHandle(wish.handle).ok) return "handle_reserved";
  const skeleton = handleSkeleton(wish.handle);
  const holder = tables.handles.holderOf(skeleton);
  if (holder !== undefined) return holder === wish.account ? undefined : "handle_taken";
  const buriedBy = tables.handles.buriedBy(buriedHandle(crypto, skeleton));
  if (buriedBy === undefined || equalBytes(buriedBy, handleOwner(crypto, wish.accountId))) return undefined;
  return "handle_taken";
}

/**
 * Gives up an account's handle. Its skeleton stays taken, so that nobody inherits somebody's name; the
 * account itself may take it back.
 */
export function giveUpHandle(
  tables: Tables,
  crypto: ServerCrypto,
  owner: { readonly row: AccountRow; readonly accountId: AccountId },
): void {
  const handle = tables.handles.of(owner.row);
  if (handle === undefined) return;
  tables.handles.clear(owner.row);
  tables.handles.bury(buriedHandle(crypto, handleSkeleton(handle)), handleOwner(crypto, owner.accountId));
}

function buriedHandle(crypto: ServerCrypto, skeleton: string): Uint8Array {
  return crypto.keyedHash("buried", utf8Encode(`handle/${skeleton}`));
}

function handleOwner(crypto: ServerCrypto, accountId: AccountId): Uint8Array {
  return crypto.keyedHash("buried", utf8Encode(`owner/${accountId}`));
}
