import { members, receive, type Group, type Member, type ReceivedCommit } from "@bridle/core";
import {
  decodeAuthenticatedData,
  equalBytes,
  readMlsFraming,
  type AuthenticatedData,
  type Chain,
  type MailboxEntry,
  type MailboxAddress,
} from "@bridle/protocol";
import type { ClientEvent } from "../api/shapes.ts";
import type { ContactRecord } from "../store/contact-store.ts";
import type { ConversationRecord } from "../store/conversation-store.ts";
import {
  chainStateOf,
  contradicts,
  forkWarning,
  isActiveDevice,
  judgeChain,
  ownRecord,
  takeOverOwnChain,
} from "./contacts.ts";
import { whoIs, type Engine } from "./engine.ts";
import { decodePending } from "./pending.ts";
import { resumePending } from "./resume-pending.ts";
import { LATER, NOTHING, type Later, type Taken } from "./taken.ts";

type CommitEntry = Extract<MailboxEntry, { readonly kind: "commit" }>;

/**
 * A commit that the server ordered. It is adopted only if every leaf that it adds or changes is a
 * listed device of us two ([E4]), and if what it does is what its authenticated data told the server ([E5]).
 * One that isn't adopted burns the epoch: this device comes back in from outside. Until it does, it follows what
 * it still can: messages of that epoch may wait behind it.
 */
export async function receiveCommit(engine: Engine, entry: CommitEntry): Promise<Taken | Later> {
  const { conversationId } = entry;
  const conversation = engine.store.conversations.get(conversationId);
  const group = engine.groups.get(conversationId);
  if (conversation === undefined || group === undefined || conversation.state === "ended") return NOTHING;
  const framing = readMlsFraming(entry.body);
  if (!framing.ok || framing.value.conversationId !== conversationId) return burnt(engine, conversation);
  if (framing.value.epoch < Number(group.epoch)) return NOTHING;
  if (framing.value.epoch > Number(group.epoch)) {
    const resumed = await resumePending(engine, conversation, framing.value.epoch);
    if (resumed === LATER) return LATER;
    if (resumed) return receiveCommit(engine, entry);
  }
  const said = decodeAuthenticatedData(framing.value.authenticatedData);
  const received = await receive(engine.mls, group, entry.body);
  if (!said.ok || !received.ok || received.value.kind !== "commit") return burnt(engine, conversation);
  const commit = received.value;
  const judged = judgeLeaves(engine, conversation, commit);
  if (judged === undefined || !doesWhatItSays(said.value, commit)) return burnt(engine, conversation);
  return adopt(engine, { entry, conversation, before: group, commit, judged });
}

interface Judged {
  /** The contact with their newer chain, where the commit showed one. */
  readonly contact: ContactRecord | undefined;
  /** Our own newer chain, where a device of ours showed one. */
  readonly ownChain: Chain | undefined;
  readonly events: readonly ClientEvent[];
}

/**
 * Each leaf's chain must go on from what we know of us two, and each leaf that the commit adds or changes
 * must be an active device of the newest: what a leaf says of itself may be long over.
 */
function judgeLeaves(
  engine: Engine,
  conversation: ConversationRecord,
  commit: ReceivedCommit,
): Judged | undefined {
  const known = engine.store.contacts.get(conversation.accountId);
  if (known === undefined || commit.selfRemoved) return undefined;
  const nowMs = engine.clock.nowMs();
  const before = [known, ownRecord(engine)];
  const newest = new Map(before.map((record) => [record.accountId, record]));
  for (const member of members(commit.group)) {
    const who = whoIs(member);
    const record = who && newest.get(who.state.accountId);
    if (who === undefined || record === undefined) return undefined;
    const news = judgeChain(record, who.chain, nowMs);
    if (contradicts(news)) return undefined;
    if (news.kind === "newer") newest.set(record.accountId, news.contact);
  }
  const belongs = (member: Member): boolean => {
    const accountId = whoIs(member)?.state.accountId;
    const record = accountId && newest.get(accountId);
    const devices = (record && chainStateOf(record.chain)?.devices) ?? [];
    return isActiveDevice(devices, member.signatureKey, nowMs);
  };
  // Leaves that were there before may be of devices removed meanwhile; they go before we next send.
  if (![...commit.added, commit.committer].every(belongs)) return undefined;
  const [contact, own] = before.map((record) => {
    const now = newest.get(record.accountId);
    return now === record ? undefined : now;
  });
  return {
    contact,
    ownChain: own?.chain,
    events: contact?.changedAt === undefined ? [] : [forkWarning(contact.accountId)],
  };
}

/** The delivery change in the clear and the leaves inside must be the same people's devices. */
function doesWhatItSays(said: AuthenticatedData, commit: ReceivedCommit): boolean {
  const expected = commit.external ? "rejoin" : "commit";
  if (said.outerClass !== expected) return false;
  return sameAddresses(said.delivery.add, commit.added) && covers(said.delivery.remove, commit);
}

function sameAddresses(said: readonly MailboxAddress[], found: readonly Member[]): boolean {
  return said.length === found.length && found.every((member) => said.some((entry) => isAt(entry, member)));
}

/** A device that rejoins replaces its own leaf: nothing changes for the delivery list. */
function covers(said: readonly MailboxAddress[], commit: ReceivedCommit): boolean {
  const gone = commit.removed.filter(
    (removed) => !commit.added.some((added) => equalBytes(added.signatureKey, removed.signatureKey)),
  );
  return sameAddresses(said, gone);
}

function isAt(entry: MailboxAddress, member: Member): boolean {
  const who = whoIs(member);
  return who?.state.accountId === entry.accountId && who.device.deviceId === entry.deviceId;
}

interface Adopted {
  readonly entry: CommitEntry;
  readonly conversation: ConversationRecord;
  readonly before: Group;
  readonly commit: ReceivedCommit;
  readonly judged: Judged;
}

function adopt(engine: Engine, { entry, conversation, before, commit, judged }: Adopted): Taken {
  const { store } = engine;
  const { conversationId } = entry;
  const isTheirs = whoIs(commit.committer)?.state.accountId === conversation.accountId;
  return {
    write() {
      engine.groups.writeEpoch(conversationId, { next: commit.group, before: before, atMs: entry.atMs });
      // What was sealed for the epoch before and not accepted is sealed anew.
      store.outbox.unsealAll(conversationId);
      store.conversations.put({ ...conversation, pending: stillOpen(conversation) });
      if (judged.contact !== undefined) store.contacts.put(judged.contact);
      if (judged.ownChain !== undefined) takeOverOwnChain(engine, judged.ownChain);
      if (!commit.external || !isTheirs) return;
      const notice = judged.contact === undefined ? "their_rejoin" : "devices_changed";
      store.messages.insertNotice({ conversationId, position: entry.order, at: entry.atMs, notice });
    },
    follow() {
      engine.groups.remember(conversationId, commit.group);
      engine.wake.outbox(conversationId);
      if (judged.ownChain !== undefined) engine.wake.upkeep();
    },
    events: judged.events,
  };
}

/** Our own commit to this epoch came second. Whether the server took a founding or a rejoin isn't known by this. */
function stillOpen({ pending }: ConversationRecord): Uint8Array | undefined {
  return pending === undefined || decodePending(pending).kind === "commit" ? undefined : pending;
}

/** The server ordered a commit that we can't follow. Nothing of it is taken over. */
function burnt(engine: Engine, conversation: ConversationRecord): Taken {
  return {
    write: () => engine.store.conversations.put({ ...conversation, needsRejoin: true }),
    follow: () => engine.wake.outbox(conversation.conversationId),
  };
}
