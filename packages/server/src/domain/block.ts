import { AccountId, concatBytes, type OutcomeOf, type RequestOf } from "@bridle/protocol";
import type { ServerCrypto } from "../ports/crypto.ts";
import type { Tables } from "../ports/store.ts";
import { done, refuse, type Decision, type SessionContext, type Nothing } from "./decision.ts";

/** How a block is stored: without the server's key it says neither who nor whom. */
export function blockTag(crypto: ServerCrypto, blocker: AccountId, blocked: AccountId): Uint8Array {
  return crypto.keyedHash("block", concatBytes(AccountId.toBytes(blocker), AccountId.toBytes(blocked)));
}

export function blockPut(
  tables: Tables,
  request: RequestOf<"block.put">,
  context: SessionContext,
): Decision<Nothing, OutcomeOf<"block.put">> {
  const { account, accountId } = context.caller;
  const tag = blockTag(context.crypto, accountId, request.accountId);
  if (tables.consents.isBlocked(account, tag)) return done({});
  if (tables.consents.blockCount(account) >= context.settings.blocksMax) return refuse("too_many_blocks");
  tables.consents.putBlock(account, tag);
  return done({});
}

export function blockDelete(
  tables: Tables,
  request: RequestOf<"block.delete">,
  context: SessionContext,
): Decision<Nothing> {
  const { account, accountId } = context.caller;
  tables.consents.deleteBlock(account, blockTag(context.crypto, accountId, request.accountId));
  return done({});
}
