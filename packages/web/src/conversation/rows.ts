import type { TimelineEntry } from "@bridle/client";
import { idOf, type MessageEntry, type Timeline } from "../store/timeline.ts";

/** A line of the message list, in its order. */
export type Row =
  | { readonly kind: "day"; readonly id: string; readonly atMs: number }
  | { readonly kind: "unread"; readonly id: string; readonly count: number }
  | {
      readonly kind: "notice";
      readonly id: string;
      readonly entry: Extract<TimelineEntry, { kind: "notice" }>;
    }
  | {
      readonly kind: "message";
      readonly id: string;
      readonly entry: MessageEntry;
      readonly mine: boolean;
      /** First and last of a group: the same author in the same minute, with nothing between. */
      readonly first: boolean;
      readonly last: boolean;
    };

const MINUTE_MS = 60_000;

/** Lays out a timeline: days, the unread line, groups. `dayOf` names the calendar day of a time. */
export function rowsOf(
  timeline: Timeline,
  me: string | undefined,
  dayOf: (atMs: number) => string,
): readonly Row[] {
  const rows: Row[] = [];
  let day: string | undefined;
  let before: MessageEntry | undefined;
  for (const entry of timeline.entries) {
    const entryDay = dayOf(entry.at);
    if (entryDay !== day) {
      rows.push({ kind: "day", id: `day ${entryDay}`, atMs: entry.at });
      before = undefined;
    }
    day = entryDay;
    if (entry.position === timeline.unreadFrom) {
      rows.push({ kind: "unread", id: "unread", count: timeline.unreadCount });
      before = undefined;
    }
    if (entry.kind === "notice") {
      rows.push({ kind: "notice", id: idOf(entry), entry });
      before = undefined;
      continue;
    }
    const joins = before !== undefined && sameGroup(before, entry);
    if (joins) continueGroup(rows);
    rows.push({
      kind: "message",
      id: idOf(entry),
      entry,
      mine: entry.from === me,
      first: !joins,
      last: true,
    });
    before = entry;
  }
  return rows;
}

function sameGroup(before: MessageEntry, entry: MessageEntry): boolean {
  return before.from === entry.from && Math.floor(before.at / MINUTE_MS) === Math.floor(entry.at / MINUTE_MS);
}

function continueGroup(rows: Row[]): void {
  const previous = rows.at(-1);
  if (previous?.kind === "message") rows[rows.length - 1] = { ...previous, last: false };
}
