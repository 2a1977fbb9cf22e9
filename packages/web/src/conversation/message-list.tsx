import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode, type RefObject } from "react";
import { useApp, useAppState } from "../app/app-context.ts";
import { useMinute } from "../app/use-minute.ts";
import { useWords } from "../app/words-context.tsx";
import { Icon } from "../parts/icon.tsx";
import { idOf, type MessageEntry, type Timeline } from "../store/timeline.ts";
import { MessageBubble, type MessageDeeds } from "./message-bubble.tsx";
import { NoticeLine } from "./notice-line.tsx";
import { rowsOf, type Row } from "./rows.ts";
import { useReading } from "./use-reading.ts";
import { VirtualList, type VirtualListHandle } from "./virtual-list.tsx";
import type { Anchor } from "./virtual-window.ts";

/** The messages of the open conversation. */
export function MessageList(props: {
  readonly timeline: Timeline;
  readonly name: string;
  readonly deeds: MessageDeeds;
  readonly list: RefObject<VirtualListHandle | null>;
}): ReactNode {
  const { timeline, name, deeds, list } = props;
  const { feed } = useApp();
  const { t } = useWords();
  const me = useAppState((state) => state.account?.accountId);
  const rows = useMemo(() => rowsOf(timeline, me, calendarDay), [timeline, me]);
  const byId = useMemo(() => entriesById(timeline), [timeline]);
  const [atEnd, setAtEnd] = useState(false);
  // The message that Tab reaches: while one has the focus that one, else the newest.
  const [active, setActive] = useState<string>();
  const newest = rows.findLast((row) => row.kind === "message")?.id;
  const reachable = active !== undefined && byId.has(active) ? active : newest;
  useReading(timeline, me, atEnd);
  const render = useCallback(
    (row: Row): ReactNode =>
      row.kind === "message" ? (
        <MessageBubble
          row={row}
          name={name}
          quoted={quotedBy(row.entry, byId)}
          reachable={row.id === reachable}
          deeds={deeds}
        />
      ) : (
        <Line row={row} name={name} />
      ),
    [name, byId, reachable, deeds],
  );
  return (
    <div
      className="messages-frame"
      onFocus={(event) => setActive(messageIdOf(event.target) ?? active)}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setActive(undefined);
      }}
    >
      <VirtualList
        rows={rows}
        render={render}
        label={t("chat.messagesWith", { name })}
        start={startOf(rows)}
        onNearStart={() => void feed.timeline.older()}
        onAtEnd={setAtEnd}
        handle={list}
      />
      {atEnd ? null : <ToNewest onPress={() => list.current?.toEnd()} newest={newest} />}
    </div>
  );
}

function Line(props: {
  readonly row: Exclude<Row, { readonly kind: "message" }>;
  readonly name: string;
}): ReactNode {
  const words = useWords();
  const nowMs = useMinute();
  const { row } = props;
  switch (row.kind) {
    case "day":
      return <h2 className="day-line">{words.day(row.atMs, nowMs)}</h2>;
    case "unread":
      return <h2 className="unread-line">{words.t("chat.unreadLine", { count: row.count })}</h2>;
    case "notice":
      return <NoticeLine notice={row.entry.notice} name={props.name} />;
  }
}

/** Goes down; counts what came since one left the end. */
function ToNewest(props: { readonly onPress: () => void; readonly newest: string | undefined }): ReactNode {
  const { t, number } = useWords();
  const seen = useRef(props.newest);
  const [count, setCount] = useState(0);
  useEffect(() => {
    if (props.newest === seen.current) return;
    seen.current = props.newest;
    setCount((before) => before + 1);
  }, [props.newest]);
  const label = count === 0 ? t("chat.toNewest") : t("chat.toNewestUnread", { count });
  return (
    <button type="button" className="to-newest" aria-label={label} title={label} onClick={props.onPress}>
      <Icon name="down" />
      {count === 0 ? null : <span className="badge">{number(count)}</span>}
    </button>
  );
}

function messageIdOf(target: EventTarget): string | undefined {
  return target instanceof HTMLElement ? target.dataset["message"] : undefined;
}

function entriesById({ entries }: Timeline): ReadonlyMap<string, Timeline["entries"][number]> {
  return new Map(entries.map((entry) => [idOf(entry), entry]));
}

function quotedBy(
  entry: MessageEntry,
  byId: ReadonlyMap<string, Timeline["entries"][number]>,
): MessageEntry | undefined {
  const quoted = entry.replyTo === undefined ? undefined : byId.get(entry.replyTo);
  return quoted?.kind === "message" ? quoted : undefined;
}

/** At the first unread message when there is one, else at the end. */
function startOf(rows: readonly Row[]): Anchor {
  return rows.some((row) => row.kind === "unread") ? { id: "unread", offset: 120 } : "end";
}

/** Wherever one is, a day begins on a quarter of an hour; naming the day of each quarter once is much cheaper. */
const QUARTER_MS = 15 * 60_000;
const days = new Map<number, string>();

function calendarDay(atMs: number): string {
  const quarter = Math.floor(atMs / QUARTER_MS);
  const known = days.get(quarter);
  if (known !== undefined) return known;
  const day = new Date(atMs).toDateString();
  days.set(quarter, day);
  return day;
}
