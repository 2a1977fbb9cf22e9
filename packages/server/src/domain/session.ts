import {
  AccountId,
  concatBytes,
  proofSigningInput,
  utf8Encode,
  type OutcomeOf,
  type ProofClaim,
  type ReplyOf,
  type RequestOf,
} from "@bridle/protocol";
import type { Device } from "../ports/devices.ts";
import type { Tables } from "../ports/store.ts";
import type { Caller } from "./caller.ts";
import { done, refuse, type Context, type Decision, type SessionContext, type Nothing } from "./decision.ts";
import { signal, type SignalEffect } from "./noticed.ts";

export function sessionChallenge(
  _tables: Tables,
  _request: unknown,
  context: Context,
): Decision<ReplyOf<"session.challenge">> {
  const nonce = context.crypto.randomBytes(32);
  context.challenges.add(nonce, context.nowMs);
  return done({ nonce });
}

/** Checks that whoever holds `key` signed this claim with a nonce of this connection, for this server. */
export function proofHolds(
  context: Context,
  claimed: ProofClaim,
  proof: { readonly key: Uint8Array; readonly nonce: Uint8Array; readonly signature: Uint8Array },
): boolean {
  const { key, nonce, signature } = proof;
  if (!context.challenges.take(nonce, context.nowMs)) return false;
  const input = proofSigningInput(claimed, { serverId: context.crypto.serverId, nonce });
  return context.crypto.verifyEd25519(key, input, signature);
}

/**
 * A device that was never listed gets `bad_proof`, like a wrong signature: whether an account exists
 * isn't told to those who don't hold one of its keys [S12].
 */
export function sessionOpen(
  tables: Tables,
  request: RequestOf<"session.open">,
  context: Context,
): Decision<ReplyOf<"session.open">, OutcomeOf<"session.open">> {
  const { accountId, deviceId } = request;
  const account = tables.accounts.find(accountId);
  const device = account && tables.devices.find(account.row, deviceId);
  // A key that nobody holds, so that both paths check one signature.
  const key = device?.signatureKey ?? context.crypto.frankingKey;
  const proven = proofHolds(context, { purpose: "session", accountId, deviceId }, { key, ...request.proof });
  if (!proven || device === undefined) return refuse("bad_proof");
  if (!device.listed) return refuse("unknown_device");
  if (context.nowMs < device.activeAfterMs) return refuse("not_yet_active");
  const caller = callerOf(device, {
    build: request.build,
    platform: tables.accounts.platform(device.account),
  });
  const refused = context.refusalOf(caller);
  if (refused !== undefined) return refuse(refused);
  const { sealedCount, ackedSeq } = whereItStood(tables, device, request.sealedCount);
  const token = context.crypto.randomBytes(32);
  const expiresAtMs = context.tokens.add(token, caller, context.nowMs);
  return done({ token, expiresAtMs, sealedCount, ackedSeq }, [
    { kind: "sessionOpened", caller, ackedSeq },
    ...signInSignals(tables, { device, build: request.build }, context),
  ]);
}

/** A build that this account hadn't signed in with before, and a client that isn't what it claims to be. */
function signInSignals(
  tables: Tables,
  signedIn: { readonly device: Device; readonly build: string },
  { crypto, client }: Context,
): readonly SignalEffect[] {
  const { device, build } = signedIn;
  const { account, accountId: source } = device;
  const trace = client.strangeTrace(build);
  const clientTrace = { kind: "clientTrace", material: trace ?? new Uint8Array() } as const;
  const mismatch = trace && signal({ kind: "traceMismatch", source, links: [clientTrace] });
  const tag = crypto.keyedHash("build", concatBytes(AccountId.toBytes(source), utf8Encode(build)));
  if (tables.builds.isKnown(account, tag)) return mismatch === undefined ? [] : [mismatch];
  tables.builds.note(account, tag);
  const deviceKey = { kind: "deviceKey", material: device.signatureKey } as const;
  const links = trace === undefined ? [deviceKey] : [deviceKey, clientTrace];
  const isNew = signal({ kind: "newBuild", source, links });
  return mismatch === undefined ? [isNew] : [isNew, mismatch];
}

export function sessionResume(
  tables: Tables,
  request: RequestOf<"session.resume">,
  context: Context,
): Decision<ReplyOf<"session.resume">, OutcomeOf<"session.resume">> {
  const session = context.tokens.find(request.token, context.nowMs);
  // Refused by the operator meanwhile: a new proof is told why.
  if (session === undefined || context.refusalOf(session.caller) !== undefined) {
    return refuse("token_expired");
  }
  const { caller, expiresAtMs } = session;
  const { sealedCount, ackedSeq } = whereItStood(tables, { row: caller.device }, request.sealedCount);
  return done({ expiresAtMs, sealedCount, ackedSeq }, [{ kind: "sessionOpened", caller, ackedSeq }]);
}

/** Ends the session on this connection and every token of the device. */
export function sessionRevoke(
  _tables: Tables,
  _request: unknown,
  context: SessionContext,
): Decision<Nothing> {
  context.tokens.revoke([context.caller.device]);
  return done({}, [{ kind: "sessionClosed" }]);
}

/** The count from before this session: a store that shows less was restored and must rejoin. */
function whereItStood(
  tables: Tables,
  device: Pick<Device, "row">,
  sealedCount: number,
): { readonly sealedCount: number; readonly ackedSeq: number } {
  const known = tables.devices.sealedCount(device.row);
  if (sealedCount > known) tables.devices.raiseSealedCount(device.row, sealedCount);
  return { sealedCount: known, ackedSeq: tables.mailboxes.head(device.row).ackedSeq };
}

function callerOf(device: Device, session: Pick<Caller, "build" | "platform">): Caller {
  return {
    ...session,
    account: device.account,
    accountId: device.accountId,
    device: device.row,
    deviceId: device.deviceId,
  };
}
