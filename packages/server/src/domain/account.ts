import {
  AccountId,
  equalBytes,
  handleSkeleton,
  utf8Encode,
  verifyChain,
  type ChainState,
  type OutcomeOf,
  type ReplyOf,
  type RequestOf,
} from "@bridle/protocol";
import type { ServerCrypto } from "../ports/crypto.ts";
import type { RegistrationCode } from "../ports/registration-codes.ts";
import type { AccountRow, DeviceRow } from "../ports/rows.ts";
import type { Tables } from "../ports/store.ts";
import { done, refuse, type Context, type Decision, type SessionContext, type Nothing } from "./decision.ts";
import { giveUpHandle, handleRefusal } from "./handle-holding.ts";
import { signal, type LinkMaterial } from "./noticed.ts";
import { findUsableCode, spelled, spendCode } from "./registration.ts";
import { proofHolds } from "./session.ts";

type RegisterOutcome = OutcomeOf<"account.register">;

/** Registering the same genesis again is answered alike: the first answer may have been lost. */
export function accountRegister(
  tables: Tables,
  request: RequestOf<"account.register">,
  context: Context,
): Decision<Nothing, RegisterOutcome> {
  const chain = verifyChain(context.crypto, [request.genesis]);
  if (!chain.ok) return refuse("bad_chain");
  const { introductionKey, genesis, handle } = request;
  if (!equalBytes(context.crypto.sha256(introductionKey), chain.value.introductionKeyHash)) {
    return refuse("introduction_key_mismatch");
  }
  const { accountId, rootKey } = chain.value;
  if (tables.accounts.isBuried(buriedAccount(context.crypto, accountId))) return refuse("bad_chain");
  if (tables.accounts.find(accountId) !== undefined) return done({});
  const code = codeFor(tables, request, context);
  if (typeof code === "string") return refuse(code);
  if (handle !== undefined) {
    if (!context.mayAskForHandle()) return refuse("handle_rate_limited");
    const refused = handleRefusal(tables, context.crypto, { handle, accountId, account: undefined });
    if (refused !== undefined) return refuse(refused);
  }
  if (code !== undefined) spendCode(tables, code);
  const { row } = tables.accounts.insert({
    accountId,
    genesis,
    rootKey,
    introductionKey,
    platform: context.platform,
  });
  listDevices(tables, row, chain.value);
  tables.directoryDues.add(accountId);
  if (handle !== undefined) tables.handles.set(row, handle, handleSkeleton(handle));
  const links = registrationLinks(request, chain.value, context.client.batch());
  return done({}, [signal({ kind: "registered", source: accountId, links })]);
}

/**
 * What accounts that one hand makes have in common: keys, the code, or where, when and how at once. An
 * address alone never links.
 */
function registrationLinks(
  request: RequestOf<"account.register">,
  chain: ChainState,
  batch: Uint8Array | undefined,
): readonly LinkMaterial[] {
  const keys = [request.introductionKey, ...chain.devices.map(({ signatureKey }) => signatureKey)];
  const links: LinkMaterial[] = keys.map((material) => ({ kind: "deviceKey", material }));
  const code = request.registrationCode;
  if (code !== undefined) links.push({ kind: "registrationBatch", material: utf8Encode(spelled(code)) });
  if (batch !== undefined) links.push({ kind: "registrationBatch", material: batch });
  return links;
}

function codeFor(
  tables: Tables,
  request: RequestOf<"account.register">,
  context: Context,
): RegistrationCode | undefined | RegisterOutcome {
  if (context.settings.registration === "open") return undefined;
  const { registrationCode } = request;
  if (registrationCode === undefined) return "registration_code_required";
  return findUsableCode(tables, registrationCode, context.nowMs) ?? "registration_code_invalid";
}

/** Lists the devices of a chain that the table doesn't list yet. */
export function listDevices(tables: Tables, account: AccountRow, chain: ChainState): void {
  const known = new Set(tables.devices.listed(account).map((device) => device.deviceId));
  for (const { deviceId, signatureKey, activeAfterMs } of chain.devices) {
    if (known.has(deviceId)) continue;
    const { accountId } = chain;
    tables.devices.list({ account, accountId, deviceId, signatureKey, activeAfterMs });
  }
}

/** Drops all mail of a device that is gone. */
export function emptyMailbox(tables: Tables, device: DeviceRow): void {
  tables.notices.forgetDevice(device);
  tables.mailboxes.ack(device, tables.mailboxes.head(device).lastSeq);
}

export function accountFind(
  tables: Tables,
  request: RequestOf<"account.find">,
  context: Context,
): Decision<ReplyOf<"account.find">, OutcomeOf<"account.find">> {
  const { rootKey, proof } = request;
  if (!proofHolds(context, { purpose: "find", rootKey }, { key: rootKey, ...proof }))
    return refuse("bad_proof");
  const account = tables.accounts.findByRootKey(rootKey);
  if (account === undefined) return refuse("unknown_account");
  const { version, sealed } = tables.accounts.blob(account.row);
  return done({
    accountId: account.accountId,
    chain: tables.accounts.chain(account.row),
    handle: tables.handles.of(account.row),
    blobVersion: version,
    blob: sealed,
  });
}

/** Removes all that the server has of an account. Its id and handle stay spent, as keyed hashes. */
export function accountDelete(tables: Tables, _request: unknown, context: SessionContext): Decision<Nothing> {
  const { account: row, accountId } = context.caller;
  const devices = tables.devices.listed(row).map((device) => device.row);
  for (const device of devices) {
    tables.keyPackages.removeAll(device);
    emptyMailbox(tables, device);
  }
  giveUpHandle(tables, context.crypto, { row, accountId });
  tables.conversations.forgetAccount(row);
  tables.introductions.removeAll(row);
  tables.notices.removeAll(row);
  tables.consents.removeAll(row);
  tables.builds.removeAll(row);
  tables.refusals.removeAll(row);
  tables.devices.removeAll(row);
  tables.accounts.remove(row);
  tables.accounts.bury(buriedAccount(context.crypto, accountId));
  context.tokens.revoke(devices);
  return done({}, [{ kind: "revoked", devices }]);
}

function buriedAccount(crypto: ServerCrypto, accountId: AccountId): Uint8Array {
  return crypto.keyedHash("buried", utf8Encode(`account/${accountId}`));
}
