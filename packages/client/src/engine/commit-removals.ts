import { decodeGroup, encodeGroup, members, removeMembers, type Group, type Member } from "@bridle/core";
import { encodeAuthenticatedData, type ConversationId, type MailboxAddress } from "@bridle/protocol";
import type { ConversationRecord } from "../store/conversation-store.ts";
import { newMessageId } from "./contents.ts";
import { whoIs, type Engine } from "./engine.ts";
import { sealGroupInfo } from "./group-info.ts";
import { decodePending, encodePending, type Pending } from "./pending.ts";
import { isListedMember } from "./rejoin.ts";
import { passing, type Turn } from "./turn.ts";

// Devices that their account removed are taken out of the group before anything else is said in it
// (promise 3, [E7]). The commit is ours only after the server took it.

type PendingCommit = Extract<Pending, { readonly kind: "commit" }>;

/**
 * `ready` when the group holds listed devices only; `over` when the server says that the epoch is, by a commit
 * that we haven't seen. Runs inside the lane.
 */
export async function tidyGroup(engine: Engine, conversationId: ConversationId): Promise<Turn | "over"> {
  const { store } = engine;
  const conversation = store.conversations.get(conversationId);
  const group = engine.groups.get(conversationId);
  if (conversation === undefined || group === undefined) return "waits";
  const pending = await pendingCommit(engine, conversation, group);
  return pending === undefined ? "ready" : settleCommit(engine, conversationId, pending);
}

/** Asks the server to take it; asked again after a lost answer, it says the same. */
export async function settleCommit(
  engine: Engine,
  conversationId: ConversationId,
  pending: PendingCommit,
): Promise<Turn | "over"> {
  const { store } = engine;
  const result = await engine.session.call("conversation.commit", pending.request);
  const turn = result.ok ? "ready" : passing(result.error);
  const conversation = store.conversations.get(conversationId);
  const before = engine.groups.get(conversationId);
  const next = decodeGroup(pending.next);
  if (conversation === undefined || before === undefined) return "waits";
  if (result.ok && next.ok) {
    adopt(engine, conversation, { before, next: next.value, atMs: result.value.atMs });
    return "ready";
  }
  if (turn !== undefined) return turn;
  store.transaction(() => store.conversations.put({ ...conversation, pending: undefined }));
  return "over";
}

async function pendingCommit(
  engine: Engine,
  conversation: ConversationRecord,
  group: Group,
): Promise<PendingCommit | undefined> {
  if (conversation.pending !== undefined) {
    const stored = decodePending(conversation.pending);
    if (stored.kind === "commit") return stored;
  }
  const gone = members(group).filter((member) => !isListedMember(engine, member));
  return gone.length === 0 ? undefined : prepare(engine, { conversation, group }, gone);
}

async function prepare(
  engine: Engine,
  thread: { readonly conversation: ConversationRecord; readonly group: Group },
  gone: readonly Member[],
): Promise<PendingCommit | undefined> {
  const { conversation, group } = thread;
  const { store } = engine;
  const authenticatedData = encodeAuthenticatedData({
    outerClass: "commit",
    commitment: new Uint8Array(32),
    delivery: { add: [], remove: gone.flatMap(addressOf) },
  });
  const leaves = gone.map(({ leafIndex }) => leafIndex);
  const committed = await removeMembers(engine.mls, group, { leaves, authenticatedData });
  if (!committed.ok) return undefined;
  const { pending, commit } = committed.value;
  const sealedGroupInfo = await sealGroupInfo(engine, pending.next, conversation);
  const sealedCount = store.account.counter("sealedCount") + 1;
  const request = { messageId: newMessageId(engine), sealedCount, commit, sealedGroupInfo };
  const prepared: PendingCommit = { kind: "commit", request, next: encodeGroup(pending.next) };
  store.transaction(() => {
    store.account.setCounter("sealedCount", sealedCount);
    store.conversations.put({ ...conversation, pending: encodePending(prepared) });
  });
  return prepared;
}

function addressOf(member: Member): readonly MailboxAddress[] {
  const who = whoIs(member);
  return who === undefined ? [] : [{ accountId: who.state.accountId, deviceId: who.device.deviceId }];
}

function adopt(
  engine: Engine,
  conversation: ConversationRecord,
  done: { readonly before: Group; readonly next: Group; readonly atMs: number },
): void {
  const { store, groups } = engine;
  const { conversationId } = conversation;
  store.transaction(() => {
    groups.writeEpoch(conversationId, { next: done.next, before: done.before, atMs: done.atMs });
    store.outbox.unsealAll(conversationId);
    store.conversations.put({ ...conversation, pending: undefined });
  });
  groups.remember(conversationId, done.next);
}
