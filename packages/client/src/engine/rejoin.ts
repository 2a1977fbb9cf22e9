import {
  decodeGroup,
  encodeGroup,
  generateKeyPackage,
  HYBRID_SUITE,
  joinExternal,
  members,
  type Group,
} from "@bridle/core";
import {
  CONTENT_VERSIONS,
  encodeAuthenticatedData,
  equalBytes,
  mlsGroupId,
  noDeliveryChange,
  type ConversationId,
} from "@bridle/protocol";
import type { ConversationRecord } from "../store/conversation-store.ts";
import { contradicts, judgeChain, listedDevices } from "./contacts.ts";
import { newMessageId } from "./contents.ts";
import { self, whoIs, type Engine } from "./engine.ts";
import { giveUp } from "./give-up.ts";
import { openGroupInfo, sealGroupInfo } from "./group-info.ts";
import { keyPackageLifetime } from "./key-packages.ts";
import { decodePending, encodePending, type Pending } from "./pending.ts";
import { sayGap } from "./say-gap.ts";
import { passing, type Turn } from "./turn.ts";

// A device that lost the thread, was away for long or was restored comes back by an external commit
// before it says anything (DESIGN §5). Runs inside the lane, and only when the mailbox is empty: a rejoin
// opens a new epoch, and what waits is of the ones before ([E10]).

const TRIES = 5;
const TRIED_MS = 60_000;

type PendingRejoin = Extract<Pending, { readonly kind: "rejoin" }>;

/** `ready` when the device is back in. */
export async function rejoin(engine: Engine, conversationId: ConversationId): Promise<Turn> {
  for (let tries = 0; tries < TRIES; tries++) {
    const conversation = engine.store.conversations.get(conversationId);
    if (conversation === undefined || conversation.state === "ended") return "waits";
    if (!conversation.needsRejoin) return "ready";
    const pending = await pendingRejoin(engine, conversation);
    if (typeof pending === "string" || "againMs" in pending) return pending;
    const turn = await settleRejoin(engine, conversationId, pending);
    if (turn !== "refused") return turn;
  }
  warn(engine, conversationId);
  return { againMs: TRIED_MS };
}

/** Asks the server to take it; asked again after a lost answer, it says the same. */
export async function settleRejoin(
  engine: Engine,
  conversationId: ConversationId,
  pending: PendingRejoin,
): Promise<Turn | "refused"> {
  const result = await engine.session.call("conversation.rejoin", pending.request);
  if (result.ok) {
    adopt(engine, conversationId, { pending, place: result.value });
    return "ready";
  }
  const turn = passing(result.error);
  if (turn !== undefined) return turn;
  const conversation = engine.store.conversations.get(conversationId);
  if (conversation === undefined) return "refused";
  engine.store.transaction(() => engine.store.conversations.put({ ...conversation, pending: undefined }));
  if (result.error.kind === "not_a_member") end(engine, conversation);
  return "refused";
}

async function pendingRejoin(
  engine: Engine,
  conversation: ConversationRecord,
): Promise<PendingRejoin | Turn> {
  if (conversation.pending !== undefined) {
    const stored = decodePending(conversation.pending);
    if (stored.kind === "rejoin") return stored;
  }
  const prepared = await prepare(engine, conversation);
  if (typeof prepared === "string" || "againMs" in prepared) return prepared;
  const { store } = engine;
  store.transaction(() => {
    store.conversations.put({ ...conversation, state: "rejoining", pending: encodePending(prepared) });
  });
  return prepared;
}

async function prepare(engine: Engine, conversation: ConversationRecord): Promise<PendingRejoin | Turn> {
  const { conversationId } = conversation;
  const found = await engine.session.call("conversation.groupInfo", { conversationId });
  if (!found.ok) {
    if (found.error.kind === "not_a_member") end(engine, conversation);
    return passing(found.error) ?? "waits";
  }
  const groupInfo = await openGroupInfo(engine, found.value.sealedGroupInfo, conversation);
  const joined = groupInfo === undefined ? undefined : await join(engine, groupInfo);
  const next = joined?.pending.next;
  if (joined === undefined || next === undefined || !isOurs(engine, conversation, next)) {
    warn(engine, conversationId);
    return "waits"; // A later commit of theirs brings another one.
  }
  const sealedGroupInfo = await sealGroupInfo(engine, next, conversation);
  const request = { messageId: newMessageId(engine), commit: joined.commit, sealedGroupInfo };
  return { kind: "rejoin", request, next: encodeGroup(next), generation: found.value.generation };
}

type Joined = Extract<Awaited<ReturnType<typeof joinExternal>>, { readonly ok: true }>["value"];

/** Our own old leaf goes with the same commit, where there is one. */
async function join(engine: Engine, groupInfo: Uint8Array): Promise<Joined | undefined> {
  const { accountId, deviceId, signer, credential } = self(engine);
  const lifetime = keyPackageLifetime(engine.clock.nowMs());
  const own = await generateKeyPackage(engine.crypto, {
    suite: HYBRID_SUITE,
    credential,
    signatureKeyPair: signer,
    lifetime,
    contentVersions: CONTENT_VERSIONS,
  });
  const authenticatedData = encodeAuthenticatedData({
    outerClass: "rejoin",
    commitment: new Uint8Array(32),
    delivery: { ...noDeliveryChange, add: [{ accountId, deviceId }] },
  });
  const input = { ...own, groupInfo, authenticatedData };
  const replaced = await joinExternal(engine.mls, { ...input, resync: true });
  if (replaced.ok) return replaced.value;
  const fresh = await joinExternal(engine.mls, { ...input, resync: false });
  return fresh.ok ? fresh.value : undefined;
}

/** The group that the server handed out is this conversation's, with nobody in it but us two. */
function isOurs(engine: Engine, conversation: ConversationRecord, group: Group): boolean {
  const { conversationId, accountId, generation } = conversation;
  const me = self(engine);
  const contact = engine.store.contacts.get(accountId);
  if (contact === undefined || !equalBytes(group.groupId, mlsGroupId(conversationId, generation)))
    return false;
  const nowMs = engine.clock.nowMs();
  return members(group).every((member) => {
    const who = whoIs(member);
    if (who === undefined) return false;
    if (who.state.accountId === me.accountId) return true;
    return who.state.accountId === accountId && !contradicts(judgeChain(contact, who.chain, nowMs));
  });
}

function adopt(
  engine: Engine,
  conversationId: ConversationId,
  done: {
    readonly pending: PendingRejoin;
    readonly place: { readonly order: number; readonly atMs: number };
  },
): void {
  const { store, groups } = engine;
  const next = decodeGroup(done.pending.next);
  const conversation = store.conversations.get(conversationId);
  if (!next.ok || conversation === undefined) return;
  const { order, atMs } = done.place;
  // What was on its way while we came back was sealed for the epoch before.
  const before = groups.get(conversationId);
  store.transaction(() => {
    groups.writeEpoch(conversationId, { next: next.value, before, atMs });
    store.outbox.unsealAll(conversationId);
    store.conversations.put({ ...conversation, state: "active", needsRejoin: false, pending: undefined });
    const place = { conversationId, position: order, at: atMs };
    if (before === undefined) store.messages.insertNotice({ ...place, notice: "rejoined" });
    else sayGap(store, place);
    takeOverChains(engine, conversation, next.value);
  });
  groups.remember(conversationId, next.value);
  engine.emit({ name: "conversation", data: { conversationId, state: "active" } });
}

function takeOverChains(engine: Engine, { accountId }: ConversationRecord, group: Group): void {
  for (const member of members(group)) {
    const who = whoIs(member);
    const contact = engine.store.contacts.get(accountId);
    if (who === undefined || contact === undefined || who.state.accountId !== accountId) continue;
    const news = judgeChain(contact, who.chain, engine.clock.nowMs());
    if (news.kind === "newer") engine.store.contacts.put(news.contact);
  }
}

function end(engine: Engine, conversation: ConversationRecord): void {
  const { conversationId } = conversation;
  const ended = { ...conversation, state: "ended", needsRejoin: false, pending: undefined } as const;
  const answer = engine.store.transaction(() => {
    engine.store.conversations.put(ended);
    return giveUp(engine, conversationId, "conversation_ended");
  });
  answer();
  engine.emit({ name: "conversation", data: { conversationId, state: "ended" } });
}

function warn(engine: Engine, conversationId: ConversationId): void {
  engine.emit({ name: "warning", data: { kind: "rejoin_failed", conversationId } });
}

/** Whether a leaf's device is still listed; used before sending to decide what must go. */
export function isListedMember(engine: Engine, member: Parameters<typeof whoIs>[0]): boolean {
  const who = whoIs(member);
  if (who === undefined) return false;
  return listedDevices(engine, who.state.accountId).some((device) =>
    equalBytes(device.signatureKey, member.signatureKey),
  );
}
