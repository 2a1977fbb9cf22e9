import type { Events, Message, TimelineEntry } from "@bridle/client";
import type { ConversationId, Engine, MessageId } from "../engine/engine.ts";
import { coalesced } from "./coalesced.ts";
import type { AppState } from "./state.ts";
import type { Store } from "./store.ts";
import {
  emptyTimeline,
  idOf,
  withChanged,
  withNewest,
  withOlder,
  withoutUnreadLine,
  withReceipt,
  withUnreadLine,
  type Timeline,
} from "./timeline.ts";

const PAGE = 60;
const PAGE_MAX = 500;
/** How far back a jump to a found message looks. */
const JUMP_PAGES_MAX = 40;

/** The timeline of the conversation that is open. */
export interface TimelineFeed extends Pages {
  close(): void;
  /** Takes the unread line away: one has answered. */
  answered(): void;
  message(message: Message): void;
  receipt(receipt: Events["receipt"]): void;
  conversation(conversationId: ConversationId): void;
}

export function startTimelineFeed(engine: Engine, store: Store<AppState>): TimelineFeed {
  const open = openTimeline(store);
  const pages = startPages(engine, store, open);
  return {
    ...pages,
    close: () => store.set((state) => ({ ...state, timeline: undefined })),
    answered: () => {
      const timeline = open.current();
      if (timeline?.unreadFrom !== undefined) open.change(timeline.conversationId, withoutUnreadLine);
    },
    message: (message) => {
      const timeline = open.current();
      if (timeline?.conversationId !== message.conversationId) return;
      const edited = withChanged(timeline, message);
      if (edited === undefined) void pages.newest();
      else open.change(message.conversationId, () => edited);
    },
    receipt: ({ conversationId, messageId, kind }) =>
      open.change(conversationId, (timeline) => withReceipt(timeline, messageId, kind)),
    conversation: (conversationId) => {
      if (open.current()?.conversationId === conversationId) void pages.refresh();
    },
  };
}

interface OpenTimeline {
  readonly current: () => Timeline | undefined;
  /** Applies a change unless another conversation was opened meanwhile. */
  readonly change: (conversationId: ConversationId, apply: (timeline: Timeline) => Timeline) => void;
}

function openTimeline(store: Store<AppState>): OpenTimeline {
  return {
    current: () => store.get().timeline,
    change: (conversationId, apply) =>
      store.set((state) =>
        state.timeline?.conversationId === conversationId
          ? { ...state, timeline: apply(state.timeline) }
          : state,
      ),
  };
}

interface Pages {
  /** Loads the newest page and marks where the unread ones begin. */
  open(conversationId: ConversationId, unread: number): void;
  /** Fetches the newest page again, after something was added. */
  newest(): Promise<void>;
  /** Fetches again what is loaded, at most the last page the engine gives. */
  refresh(): Promise<void>;
  /** Loads a page of older entries, if there are any and none is being loaded. */
  older(): Promise<void>;
  /** Loads back to a message. False when this device doesn't have it. */
  loadUntil(messageId: MessageId): Promise<boolean>;
}

/** A page of entries and whose it is. */
interface Page {
  readonly conversationId: ConversationId;
  readonly entries: readonly TimelineEntry[];
  readonly limit: number;
}

function startPages(engine: Engine, store: Store<AppState>, { current, change }: OpenTimeline): Pages {
  const newest = async (limitOf: (timeline: Timeline) => number): Promise<void> => {
    const timeline = current();
    if (timeline === undefined) return;
    const { conversationId } = timeline;
    const limit = limitOf(timeline);
    const answer = await engine.call("conversation.timeline", { conversationId, limit });
    if (answer.ok) change(conversationId, (now) => withNewest(now, { entries: answer.value, limit }));
  };
  const pageBefore = async (limit: number): Promise<Page | undefined> => {
    const timeline = current();
    const before = timeline?.entries[0]?.position;
    if (timeline === undefined || timeline.complete || before === undefined) return undefined;
    const { conversationId } = timeline;
    const answer = await engine.call("conversation.timeline", { conversationId, before, limit });
    return answer.ok ? { entries: answer.value, limit, conversationId } : undefined;
  };
  let loadingOlder: Promise<void> | undefined;
  const loadOlder = async (limit: number): Promise<void> => {
    const page = await pageBefore(limit);
    // Over before it shows: what is drawn then may need the next page at once.
    loadingOlder = undefined;
    if (page !== undefined) change(page.conversationId, (now) => withOlder(now, page));
  };
  const older = (limit: number): Promise<void> => {
    loadingOlder ??= loadOlder(limit);
    return loadingOlder;
  };
  const open = async (conversationId: ConversationId, unread: number): Promise<void> => {
    store.set((state) => ({ ...state, timeline: emptyTimeline(conversationId) }));
    const limit = Math.min(PAGE_MAX, Math.max(PAGE, unread + 20));
    const answer = await engine.call("conversation.timeline", { conversationId, limit });
    if (!answer.ok) return;
    const me = store.get().account?.accountId;
    const page = { entries: answer.value, limit };
    change(conversationId, (now) => withUnreadLine(withNewest(now, page), unread, me));
  };
  return {
    open: (conversationId, unread) => {
      // Opened again with nothing new, it is still as it was left.
      const kept = current()?.conversationId === conversationId && unread === 0;
      if (!kept) void open(conversationId, unread);
    },
    newest: coalesced(() => newest(() => PAGE)),
    refresh: coalesced(() => newest(({ entries }) => Math.min(PAGE_MAX, Math.max(PAGE, entries.length)))),
    older: () => older(PAGE),
    loadUntil: async (messageId) => {
      const found = (): boolean => current()?.entries.some((entry) => idOf(entry) === messageId) ?? false;
      for (let page = 0; page < JUMP_PAGES_MAX && !found() && current()?.complete === false; page += 1) {
        await older(PAGE_MAX);
      }
      return found();
    },
  };
}
