import type { TimelineEntry } from "@bridle/client";
import { describe, expect, test } from "vitest";
import { rowsOf } from "../conversation/rows.ts";
import type { AccountId, ConversationId, MessageId } from "../engine/engine.ts";
import {
  emptyTimeline,
  withChanged,
  withNewest,
  withOlder,
  withoutUnreadLine,
  withReceipt,
  withUnreadLine,
  type MessageEntry,
  type Timeline,
} from "./timeline.ts";

const conversationId = "c0" as ConversationId;
const me = "aa" as AccountId;
const them = "bb" as AccountId;
const MINUTE = 60_000;

function message(position: number, more: Partial<MessageEntry> = {}): MessageEntry {
  return {
    kind: "message",
    position,
    messageId: `m${position}` as MessageId,
    conversationId,
    from: them,
    text: `text ${position}`,
    at: position * MINUTE,
    reactions: [],
    ...more,
  };
}
function run(from: number, to: number): readonly TimelineEntry[] {
  return Array.from({ length: to - from + 1 }, (_, index) => message(from + index));
}
function loaded(entries: readonly TimelineEntry[], limit = 10): Timeline {
  return withNewest(emptyTimeline(conversationId), { entries, limit });
}
function positions({ entries }: Timeline): readonly number[] {
  return entries.map(({ position }) => position);
}

describe("what is loaded of a conversation", () => {
  test("a page shorter than asked for holds the beginning", () => {
    expect(loaded(run(1, 3)).complete).toBe(true);
    expect(loaded(run(1, 10)).complete).toBe(false);
  });

  test("[W8] older pages come before it without a hole or a double", () => {
    const timeline = withOlder(loaded(run(21, 30)), { entries: run(12, 21), limit: 10 });
    expect(positions(timeline)).toEqual(Array.from({ length: 19 }, (_, index) => 12 + index));
    expect(timeline.complete).toBe(false);
    expect(withOlder(timeline, { entries: run(8, 11), limit: 10 }).complete).toBe(true);
  });

  test("[W8] the newest page, fetched again, replaces what it covers and keeps what is older", () => {
    const before = withOlder(loaded(run(11, 20)), { entries: run(1, 10), limit: 10 });
    const after = withNewest(before, { entries: run(13, 22), limit: 10 });
    expect(positions(after)).toEqual(Array.from({ length: 22 }, (_, index) => 1 + index));
    expect(after.entries[14]).toBe(before.entries[14]);
  });

  test("[W8] a page that doesn't touch what is loaded stands alone, rather than hiding a hole", () => {
    const after = withNewest(loaded(run(1, 10)), { entries: run(50, 59), limit: 10 });
    expect(positions(after)[0]).toBe(50);
    expect(after.complete).toBe(false);
  });

  test("a waiting message that got its place from the server moves there and isn't shown twice", () => {
    const waiting = message(1e9, { messageId: "mine" as MessageId, from: me, status: "waiting" });
    const sent = { ...waiting, position: 4, status: "sent" as const };
    const after = withNewest(loaded([...run(1, 3), waiting]), {
      entries: [...run(1, 3), sent, message(5)],
      limit: 10,
    });
    expect(after.entries.map((entry) => entry.position)).toEqual([1, 2, 3, 4, 5]);
  });

  test("[W9] a receipt only ever raises the state of a message", () => {
    const timeline = loaded([
      message(1, { from: me, status: "read" }),
      message(2, { from: me, status: "sent" }),
    ]);
    expect(withReceipt(timeline, "m1", "delivered")).toBe(timeline);
    expect(withReceipt(timeline, "m2", "delivered").entries[1]).toMatchObject({ status: "delivered" });
    expect(withReceipt(timeline, "unknown", "read")).toBe(timeline);
  });

  test("edits and deletions change a message in its place", () => {
    const timeline = loaded(run(1, 2));
    const { kind: _, position: __, reactions: ___, ...plain } = message(1);
    expect(withChanged(timeline, { ...plain, text: "new", edited: true })?.entries[0]).toMatchObject({
      text: "new",
      position: 1,
    });
    expect(withChanged(timeline, plain)).toBeUndefined();
    expect(withChanged(timeline, { ...plain, messageId: "m9" as MessageId, deleted: true })).toBeUndefined();
  });

  test("the unread line stands before the first of the last n messages of the other", () => {
    const mine = message(3, { from: me, status: "sent" });
    const timeline = withUnreadLine(loaded([message(1), message(2), mine, message(4)]), 2, me);
    expect(timeline.unreadFrom).toBe(2);
    expect(withoutUnreadLine(timeline).unreadFrom).toBeUndefined();
  });
});

describe("the lines of the list", () => {
  const dayOf = (atMs: number): string => String(Math.floor(atMs / (100 * MINUTE)));
  const layout = (entries: readonly TimelineEntry[]) => rowsOf(loaded(entries), me, dayOf);

  test("days stand before their first entry, each once", () => {
    const rows = layout([message(1), message(2), message(150)]);
    expect(rows.map(({ kind }) => kind)).toEqual(["day", "message", "message", "day", "message"]);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  });

  test("messages of one author in one minute are a group; a notice, another author or minute begins a new one", () => {
    const notice = { kind: "notice", position: 5, at: MINUTE, notice: "gap" } as const;
    const rows = layout([
      message(1, { at: MINUTE }),
      message(2, { at: MINUTE + 5 }),
      message(3, { at: MINUTE + 9, from: me, status: "sent" }),
      message(4, { at: MINUTE + 10 }),
      notice,
      message(6, { at: MINUTE + 20 }),
      message(7, { at: 2 * MINUTE }),
    ]);
    const groups = rows.flatMap((row) =>
      row.kind === "message" ? [`${row.first ? "[" : ""}${row.entry.position}${row.last ? "]" : ""}`] : [],
    );
    expect(groups).toEqual(["[1", "2]", "[3]", "[4]", "[6]", "[7]"]);
  });
});
