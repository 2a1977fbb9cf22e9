import {
  chainCrypto,
  receive,
  sha256,
  unfrank,
  type Group,
  type MlsRefusalKind,
  type ReceivedApplication,
} from "@bridle/core";
import {
  decodeAuthenticatedData,
  equalBytes,
  readMlsFraming,
  receiptHolds,
  type AuthenticatedData,
  type ContentMessage,
  type MailboxEntry,
  type MlsFraming,
} from "@bridle/protocol";
import type { TimelineNotice, WarningKind } from "../api/shapes.ts";
import type { ConversationRecord } from "../store/conversation-store.ts";
import { EVIDENCE_LIFETIME_MS } from "../store/evidence-store.ts";
import { applyContent } from "./apply-content.ts";
import { listedDevices } from "./contacts.ts";
import { self, whoIs, type Engine } from "./engine.ts";
import { resumePending } from "./resume-pending.ts";
import { sayGap } from "./say-gap.ts";
import { after, LATER, NOTHING, type Later, type Taken } from "./taken.ts";

type MessageEntry = Extract<MailboxEntry, { readonly kind: "message" }>;

/** A message on its way through the checks; each adds what it established. */
interface Shown {
  readonly entry: MessageEntry;
  readonly conversation: ConversationRecord;
  readonly framing: MlsFraming;
  readonly said: AuthenticatedData;
}

/**
 * One message. It is shown only if all of this holds ([E2]): the server's receipt covers it, MLS opens
 * it, its sender is a listed device of somebody who belongs here, and the content opens the
 * commitment that the sender signed.
 */
export async function receiveMessage(engine: Engine, entry: MessageEntry): Promise<Taken | Later> {
  const conversation = engine.store.conversations.get(entry.conversationId);
  if (conversation === undefined || conversation.state === "blocked" || conversation.state === "ended") {
    return NOTHING;
  }
  const framing = readMlsFraming(entry.body);
  if (!framing.ok || framing.value.conversationId !== entry.conversationId) {
    return explain(engine, { entry, conversation }, "unverifiable");
  }
  const said = decodeAuthenticatedData(framing.value.authenticatedData);
  if (!said.ok) {
    const newer = said.error.kind === "unsupported_version";
    return explain(engine, { entry, conversation }, newer ? "newer_version" : "unverifiable");
  }
  const shown = { entry, conversation, framing: framing.value, said: said.value };
  if (!isReceipted(engine, shown)) return explain(engine, shown, "unverifiable");
  return open(engine, shown);
}

function isReceipted(engine: Engine, { entry, said }: Shown): boolean {
  const { conversationId, order, atMs } = entry;
  const server = engine.store.account.server();
  if (server === undefined) return false;
  const ciphertextHash = sha256(entry.body);
  const leaf = { conversationId, order, atMs, commitment: said.commitment, ciphertextHash };
  return receiptHolds(chainCrypto, server.frankingKey, { leaf, receipt: entry.receipt });
}

async function open(engine: Engine, shown: Shown): Promise<Taken | Later> {
  const { conversationId } = shown.entry;
  const current = engine.groups.get(conversationId);
  if (current !== undefined && shown.framing.epoch > Number(current.epoch)) {
    const resumed = await resumePending(engine, shown.conversation, shown.framing.epoch);
    if (resumed === LATER) return LATER;
    if (resumed) return receiveMessage(engine, shown.entry);
  }
  const isPast = current !== undefined && shown.framing.epoch < Number(current.epoch);
  const group = isPast ? engine.groups.past(conversationId, shown.framing.epoch) : current;
  if (group === undefined) return unreadable(engine, shown, "past_epoch");
  const received = await receive(engine.mls, group, shown.entry.body);
  if (!received.ok) return unreadable(engine, shown, received.error.kind);
  if (received.value.kind !== "application") return explain(engine, shown, "unverifiable");
  return judgeContent(engine, shown, { message: received.value, isPast });
}

function judgeContent(
  engine: Engine,
  shown: Shown,
  opened: { readonly message: ReceivedApplication; readonly isPast: boolean },
): Taken {
  const { message } = opened;
  const saveRatchet = ratchet(engine, shown, { group: message.group, isPast: opened.isPast });
  const sender = whoIs(message.sender);
  const isHere =
    sender !== undefined &&
    [shown.conversation.accountId, self(engine).accountId].includes(sender.state.accountId) &&
    listedDevices(engine, sender.state.accountId).some((listed) =>
      equalBytes(listed.signatureKey, message.sender.signatureKey),
    );
  if (!isHere) return after(saveRatchet, explain(engine, shown, "unverifiable"));
  const content = unfrank(message.plaintext, shown.said.commitment);
  if (!content.ok) {
    const newer = content.error.kind === "newer_version";
    return after(saveRatchet, explain(engine, shown, newer ? "newer_version" : "unverifiable"));
  }
  const said = content.value;
  const isTheirs =
    said.conversationId === shown.entry.conversationId &&
    said.accountId === sender.state.accountId &&
    said.deviceId === sender.device.deviceId;
  if (!isTheirs) return after(saveRatchet, explain(engine, shown, "unverifiable"));
  const keepEvidence = evidenceOf(engine, shown, { message, content: said });
  const { order, atMs } = shown.entry;
  return after(saveRatchet, after(keepEvidence, applyContent(engine, said, { order, atMs })));
}

function ratchet(
  engine: Engine,
  { entry }: Shown,
  opened: { readonly group: Group; readonly isPast: boolean },
): Taken {
  const { conversationId } = entry;
  if (opened.isPast) return { write: () => engine.groups.writePast(conversationId, opened.group) };
  return {
    write: () => engine.groups.writeRatchet(conversationId, opened.group),
    follow: () => engine.groups.remember(conversationId, opened.group),
  };
}

function evidenceOf(
  engine: Engine,
  { entry }: Shown,
  opened: { readonly message: ReceivedApplication; readonly content: ContentMessage },
): Taken {
  if (opened.content.body.kind !== "text") return NOTHING;
  const { evidence } = opened.message;
  const kept = {
    ...evidence,
    ciphertextHash: sha256(entry.body),
    order: entry.order,
    atMs: entry.atMs,
    receipt: entry.receipt,
    expiresAt: engine.clock.nowMs() + EVIDENCE_LIFETIME_MS,
  };
  return {
    write: () => engine.store.evidence.put(entry.conversationId, opened.content.messageId, kept),
  };
}

/** MLS could not open it. Replays are nothing; a lost thread mends itself; each loss is said ([E9]). */
function unreadable(engine: Engine, shown: Shown, kind: MlsRefusalKind): Taken {
  if (kind === "replayed") return NOTHING;
  const { conversation } = shown;
  const isOnItsWayBack = conversation.needsRejoin || conversation.state === "rejoining";
  if (kind === "future_epoch" || kind === "too_far_ahead")
    return after(missing(engine, shown), lost(engine, shown));
  return isOnItsWayBack || kind === "past_epoch"
    ? missing(engine, shown)
    : explain(engine, shown, "unverifiable");
}

function missing(engine: Engine, { entry }: Shown): Taken {
  const { conversationId, order, atMs } = entry;
  return { write: () => sayGap(engine.store, { conversationId, position: order, at: atMs }) };
}

function lost(engine: Engine, { conversation }: Shown): Taken {
  return {
    write: () => engine.store.conversations.put({ ...conversation, needsRejoin: true }),
    follow: () => engine.wake.outbox(conversation.conversationId),
  };
}

const WARNINGS: Partial<Record<TimelineNotice, WarningKind>> = {
  unverifiable: "message_refused",
  newer_version: "newer_version",
};

/** A line in the timeline instead of the message: nothing disappears without a word. */
function explain(
  engine: Engine,
  shown: Pick<Shown, "entry" | "conversation">,
  notice: TimelineNotice,
): Taken {
  const { conversationId, order, atMs } = shown.entry;
  const kind = WARNINGS[notice];
  return {
    write: () => engine.store.messages.insertNotice({ conversationId, position: order, at: atMs, notice }),
    events: kind === undefined ? [] : [{ name: "warning", data: { kind, conversationId } }],
  };
}
