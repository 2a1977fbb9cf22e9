import type { Message, MessageStatus, TimelineEntry } from "@bridle/client";
import type { ConversationId } from "../engine/engine.ts";

export type MessageEntry = Extract<TimelineEntry, { readonly kind: "message" }>;

/** What is loaded of one conversation: its last entries, without a hole, oldest first. */
export interface Timeline {
  readonly conversationId: ConversationId;
  readonly entries: readonly TimelineEntry[];
  /** False until the first page is there. */
  readonly loaded: boolean;
  /** The conversation's beginning is among the entries. */
  readonly complete: boolean;
  /** Position of the first message that was unread when the conversation was opened. */
  readonly unreadFrom: number | undefined;
  readonly unreadCount: number;
}

export function emptyTimeline(conversationId: ConversationId): Timeline {
  const nothing = { entries: [], loaded: false, complete: false, unreadFrom: undefined, unreadCount: 0 };
  return { conversationId, ...nothing };
}

/** A page that was asked for with `limit`, and with `before` unless it is the newest one. */
export interface Page {
  readonly entries: readonly TimelineEntry[];
  readonly limit: number;
}

/** The newest page, new or fetched again: it replaces everything from its first position on. */
export function withNewest(timeline: Timeline, page: Page): Timeline {
  const first = page.entries[0];
  const all = page.entries.length < page.limit;
  const older =
    all || first === undefined ? [] : timeline.entries.filter((entry) => entry.position < first.position);
  const overlaps = timeline.entries.some((entry) => first !== undefined && entry.position >= first.position);
  // Without overlap there would be a hole between what was loaded and the page; then the page stands alone.
  const kept = overlaps ? older : [];
  return {
    ...timeline,
    loaded: true,
    complete: all || (kept.length > 0 && timeline.complete),
    entries: [...kept, ...reused(timeline.entries, page.entries)],
  };
}

/** A page of what lies before the first loaded entry. */
export function withOlder(timeline: Timeline, page: Page): Timeline {
  const first = timeline.entries[0];
  const before = first === undefined ? [] : page.entries.filter((entry) => entry.position < first.position);
  return {
    ...timeline,
    complete: page.entries.length < page.limit,
    entries: [...before, ...timeline.entries],
  };
}

/** A message that changed in place: edited or deleted. Undefined when it isn't loaded. */
export function withChanged(timeline: Timeline, message: Message): Timeline | undefined {
  if (message.edited !== true && message.deleted !== true) return undefined;
  return changed(timeline, message.messageId, (entry) => ({ ...entry, ...message }));
}

const RANK: Readonly<Record<MessageStatus, number>> = {
  failed: 0,
  waiting: 1,
  sent: 2,
  delivered: 3,
  read: 4,
};

/** A receipt for one's own message; a late one never takes anything back. */
export function withReceipt(timeline: Timeline, messageId: string, status: "delivered" | "read"): Timeline {
  const better = (entry: MessageEntry): MessageEntry =>
    entry.status !== undefined && RANK[entry.status] < RANK[status] ? { ...entry, status } : entry;
  return changed(timeline, messageId, better) ?? timeline;
}

/** Where the unread messages begin, counted from the end over messages of others. */
export function withUnreadLine(timeline: Timeline, unread: number, me: string | undefined): Timeline {
  let left = unread;
  let from: number | undefined;
  for (const entry of timeline.entries.toReversed()) {
    if (left === 0) break;
    if (entry.kind !== "message" || entry.from === me) continue;
    from = entry.position;
    left -= 1;
  }
  return { ...timeline, unreadFrom: from, unreadCount: unread };
}

export function withoutUnreadLine(timeline: Timeline): Timeline {
  return { ...timeline, unreadFrom: undefined, unreadCount: 0 };
}

function changed(
  timeline: Timeline,
  messageId: string,
  change: (entry: MessageEntry) => MessageEntry,
): Timeline | undefined {
  const index = timeline.entries.findLastIndex(
    (entry) => entry.kind === "message" && entry.messageId === messageId,
  );
  const entry = timeline.entries[index];
  if (entry === undefined || entry.kind !== "message") return undefined;
  const next = change(entry);
  return next === entry ? timeline : { ...timeline, entries: timeline.entries.with(index, next) };
}

/** The entries of a fetched page, each as the object already shown when nothing about it changed. */
function reused(before: readonly TimelineEntry[], page: readonly TimelineEntry[]): readonly TimelineEntry[] {
  const known = new Map(before.map((entry) => [idOf(entry), entry]));
  return page.map((entry) => {
    const shown = known.get(idOf(entry));
    return shown !== undefined && JSON.stringify(shown) === JSON.stringify(entry) ? shown : entry;
  });
}

/** Names an entry for as long as it is shown; a message keeps it when it gets its place from the server. */
export function idOf(entry: TimelineEntry): string {
  return entry.kind === "message" ? entry.messageId : `notice ${entry.position}`;
}
