import { encryptMessage, frank, type Group } from "@bridle/core";
import {
  encodeAuthenticatedData,
  decodeContent,
  noDeliveryChange,
  ok,
  paddedSize,
  type ConversationId,
} from "@bridle/protocol";
import type { OutboxItem } from "../store/outbox-store.ts";
import type { CallResult } from "../wire/connection.ts";
import { tidyGroup } from "./commit-removals.ts";
import { isWritten } from "./contents.ts";
import { refuse, type Engine } from "./engine.ts";
import { rejoin } from "./rejoin.ts";

// Content leaves in the order in which it was written, conversation by conversation. An item is
// sealed and stored before it is sent, so a repetition is the same bytes under the same id, and the
// server answers it as it did the first time ([E6]).

/** Messages of one conversation under way at the same time. */
const WINDOW = 32;
/** Bytes that MLS adds inside its padding: signature and lengths. */
const SIGNED_OVERHEAD = 72;
const RETRY_MS = 1_000;
const OPERATOR_RETRY_MS = 60_000;
/** A message refused for its epoch this often means that the thread is lost. */
const STALE_MAX = 3;

export interface Outbox {
  wake(conversationId?: ConversationId): void;
}

interface Line {
  readonly underWay: Set<number>;
  running: boolean;
  again: boolean;
  stale: number;
}

export function createOutbox(engine: Engine): Outbox {
  const lines = new Map<ConversationId, Line>();

  const lineOf = (conversationId: ConversationId): Line => {
    const found = lines.get(conversationId);
    if (found !== undefined) return found;
    const line: Line = { underWay: new Set(), running: false, again: false, stale: 0 };
    lines.set(conversationId, line);
    return line;
  };

  const pump = async (conversationId: ConversationId, line: Line): Promise<void> => {
    do {
      line.again = false;
      const items = await engine.lane.run(() => prepare(engine, conversationId, line));
      for (const item of items) {
        line.underWay.add(item.id);
        engine.background.run(() => send(conversationId, line, item));
      }
    } while (line.again);
    line.running = false;
  };

  const send = async (conversationId: ConversationId, line: Line, item: SealedItem): Promise<void> => {
    const { messageId, sealedCount, sealed: message } = item;
    const result = await engine.session.call("conversation.send", { messageId, sealedCount, message });
    const pauseMs = await engine.lane.run(async () => settle(engine, { item, line, result }));
    line.underWay.delete(item.id);
    if (pauseMs === undefined) return;
    if (pauseMs > 0) engine.background.later(pauseMs, () => wake(conversationId));
    else wake(conversationId);
  };

  const wake = (conversationId: ConversationId): void => {
    const line = lineOf(conversationId);
    line.again = true;
    if (line.running) return;
    line.running = true;
    engine.background.run(() => pump(conversationId, line));
  };

  return {
    wake(conversationId) {
      if (conversationId !== undefined) return wake(conversationId);
      const waiting = new Set(engine.store.outbox.conversations());
      for (const { conversationId: id, needsRejoin } of engine.store.conversations.list()) {
        if (needsRejoin || waiting.has(id)) wake(id);
      }
    },
  };
}

type SealedItem = OutboxItem & { readonly sealed: Uint8Array; readonly sealedCount: number };

/** The next items, sealed for the present epoch and durable; the thread is mended before. */
async function prepare(
  engine: Engine,
  conversationId: ConversationId,
  line: Line,
): Promise<readonly SealedItem[]> {
  const { store } = engine;
  if (engine.session.state !== "online") return [];
  const found = store.conversations.get(conversationId);
  if (found === undefined || (found.state !== "active" && found.state !== "rejoining")) return [];
  // Whoever was unblocked is heard again first: an answer to what we send now must find our mailbox.
  if (found.needsRejoin && store.account.owed("blocks") > 0) return [];
  if (found.needsRejoin && !(await rejoin(engine, conversationId))) return [];
  const items = store.outbox.waiting(conversationId, WINDOW).filter((item) => !line.underWay.has(item.id));
  if (items.length === 0 || line.underWay.size >= WINDOW) return [];
  // A changed safety number holds back what a person wrote until they decided.
  const contact = store.contacts.get(found.accountId);
  const held = contact?.changedAt !== undefined;
  const ready = held ? items.filter((item) => !isHeld(item)) : items;
  if (ready.length === 0 || !(await tidyGroup(engine, conversationId))) return [];
  const group = engine.groups.get(conversationId);
  return group === undefined
    ? []
    : seal(engine, { conversationId, group }, ready.slice(0, WINDOW - line.underWay.size));
}

/** By the content itself: an older app marked only texts as visible. */
function isHeld({ visible, content }: OutboxItem): boolean {
  if (visible) return true;
  const said = decodeContent(content);
  return said.ok && isWritten(said.value.body);
}

async function seal(
  engine: Engine,
  thread: { readonly conversationId: ConversationId; readonly group: Group },
  items: readonly OutboxItem[],
): Promise<readonly SealedItem[]> {
  const { store } = engine;
  const { conversationId } = thread;
  const epoch = Number(thread.group.epoch);
  let { group } = thread;
  let count = store.account.counter("sealedCount");
  const done: SealedItem[] = [];
  const fresh: SealedItem[] = [];
  for (const item of items) {
    if (item.sealed !== undefined && item.sealedEpoch === epoch && item.sealedCount !== undefined) {
      done.push({ ...item, sealed: item.sealed, sealedCount: item.sealedCount });
      continue;
    }
    const sealed = await sealOne(engine, group, item);
    if (sealed === undefined) break;
    ({ group } = sealed);
    count += 1;
    const entry = { ...item, sealed: sealed.message, sealedEpoch: epoch, sealedCount: count };
    fresh.push(entry);
    done.push(entry);
  }
  if (fresh.length === 0) return done;
  store.transaction(() => {
    engine.groups.writeRatchet(conversationId, group);
    store.account.setCounter("sealedCount", count);
    for (const { id, sealed, sealedCount } of fresh) {
      store.outbox.setSealed(id, { bytes: sealed, epoch, count: sealedCount });
    }
  });
  engine.groups.remember(conversationId, group);
  return done;
}

async function sealOne(
  engine: Engine,
  group: Group,
  item: OutboxItem,
): Promise<{ readonly group: Group; readonly message: Uint8Array } | undefined> {
  const content = decodeContent(item.content);
  if (!content.ok) throw new Error("assertion failed: own content is well-formed");
  const { plaintext, commitment } = frank(engine.crypto, content.value);
  const authenticatedData = encodeAuthenticatedData({
    outerClass: "message",
    commitment,
    delivery: noDeliveryChange,
  });
  const padTo = paddedSize(plaintext.length + SIGNED_OVERHEAD);
  const encrypted = await encryptMessage(engine.mls, group, { plaintext, authenticatedData, padTo });
  return encrypted.ok ? encrypted.value : undefined;
}

/** Takes the server's answer. Gives how long to wait before the next try, or `undefined` for never. */
function settle(
  engine: Engine,
  sent: { readonly item: SealedItem; readonly line: Line; readonly result: CallResult<"conversation.send"> },
): number | undefined {
  const { item, line, result } = sent;
  if (result.ok) {
    line.stale = 0;
    accepted(engine, item, result.value);
    return 0;
  }
  const { kind, retryAfterMs } = result.error;
  switch (kind) {
    case "disconnected":
      return undefined; // Coming online wakes the outbox.
    case "stale_epoch":
    case "future_epoch":
    case "not_a_member":
      return refusedForEpoch(engine, { item, line, kind });
    case "rate_limited":
    case "overloaded":
    case "storage_full":
    case "internal":
      return Math.max(RETRY_MS, retryAfterMs);
    case "refused_by_operator":
      // It may be lifted before its end, which may be weeks away.
      return Math.min(OPERATOR_RETRY_MS, Math.max(RETRY_MS, retryAfterMs));
    case "unauthenticated":
      return RETRY_MS;
    case "malformed":
    case "unsupported":
    case "bad_message":
      failed(engine, item, kind);
      return 0;
  }
}

function accepted(
  engine: Engine,
  item: SealedItem,
  place: { readonly order: number; readonly atMs: number },
): void {
  const { store } = engine;
  const { conversationId, messageId } = item;
  const message = store.messages.get(conversationId, messageId);
  store.transaction(() => {
    store.outbox.delete(item.id);
    if (message === undefined) return;
    store.messages.setPlace(message, { position: place.order, at: place.atMs });
    if (message.status === "waiting") store.messages.setStatus(message, "sent");
    const conversation = store.conversations.get(conversationId);
    if (conversation !== undefined) store.conversations.put({ ...conversation, at: place.atMs });
  });
  engine.settled.get(messageId)?.(ok({ at: place.atMs }));
  engine.settled.delete(messageId);
  if (message !== undefined) engine.emit({ name: "conversation", data: { conversationId, state: "active" } });
}

/** Sealed for an epoch that is over: again for the present one, or back in from outside. */
function refusedForEpoch(
  engine: Engine,
  sent: { readonly item: SealedItem; readonly line: Line; readonly kind: string },
): number {
  const { store } = engine;
  const { conversationId } = sent.item;
  sent.line.stale += 1;
  const lost = sent.kind !== "stale_epoch" || sent.line.stale > STALE_MAX * WINDOW;
  const conversation = store.conversations.get(conversationId);
  store.transaction(() => {
    store.outbox.setSealed(sent.item.id, undefined);
    if (lost && conversation !== undefined) store.conversations.put({ ...conversation, needsRejoin: true });
  });
  return lost ? 0 : RETRY_MS / 4;
}

function failed(engine: Engine, item: SealedItem, why: string): void {
  const { store } = engine;
  const { conversationId, messageId } = item;
  const message = store.messages.get(conversationId, messageId);
  store.transaction(() => {
    store.outbox.delete(item.id);
    if (message !== undefined) store.messages.setStatus(message, "failed", why);
  });
  engine.settled.get(messageId)?.(refuse("refused_by_server", why));
  engine.settled.delete(messageId);
  engine.emit({ name: "conversation", data: { conversationId, state: "active" } });
}
