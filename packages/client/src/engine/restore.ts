import {
  chainCrypto,
  deriveAccountKeys,
  ed25519KeyPair,
  ed25519Sign,
  entropyFromWords,
  openAccountBlob,
  writeChange,
  type AccountBlob,
  type AccountKeys,
  type BlobRefusal,
  type SignatureKeyPair,
} from "@bridle/core";
import {
  deviceIdOf,
  equalBytes,
  limits,
  ok,
  proofSigningInput,
  verifyChain,
  type ChainOperation,
  type ChainState,
  type ReplyOf,
  type Result,
} from "@bridle/protocol";
import type { ApiRefusal, ParamsOfMethod, ResultOf } from "../api/methods.ts";
import type { AccountRecord } from "../store/account-store.ts";
import { beginAnew } from "./begin-anew.ts";
import { contactOfBlob, conversationOfBlob, grantOfBlob, uploadBlob } from "./blob.ts";
import { refuse, type Engine } from "./engine.ts";
import { publishFirstKeyPackages } from "./key-packages.ts";
import { pinNoticeKeys } from "./notice-keys.ts";

type Params = ParamsOfMethod<"account.restore">;
type Restored = ResultOf<"account.restore">;

/**
 * Words → root key → a new device in the chain → the account blob → back into every conversation
 * (DESIGN §4). The old devices are removed unless the person keeps them.
 */
export async function restore(engine: Engine, params: Params): Promise<Result<Restored, ApiRefusal>> {
  if (engine.store.account.account()?.state === "ready") {
    return refuse("already_registered", "this store has an account");
  }
  const entropy = entropyFromWords(params.recoveryKey);
  if (!entropy.ok) return refuse("recovery_key_invalid", "twelve words of the list, with their checksum");
  const keys = deriveAccountKeys(entropy.value);
  await engine.session.online();
  const found = await findAccount(engine, keys.root);
  if (!found.ok) return found;
  const state = verifyChain(chainCrypto, found.value.chain);
  const isOurs = state.ok && equalBytes(state.value.rootKey, keys.root.publicKey);
  if (!isOurs || state.value.accountId !== found.value.accountId) {
    return refuse("unknown_account", "the server showed a chain that isn't these words'");
  }
  const blob = await readBlob(engine, { keys, found: found.value, state: state.value });
  if (!blob.ok) return blob;
  return comeBack(engine, { keys, found: found.value, state: state.value, blob: blob.value }, params);
}

async function findAccount(
  engine: Engine,
  root: SignatureKeyPair,
): Promise<Result<ReplyOf<"account.find">, ApiRefusal>> {
  const server = engine.store.account.server();
  const challenge = await engine.session.call("session.challenge", {});
  if (!challenge.ok || server === undefined) return refuse("server_unreachable", "no challenge");
  const { nonce } = challenge.value;
  const signature = ed25519Sign(
    root.privateKey,
    proofSigningInput({ purpose: "find", rootKey: root.publicKey }, { serverId: server.serverId, nonce }),
  );
  const found = await engine.session.call("account.find", {
    rootKey: root.publicKey,
    proof: { nonce, signature },
  });
  if (found.ok) return found;
  const isUnknown = found.error.kind === "unknown_account";
  return refuse(isUnknown ? "unknown_account" : "server_unreachable", found.error.kind);
}

interface Looked {
  readonly keys: AccountKeys;
  readonly found: ReplyOf<"account.find">;
  readonly state: ChainState;
}

const UNREADABLE: Readonly<Record<BlobRefusal, string>> = {
  newer_version: "written by a newer app",
  cannot_open: "it doesn't open with these words",
  not_signed: "none of this account's devices wrote it",
};

const nothingKept: AccountBlob = {
  displayName: undefined,
  contacts: [],
  conversations: [],
  blockedStrangers: [],
};

async function readBlob(
  engine: Engine,
  { keys, found, state }: Looked,
): Promise<Result<AccountBlob, ApiRefusal>> {
  if (found.blob === undefined) return ok(nothingKept);
  const { accountId, devices } = state;
  const mine = { accountId, keys: keys.blob, version: found.blobVersion, devices };
  const opened = await openAccountBlob(engine.crypto, mine, found.blob);
  if (opened.ok) return opened;
  return refuse("recovery_key_mismatch", `account data: ${UNREADABLE[opened.error]}`);
}

interface Found extends Looked {
  readonly blob: AccountBlob;
}

async function comeBack(engine: Engine, back: Found, params: Params): Promise<Result<Restored, ApiRefusal>> {
  const { state, keys, found } = back;
  const removeOld = params.removeOldDevices ?? true;
  if (!removeOld && state.devices.length >= limits.devicesMax) {
    return refuse("refused_by_server", "five devices are listed: remove the old ones");
  }
  const device = ed25519KeyPair(engine.crypto.randomBytes(32));
  const removed: readonly ChainOperation[] = removeOld
    ? state.devices.map(({ deviceId }) => ({ kind: "remove", deviceId }))
    : [];
  const atMs = engine.clock.nowMs();
  const added: ChainOperation = { kind: "add", device: { signatureKey: device.publicKey }, activeAfterMs: 0 };
  const operations = [added, ...removed];
  const statement = writeChange(state, { atMs, operations, signer: keys.root });
  const account = accountOf(back, device, statement);
  engine.store.transaction(() => {
    beginAnew(engine);
    engine.store.account.setAccount(account);
    fill(engine, back);
  });
  const { accountId } = state;
  const done = await engine.session.call("chain.append", { accountId, position: state.length, statement });
  if (!done.ok) return refuse("server_unreachable", done.error.kind);
  engine.store.transaction(() => {
    engine.store.account.setAccount({ ...account, state: "ready" });
    // The one that we just read is of a device that may be out now: the words wouldn't open it again.
    engine.store.account.owe("blob");
    // What the device before couldn't tell the server any more.
    engine.store.account.owe("blocks");
  });
  engine.session.restart();
  await engine.session.online();
  await uploadBlob(engine);
  await pinNoticeKeys(engine);
  await publishFirstKeyPackages(engine);
  engine.wake.upkeep();
  engine.wake.outbox();
  const { deviceId } = account;
  return ok({ accountId: found.accountId, deviceId, oldDevices: removeOld ? "removed" : "kept" });
}

function accountOf(back: Found, device: SignatureKeyPair, statement: Uint8Array): AccountRecord {
  const { keys, found, blob } = back;
  return {
    accountId: found.accountId,
    deviceId: deviceIdOf(chainCrypto, device.publicKey),
    deviceKey: device.privateKey,
    devicePublicKey: device.publicKey,
    chain: [...found.chain, statement],
    introductionPrivateKey: keys.introduction.privateKey,
    introductionKey: keys.introduction.publicKey,
    blobKey: keys.blob.publicKey,
    handle: found.handle,
    displayName: blob.displayName,
    state: "registering",
    entropy: undefined,
    registrationCode: undefined,
  };
}

function fill(engine: Engine, { found, blob }: Found): void {
  const { store } = engine;
  const nowMs = engine.clock.nowMs();
  store.account.setCounter("blobVersion", found.blobVersion);
  for (const contact of blob.contacts) {
    store.contacts.put(contactOfBlob(contact));
    const grant = grantOfBlob(contact, nowMs);
    if (grant !== undefined) store.contacts.putOpenGrant(grant);
  }
  // In their order: of too many the oldest go.
  for (const [index, accountId] of blob.blockedStrangers.entries()) {
    store.contacts.blockStranger(accountId, nowMs - blob.blockedStrangers.length + index);
  }
  for (const conversation of blob.conversations) {
    const blocked = store.contacts.get(conversation.accountId)?.blocked === true;
    store.conversations.put(conversationOfBlob(conversation, { nowMs, blocked }));
  }
}
