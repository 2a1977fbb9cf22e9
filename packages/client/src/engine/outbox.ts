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
import { passing, type Turn } from "./turn.ts";

// Content leaves in the order in which it was written, conversation by conversation. An item is
// sealed and stored before it is sent, so a repetition is the same bytes under the same id, and the
// server answers it as it did the first time ([E6]).

/** Messages of one conversation under way at the same time. */
const WINDOW = 32;
/** Bytes that MLS adds inside its padding: signature and lengths. */
const SIGNED_OVERHEAD = 72;
/** A store that is full is looked at again after this. */
const FAULT_RETRY_MS = 5_000;
/** How long after the server called an epoch over the commit that ended it may be on its way. */
const OVER_MS = 5_000;

export interface Outbox {
  wake(conversationId?: ConversationId): void;
  /** The mailbox is empty: whatever waited for that goes on. */
  drained(): void;
}

interface Line {
  readonly conversationId: ConversationId;
  readonly underWay: Set<number>;
  running: boolean;
  again: boolean;
  /** Goes on when the mailbox is empty. */
  waitsForMail: boolean;
  /** Nothing goes out in this epoch before a timer has ended. */
  pausedIn: number | undefined;
  /** The server said that this epoch is over; the commit that ended it hasn't come. */
  overIn: number | undefined;
}

type Lines = Map<ConversationId, Line>;

export function createOutbox(engine: Engine): Outbox {
  const lines: Lines = new Map();
  return {
    wake(conversationId) {
      if (conversationId !== undefined) return wake(engine, lineOf(lines, conversationId));
      const waiting = new Set(engine.store.outbox.conversations());
      for (const { conversationId: id, needsRejoin } of engine.store.conversations.list()) {
        if (needsRejoin || waiting.has(id)) wake(engine, lineOf(lines, id));
      }
    },
    drained() {
      for (const line of lines.values()) if (line.waitsForMail) wake(engine, line);
    },
  };
}

function lineOf(lines: Lines, conversationId: ConversationId): Line {
  const found = lines.get(conversationId);
  if (found !== undefined) return found;
  const line: Line = {
    conversationId,
    underWay: new Set(),
    running: false,
    again: false,
    waitsForMail: false,
    pausedIn: undefined,
    overIn: undefined,
  };
  lines.set(conversationId, line);
  return line;
}

function wake(engine: Engine, line: Line): void {
  line.again = true;
  if (line.running) return;
  line.running = true;
  engine.background.run(() => pump(engine, line));
}

function wakeLater(engine: Engine, line: Line, pauseMs: number): void {
  if (pauseMs === 0) return wake(engine, line);
  engine.background.later(pauseMs, () => {
    line.pausedIn = undefined;
    wake(engine, line);
  });
}

async function pump(engine: Engine, line: Line): Promise<void> {
  try {
    do {
      line.again = false;
      const items = await engine.lane.run(() => prepare(engine, line));
      for (const item of items) {
        line.underWay.add(item.id);
        engine.background.run(() => send(engine, line, item));
      }
    } while (line.again);
  } catch (thrown) {
    wakeLater(engine, line, FAULT_RETRY_MS);
    throw thrown;
  } finally {
    line.running = false;
  }
}

async function send(engine: Engine, line: Line, item: SealedItem): Promise<void> {
  const { messageId, sealedCount, sealed: message } = item;
  const result = await engine.session.call("conversation.send", { messageId, sealedCount, message });
  // Where the store can't take the answer, the same bytes go again and are answered alike ([A11]).
  let pauseMs: number | undefined = FAULT_RETRY_MS;
  try {
    pauseMs = await engine.lane.run(async () => settle(engine, { item, line, result }));
  } finally {
    line.underWay.delete(item.id);
    if (pauseMs !== undefined) wakeLater(engine, line, pauseMs);
  }
}

type SealedItem = OutboxItem & { readonly sealed: Uint8Array; readonly sealedCount: number };

/** The next items, sealed for the present epoch and durable; the thread is mended before. */
async function prepare(engine: Engine, line: Line): Promise<readonly SealedItem[]> {
  const { store } = engine;
  const { conversationId, underWay } = line;
  if (engine.session.state !== "online") return [];
  if (line.pausedIn !== undefined && line.pausedIn === epochOf(engine, conversationId)) return [];
  if ((await backIn(engine, line)) !== "ready") return [];
  const items = store.outbox.waiting(conversationId, WINDOW).filter((item) => !underWay.has(item.id));
  if (items.length === 0 || underWay.size >= WINDOW) return [];
  const found = store.conversations.get(conversationId);
  // A changed safety number holds back what a person wrote until they decided.
  const held = found !== undefined && store.contacts.get(found.accountId)?.changedAt !== undefined;
  const ready = held ? items.filter((item) => !isHeld(item)) : items;
  if (ready.length === 0 || !(await isTidy(engine, line))) return [];
  const group = engine.groups.get(conversationId);
  return group === undefined
    ? []
    : seal(engine, { conversationId, group }, ready.slice(0, WINDOW - underWay.size));
}

/** Below all epochs where there is no thread yet. */
function epochOf(engine: Engine, conversationId: ConversationId): number {
  return Number(engine.groups.get(conversationId)?.epoch ?? -1);
}

/** Whether the thread is whole. It is mended only when nothing waits in the mailbox ([E10]). */
async function backIn(engine: Engine, line: Line): Promise<Turn> {
  const { store } = engine;
  const { conversationId, overIn } = line;
  const found = store.conversations.get(conversationId);
  if (found === undefined || (found.state !== "active" && found.state !== "rejoining")) return "waits";
  const isOver = overIn !== undefined && overIn === epochOf(engine, conversationId);
  if (!found.needsRejoin && !isOver) return "ready";
  // Whoever was unblocked is heard again first: an answer to what we send now must find our mailbox.
  if (store.account.owed("blocks") > 0) return "waits";
  line.waitsForMail = !engine.isDrained();
  if (line.waitsForMail) return "waits";
  if (!found.needsRejoin) store.transaction(() => store.conversations.put({ ...found, needsRejoin: true }));
  return paused(engine, line, await rejoin(engine, conversationId));
}

function paused(engine: Engine, line: Line, turn: Turn): Turn {
  if (typeof turn === "string") return turn;
  line.pausedIn = epochOf(engine, line.conversationId);
  wakeLater(engine, line, turn.againMs);
  return turn;
}

async function isTidy(engine: Engine, line: Line): Promise<boolean> {
  const turn = await tidyGroup(engine, line.conversationId);
  if (turn === "over") wakeLater(engine, line, over(engine, line));
  else paused(engine, line, turn);
  return turn === "ready";
}

/**
 * The server says that the present epoch is over: the commit that ended it is in the mailbox. Where it doesn't
 * come, the thread is lost. Gives how long it may take.
 */
function over(engine: Engine, line: Line): number {
  line.overIn = epochOf(engine, line.conversationId);
  line.pausedIn = line.overIn;
  return OVER_MS;
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
    line.overIn = undefined;
    accepted(engine, item, result.value);
    return 0;
  }
  const { kind } = result.error;
  const turn = passing(result.error);
  if (turn !== undefined) return typeof turn === "object" ? turn.againMs : undefined;
  if (kind === "stale_epoch" || kind === "future_epoch" || kind === "not_a_member") {
    return refusedForEpoch(engine, { item, line, kind });
  }
  failed(engine, item, kind);
  return 0;
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
    // It may have been given up while it was under way.
    if (message.status === "waiting" || message.status === "failed")
      store.messages.setStatus(message, "sent");
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
  const lost = sent.kind !== "stale_epoch";
  const conversation = store.conversations.get(conversationId);
  store.transaction(() => {
    store.outbox.setSealed(sent.item.id, undefined);
    if (lost && conversation !== undefined) store.conversations.put({ ...conversation, needsRejoin: true });
  });
  return lost || sent.item.sealedEpoch !== epochOf(engine, conversationId) ? 0 : over(engine, sent.line);
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
