import type { TimelineEvent } from "@bridle/check";
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { Button, IconButton } from "../../parts/button.tsx";
import { Icon } from "../../parts/icon.tsx";
import { oneLine, shownText } from "../../text/plain-text.ts";
import type { Examiner } from "../engine/examiner.ts";
import type { TimelineRange } from "../protocol.ts";
import { useWords } from "../words/words.ts";
import { rowsInSight } from "./stretch.ts";

/** Browsers can't make an element as high as a million rows. */
const PART_ROWS = 50_000;
/** Must agree with `--check-row` in check.css. */
const ROW_REM = 4;

/** The events that the filter lets through. Only those in sight are drawn, and asked of the worker. */
export function EventList(props: { readonly examiner: Examiner; readonly count: number }): ReactNode {
  const { t } = useWords();
  const { examiner, count } = props;
  const [part, setPart] = useState(0);
  const [opened, setOpened] = useState<TimelineEvent>();
  const begin = part * PART_ROWS;
  const rows = Math.min(PART_ROWS, count - begin);
  if (count === 0) return <p>{t("timeline.none")}</p>;
  return (
    <div className="stack-tight">
      {count > PART_ROWS ? (
        <div className="actions check-pages">
          <Button disabled={part === 0} onPress={() => setPart(part - 1)}>
            {t("timeline.before")}
          </Button>
          <span className="small">
            {t("timeline.part", { from: begin + 1, to: begin + rows, all: count })}
          </span>
          <Button disabled={begin + rows >= count} onPress={() => setPart(part + 1)}>
            {t("timeline.after")}
          </Button>
        </div>
      ) : null}
      <Rows key={part} examiner={examiner} begin={begin} count={rows} all={count} onOpen={setOpened} />
      {opened === undefined ? null : <EventDialog event={opened} onClose={() => setOpened(undefined)} />}
    </div>
  );
}

function Rows(props: {
  readonly examiner: Examiner;
  readonly begin: number;
  readonly count: number;
  readonly all: number;
  readonly onOpen: (event: TimelineEvent) => void;
}): ReactNode {
  const { t } = useWords();
  const { examiner, begin, count } = props;
  const [sight, setSight] = useState({ from: 0, to: Math.min(30, count) });
  const held = useRows(examiner, { from: begin + sight.from, to: begin + sight.to });
  const { box, active, setActive, walk } = useWalk(count);
  const look = (): void => {
    const { current } = box;
    if (current === null) return;
    const { scrollTop, clientHeight: height } = current;
    const next = rowsInSight({ scrollTop, height, rowHeight: rowHeight(), count });
    setSight((before) => (before.from === next.from && before.to === next.to ? before : next));
  };
  const reachable = active >= sight.from && active < sight.to ? active : sight.from;
  return (
    <div
      ref={box}
      className="check-events"
      onScroll={look}
      onKeyDown={walk}
      role="presentation"
      tabIndex={-1}
    >
      <ol aria-label={t("timeline.title")} style={{ blockSize: `${count * ROW_REM}rem` }}>
        {held.events.map((event, index) => {
          const at = held.from - begin + index;
          return (
            <li
              key={at}
              className="check-event"
              style={{ insetBlockStart: `${at * ROW_REM}rem` }}
              aria-posinset={begin + at + 1}
              aria-setsize={props.all}
            >
              <EventRow
                event={event}
                at={at}
                reachable={at === reachable}
                onFocus={() => setActive(at)}
                onOpen={props.onOpen}
              />
            </li>
          );
        })}
      </ol>
    </div>
  );
}

/** The list is one stop of the Tab key; inside it arrows walk from row to row. */
function useWalk(count: number) {
  const box = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const walk = (event: KeyboardEvent): void => {
    const to = target(event.key, active, count);
    if (to === undefined || box.current === null) return;
    event.preventDefault();
    setActive(to);
    // The row that has the focus may be taken off the page by this; the list keeps it until the other one is there.
    if (box.current.querySelector(`[data-at="${to}"]`) === null) box.current.focus();
    box.current.scrollTop = scrolledTo(box.current, to);
  };
  // After every drawing: the row that a key led to may have come from the worker just now.
  useEffect(() => {
    const { activeElement } = document;
    if (box.current?.contains(activeElement) !== true) return;
    const row = box.current.querySelector<HTMLElement>(`[data-at="${active}"]`);
    if (row !== activeElement) row?.focus({ preventScroll: true });
  });
  return { box, active, setActive, walk };
}

interface Held {
  readonly from: number;
  readonly events: readonly TimelineEvent[];
}

/** What the worker has at these places; while it is asked, what it had before. */
function useRows(examiner: Examiner, { from, to }: TimelineRange): Held {
  const [held, setHeld] = useState<Held>({ from, events: [] });
  useEffect(() => {
    let current = true;
    void examiner
      .call("timeline.rows", { from, to })
      .then((events) => current && setHeld({ from, events }))
      .catch(() => undefined);
    return () => void (current = false);
  }, [examiner, from, to]);
  return held;
}

function rowHeight(): number {
  return ROW_REM * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}

/** Where a key leads from a row; `undefined` for other keys. */
function target(key: string, at: number, count: number): number | undefined {
  const page = 5;
  const places: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: count - 1,
  };
  const to = places[key];
  return to === undefined ? undefined : Math.min(count - 1, Math.max(0, to));
}

/** How far the list must be scrolled for a row to be in sight. */
function scrolledTo(box: HTMLElement, at: number): number {
  const height = rowHeight();
  const lowest = (at + 1) * height - box.clientHeight;
  return Math.min(at * height, Math.max(box.scrollTop, lowest));
}

function EventRow(props: {
  readonly event: TimelineEvent;
  readonly at: number;
  readonly reachable: boolean;
  readonly onFocus: () => void;
  readonly onOpen: (event: TimelineEvent) => void;
}): ReactNode {
  const { t, report } = useWords();
  const { event } = props;
  return (
    <button
      type="button"
      className="check-event-row"
      data-at={props.at}
      tabIndex={props.reachable ? 0 : -1}
      onFocus={props.onFocus}
      onClick={() => props.onOpen(event)}
    >
      <span className="check-event-time">
        <span>
          <bdi className="digits">{utcOf(event.timeMs)}</bdi>{" "}
          <span className="soft">{t("timeline.utc")}</span>
        </span>
        <span className="soft check-event-local">
          <bdi className="digits">{localOf(event.timeMs)}</bdi> {t("timeline.local")}
        </span>
      </span>
      <span className="check-event-source one-line">{report.module(event.module)}</span>
      <span className="check-event-text">
        <span className="soft">{report.event(event)}</span>
        <span className="one-line" dir="auto">
          {oneLine(event.text)}
        </span>
      </span>
    </button>
  );
}

/** `2026-01-02 03:04:05`, in every language: times are compared with logs. */
function utcOf(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 19).replace("T", " ");
}

function localOf(timeMs: number): string {
  return utcOf(timeMs - new Date(timeMs).getTimezoneOffset() * 60_000);
}

function EventDialog(props: { readonly event: TimelineEvent; readonly onClose: () => void }): ReactNode {
  const { t, report } = useWords();
  const { event } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  // Closed while it is still on the page: only then the browser gives the focus back.
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="dialog"
      aria-labelledby="event-title"
      onCancel={(cancelled) => {
        cancelled.preventDefault();
        props.onClose();
      }}
    >
      <div className="dialog-body">
        <header className="dialog-head">
          <h2 id="event-title" tabIndex={-1}>
            {report.event(event)}
          </h2>
          <IconButton icon="close" label={t("action.close")} onPress={props.onClose} />
        </header>
        <p className="small soft">
          <Icon name="waiting" small /> <bdi className="digits">{new Date(event.timeMs).toISOString()}</bdi>
          {" · "}
          <bdi className="digits">{localOf(event.timeMs)}</bdi> {t("timeline.local")}
        </p>
        <p>
          {report.module(event.module)} <bdi className="soft">({event.module})</bdi>
        </p>
        <p className="check-event-whole" dir="auto">
          {shownText(event.text)}
        </p>
      </div>
    </dialog>
  );
}
