import {
  chainSigningInput,
  chainStatement,
  decode,
  equalBytes,
  extendChain,
  verifyChain,
  type Chain,
  type ChainState,
  type OutcomeOf,
  type ReplyOf,
  type RequestOf,
} from "@bridle/protocol";
import type { ServerCrypto } from "../ports/crypto.ts";
import type { AccountRow, DeviceRow } from "../ports/rows.ts";
import type { Tables } from "../ports/store.ts";
import { emptyMailbox, listDevices } from "./account.ts";
import { done, refuse, type Context, type Decision, type SessionContext, type Nothing } from "./decision.ts";
import { isPermitted } from "./permission.ts";

/**
 * Only for oneself, for people of a common conversation and for whoever holds a grant of that account:
 * nobody else can ask whether it exists [S12].
 */
export function chainGet(
  tables: Tables,
  request: RequestOf<"chain.get">,
  context: SessionContext,
): Decision<ReplyOf<"chain.get">, OutcomeOf<"chain.get">> {
  const account = tables.accounts.find(request.accountId);
  if (account === undefined || !maySee(tables, account.row, { request, context })) {
    return refuse("unknown_account");
  }
  return done({ chain: tables.accounts.chain(account.row) });
}

const any = { ofTwo: false, upTo: 1 };

/** Oneself, people of a common conversation, and the holder of a grant that the request shows. */
export function maySee(
  tables: Tables,
  granter: AccountRow,
  asked: {
    readonly request: Pick<RequestOf<"chain.get">, "permission">;
    readonly context: SessionContext;
  },
): boolean {
  const { caller, crypto } = asked.context;
  if (granter === caller.account || tables.conversations.inCommon(granter, caller.account, any) > 0)
    return true;
  const { permission } = asked.request;
  const claim = permission && { granter, holder: caller.accountId, permission };
  return claim !== undefined && isPermitted(tables, crypto, claim);
}

/**
 * Takes a statement that one of the account's keys signed. Without such a signature the answer is
 * `bad_chain`, whether there is such an account or not [S12].
 */
export function chainAppend(
  tables: Tables,
  request: RequestOf<"chain.append">,
  context: Context,
): Decision<Nothing, OutcomeOf<"chain.append">> {
  const { crypto, nowMs, settings } = context;
  const { statement, position } = request;
  const account = tables.accounts.find(request.accountId);
  const chain = account && tables.accounts.chain(account.row);
  if (chain === undefined || account === undefined || !isSignedByAKeyOf(crypto, chain, statement)) {
    return refuse("bad_chain", { kind: "linkRefused", target: account?.accountId });
  }
  const before = acceptedState(crypto, chain);
  if (position !== before.length) {
    // The same statement again: its first answer may have been lost.
    const there = chain[position];
    return there !== undefined && equalBytes(there, statement) ? done({}) : refuse("chain_conflict");
  }
  const after = extendChain(crypto, before, statement);
  if (!after.ok) return refuse(after.error.kind === "broken_link" ? "chain_conflict" : "bad_chain");
  if (after.value.latestAtMs > nowMs + settings.clockSkewMs) return refuse("bad_chain");
  tables.accounts.appendStatement(account.row, statement);
  tables.directoryDues.add(request.accountId);
  if (!equalBytes(before.rootKey, after.value.rootKey)) {
    tables.accounts.setRootKey(account.row, after.value.rootKey);
  }
  const removed = delistDevices(tables, account.row, after.value);
  listDevices(tables, account.row, after.value);
  context.tokens.revoke(removed);
  return done({}, removed.length === 0 ? [] : [{ kind: "revoked", devices: removed }]);
}

/** A removed device loses its sessions, mail, key packages and places in delivery lists. */
function delistDevices(
  tables: Tables,
  account: Parameters<typeof listDevices>[1],
  chain: ChainState,
): readonly DeviceRow[] {
  const listed = new Set(chain.devices.map((device) => device.deviceId));
  const removed = tables.devices.listed(account).filter((device) => !listed.has(device.deviceId));
  for (const { row } of removed) {
    tables.devices.delist(row);
    tables.keyPackages.removeAll(row);
    tables.conversations.forgetDevice(row);
    emptyMailbox(tables, row);
  }
  return removed.map((device) => device.row);
}

/** Replays a chain whose signatures were checked when it was stored. */
function acceptedState(crypto: ServerCrypto, chain: Chain): ChainState {
  const trusted = { sha256: (data: Uint8Array) => crypto.sha256(data), verifyEd25519: () => true };
  const state = verifyChain(trusted, chain);
  if (!state.ok) throw new Error("assertion failed: a stored chain doesn't verify");
  return state.value;
}

/** Whether the root key or a listed device signed this, at whatever position. */
function isSignedByAKeyOf(crypto: ServerCrypto, chain: Chain, bytes: Uint8Array): boolean {
  const statement = decode(chainStatement, bytes);
  if (!statement.ok || statement.value.body.kind !== "change") return false;
  const { body, signature } = statement.value;
  const state = acceptedState(crypto, chain);
  const listed = state.devices.find((device) => device.deviceId === body.signer);
  const key = body.signer === undefined ? state.rootKey : listed?.signatureKey;
  return key !== undefined && crypto.verifyEd25519(key, chainSigningInput(body), signature);
}
