import {
  addMembers,
  createGroup,
  deriveGrantKeys,
  generateKeyPackage,
  HYBRID_SUITE,
  inspectKeyPackage,
  sealInvitation,
  type Group,
} from "@bridle/core";
import {
  CONTENT_VERSIONS,
  ConversationId,
  encodeAuthenticatedData,
  mlsGroupId,
  noDeliveryChange,
  ok,
  type AccountId,
  type Chain,
  type ChainState,
  type DeviceId,
  type ReplyOf,
  type Result,
} from "@bridle/protocol";
import type { ApiRefusal } from "../api/methods.ts";
import type { CameBy } from "../api/shapes.ts";
import type { ConversationRecord } from "../store/conversation-store.ts";
import { isActiveDevice, newestChain, withChain } from "./contacts.ts";
import { enqueue, newMessageId } from "./contents.ts";
import { heldFromStart } from "./directory/held.ts";
import { refuse, self, whoIs, type Engine } from "./engine.ts";
import { giveUp } from "./give-up.ts";
import { grantContent, openGrantOf, prepareGrant, registerGrant, type PreparedGrant } from "./grants.ts";
import { sealGroupInfo } from "./group-info.ts";
import { keyPackageLifetime } from "./key-packages.ts";
import { decodePending, encodePending, type Pending } from "./pending.ts";
import { ownProfile } from "./profile.ts";
import { passing } from "./turn.ts";

// Founding a conversation with somebody whose grant we hold: by their invite, or by accepting their
// introduction.

export interface Peer {
  readonly accountId: AccountId;
  /** The grant that they gave us. */
  readonly grantSecret: Uint8Array;
  readonly cameBy: CameBy;
  readonly handle: string | undefined;
  readonly displayName: string | undefined;
}

interface Reachable {
  readonly chain: Chain;
  readonly devices: readonly { readonly deviceId: DeviceId; readonly keyPackage: Uint8Array }[];
}

type PendingFounding = Extract<Pending, { readonly kind: "founding" }>;

export async function found(
  engine: Engine,
  peer: Peer,
): Promise<Result<{ readonly conversationId: ConversationId }, ApiRefusal>> {
  const begun = begunWith(engine, peer.accountId);
  if (begun !== undefined) {
    const again = await submit(engine, begun.conversation, begun.pending);
    // Where that one is refused for good, by an older grant for instance, this asks for another.
    const left = engine.store.conversations.get(begun.conversation.conversationId);
    if (again.ok || left?.state !== "ended") return again;
  }
  const { grantId, accessKey } = deriveGrantKeys(peer.grantSecret);
  const permission = { grantId, accessKey };
  const fetched = await engine.session.call("keyPackage.fetch", { accountId: peer.accountId, permission });
  if (!fetched.ok) return refuseFetch(fetched.error.kind);
  const reachable = await checked(engine, peer, fetched.value);
  if (reachable === undefined)
    return refuse("refused_by_server", "the server showed keys that aren't theirs");
  // The server's public log, before the keys are used; where it can't say anything now, it is asked again.
  if (!(await engine.directory.first({ accountId: peer.accountId, permission, chain: reachable.chain }))) {
    return refuse("different_keys", "the server shows different keys to different people");
  }
  const given = prepareGrant(engine, peer.accountId);
  const registered = await registerGrant(engine, given);
  if (!registered.ok) return refuse("server_unreachable", registered.error.kind);
  const prepared = await engine.lane.run(() => prepare(engine, { peer, reachable, given }));
  if (prepared === undefined) return refuse("no_key_packages", "no usable key package");
  return submit(engine, prepared.conversation, prepared.pending);
}

/** A founding that the server hasn't answered for: asking for it again founds no second conversation. */
function begunWith(
  engine: Engine,
  accountId: AccountId,
): { readonly conversation: ConversationRecord; readonly pending: PendingFounding } | undefined {
  for (const conversation of engine.store.conversations.withContact(accountId)) {
    const { state, pending: raw } = conversation;
    const pending = state === "founding" && raw !== undefined ? decodePending(raw) : undefined;
    if (pending?.kind === "founding") return { conversation, pending };
  }
  return undefined;
}

function refuseFetch(kind: string): { readonly ok: false; readonly error: ApiRefusal } {
  if (kind === "no_grant") return refuse("no_grant", "they don't accept this any more");
  if (kind === "no_key_packages") return refuse("no_key_packages", "their device hasn't been online yet");
  if (kind === "refused_by_operator" || kind === "too_many_conversations")
    return refuse("refused_by_server", kind);
  return refuse(kind === "rate_limited" ? "rate_limited" : "server_unreachable", kind);
}

/** Only key packages of devices that the account's newest chain lists; one false one spoils all. */
async function checked(
  engine: Engine,
  peer: Peer,
  shown: ReplyOf<"keyPackage.fetch">,
): Promise<Reachable | undefined> {
  const { accountId } = peer;
  const known = engine.store.contacts.get(accountId);
  const newest = newestChain(known, { accountId, chain: shown.chain }, engine.clock.nowMs());
  if (newest === undefined || shown.devices.length === 0) return undefined;
  for (const device of shown.devices) {
    if (!(await isDevicesOwn(engine, newest, device))) return undefined;
  }
  return shown;
}

async function isDevicesOwn(
  engine: Engine,
  chain: ChainState,
  shown: { readonly deviceId: DeviceId; readonly keyPackage: Uint8Array },
): Promise<boolean> {
  const nowMs = engine.clock.nowMs();
  const now = Math.floor(nowMs / 1000);
  const inspected = await inspectKeyPackage(engine.mls, shown.keyPackage, { now });
  if (!inspected.ok || inspected.value.suite !== HYBRID_SUITE) return false;
  const { signatureKey } = inspected.value;
  const who = whoIs(inspected.value);
  return (
    isActiveDevice(chain.devices, signatureKey, nowMs) &&
    who?.device.deviceId === shown.deviceId &&
    who.state.accountId === chain.accountId
  );
}

interface Plan {
  readonly peer: Peer;
  readonly reachable: Reachable;
  readonly given: PreparedGrant;
}

async function prepare(
  engine: Engine,
  plan: Plan,
): Promise<{ readonly conversation: ConversationRecord; readonly pending: PendingFounding } | undefined> {
  const conversationId = ConversationId.fromBytes(engine.crypto.randomBytes(16));
  if (conversationId === undefined) return undefined;
  const rejoinKey = engine.crypto.randomBytes(32);
  const started = await startGroup(engine, conversationId, plan.reachable);
  if (started === undefined) return undefined;
  const request = {
    messageId: newMessageId(engine),
    conversationId,
    generation: 0,
    members: [await invite(engine, { plan, conversationId, rejoinKey, welcome: started.welcome })],
    welcome: started.welcome,
    sealedGroupInfo: await sealGroupInfo(engine, started.group, { conversationId, generation: 0, rejoinKey }),
  };
  const pending: PendingFounding = { kind: "founding", request };
  const conversation: ConversationRecord = {
    conversationId,
    accountId: plan.peer.accountId,
    generation: 0,
    state: "founding",
    rejoinKey,
    sequence: 0,
    needsRejoin: false,
    pending: encodePending(pending),
    draft: undefined,
    readPosition: 0,
    at: engine.clock.nowMs(),
  };
  write(engine, { plan, conversation, group: started.group });
  return { conversation, pending };
}

async function startGroup(
  engine: Engine,
  conversationId: ConversationId,
  reachable: Reachable,
): Promise<{ readonly group: Group; readonly welcome: Uint8Array } | undefined> {
  const { credential, signer: signatureKeyPair } = self(engine);
  const nowMs = engine.clock.nowMs();
  const own = await generateKeyPackage(engine.crypto, {
    suite: HYBRID_SUITE,
    credential,
    signatureKeyPair,
    lifetime: keyPackageLifetime(nowMs),
    contentVersions: CONTENT_VERSIONS,
  });
  const created = await createGroup(engine.mls, { ...own, groupId: mlsGroupId(conversationId, 0) });
  if (!created.ok) return undefined;
  const added = await addMembers(engine.mls, created.value, {
    keyPackages: reachable.devices.map(({ keyPackage }) => keyPackage),
    now: Math.floor(nowMs / 1000),
    authenticatedData: encodeAuthenticatedData({
      outerClass: "commit",
      commitment: new Uint8Array(32),
      delivery: noDeliveryChange,
    }),
  });
  if (!added.ok || added.value.welcome === undefined) return undefined;
  return { group: added.value.pending.next, welcome: added.value.welcome };
}

async function invite(
  engine: Engine,
  into: {
    readonly plan: Plan;
    readonly conversationId: ConversationId;
    readonly rejoinKey: Uint8Array;
    readonly welcome: Uint8Array;
  },
): Promise<Extract<Pending, { readonly kind: "founding" }>["request"]["members"][number]> {
  const { peer, reachable } = into.plan;
  const grant = deriveGrantKeys(peer.grantSecret);
  const { accountId, account } = self(engine);
  const invitation = await sealInvitation(engine.crypto, grant, {
    invitation: {
      accountId,
      displayName: account.displayName,
      handle: account.handle,
      rejoinKey: into.rejoinKey,
      atMs: engine.clock.nowMs(),
    },
    target: { conversationId: into.conversationId, generation: 0, welcome: into.welcome },
  });
  return {
    accountId: peer.accountId,
    permission: { grantId: grant.grantId, accessKey: grant.accessKey },
    invitation,
    devices: reachable.devices.map(({ deviceId }) => deviceId),
  };
}

function write(
  engine: Engine,
  made: { readonly plan: Plan; readonly conversation: ConversationRecord; readonly group: Group },
): void {
  const { store } = engine;
  const { peer, reachable, given } = made.plan;
  const { conversationId, at } = made.conversation;
  const stored = store.contacts.get(peer.accountId);
  const known = stored && withChain(stored, reachable.chain, at);
  const fresh = {
    accountId: peer.accountId,
    chain: reachable.chain,
    cameBy: peer.cameBy,
    since: at,
    verifiedAt: undefined,
    changedAt: heldFromStart(engine, { accountId: peer.accountId, at }),
    blocked: false,
  };
  store.transaction(() => {
    store.contacts.put({
      ...fresh,
      ...known,
      handle: peer.handle ?? known?.handle,
      displayName: peer.displayName ?? known?.displayName,
      given: given.secret,
      held: peer.grantSecret,
    });
    store.contacts.putOpenGrant(openGrantOf(given, { kind: "contact", at }));
    store.conversations.put(made.conversation);
    engine.groups.writeEpoch(conversationId, { next: made.group, before: undefined, atMs: at });
    store.messages.insertNotice({ conversationId, position: 0, at, notice: "started" });
    enqueue(engine, made.conversation, { body: grantContent(given) });
    const conversation = store.conversations.get(conversationId);
    if (conversation !== undefined) enqueue(engine, conversation, { body: ownProfile(engine) });
    store.account.owe("blob");
  });
  engine.groups.remember(conversationId, made.group);
}

/** Asks the server to take it; asked again after a crash or a lost answer, it says the same. */
export async function submit(
  engine: Engine,
  conversation: ConversationRecord,
  pending: PendingFounding,
): Promise<Result<{ readonly conversationId: ConversationId }, ApiRefusal>> {
  const { conversationId } = conversation;
  const result = await engine.session.call("conversation.create", pending.request);
  const turn = result.ok ? "ready" : passing(result.error);
  if (!result.ok && turn !== undefined) {
    // It may have been taken before its answer was lost, so it isn't given up ([E11]).
    if (typeof turn === "object") engine.background.later(turn.againMs, () => engine.wake.upkeep());
    const kind = result.error.kind === "rate_limited" ? "rate_limited" : "server_unreachable";
    return refuse(kind, "it goes on by itself when the server takes it");
  }
  const tell = await engine.lane.run(async () => founded(engine, conversationId, result.ok));
  tell();
  if (!result.ok) return refuseFetch(result.error.kind);
  engine.wake.outbox(conversationId);
  engine.wake.upkeep();
  engine.directory.wake();
  engine.emit({ name: "conversation", data: { conversationId, state: "active" } });
  return ok({ conversationId });
}

function founded(engine: Engine, conversationId: ConversationId, isTaken: boolean): () => void {
  const { store } = engine;
  const stored = store.conversations.get(conversationId);
  if (stored?.state !== "founding") return () => {};
  return store.transaction(() => {
    store.conversations.put({ ...stored, state: isTaken ? "active" : "ended", pending: undefined });
    // Whoever accepted one of them is answered by the conversation, also when it took a while.
    if (isTaken) store.contacts.deleteIntroductionsOf(stored.accountId);
    return isTaken ? () => {} : giveUp(engine, conversationId, "conversation_ended");
  });
}
