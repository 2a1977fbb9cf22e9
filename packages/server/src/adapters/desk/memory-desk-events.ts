import type { DeskEvent } from "@bridle/desk";
import type { DeskEvents } from "../../desk/desk-events.ts";

interface Row {
  readonly position: number;
  readonly event: DeskEvent;
}

/** For replays and tests: as good as the other until the process ends, but for counts, which no report is made of. */
export function memoryDeskEvents(): DeskEvents {
  let rows: readonly Row[] = [];
  let position = 0;
  let kept: Uint8Array | undefined;
  const entries = new Map<number, Uint8Array>();
  const indexes = new Map<number, number>();
  return {
    all: () => rows.map(({ event }) => event),
    ofStream: (stream) => rows.map(({ event }) => event).filter((event) => event.stream === stream),
    newest: (max) =>
      rows
        .slice(-max)
        .map(({ event }) => event)
        .toReversed(),
    append(events) {
      const taken = new Set(rows.map(({ event }) => `${event.stream} ${event.seq}`));
      if (events.some(({ event }) => taken.has(`${event.stream} ${event.seq}`))) {
        throw new Error("assertion failed: an event's place is taken");
      }
      const added = events.map(({ event, entry }) => {
        position += 1;
        entries.set(position, entry);
        return { position, event };
      });
      rows = [...rows, ...added];
    },
    unlogged: (max) => [...entries].slice(0, max).map(([at, entry]) => ({ position: at, entry })),
    logged(places) {
      for (const place of places) {
        entries.delete(place.position);
        indexes.set(place.position, place.index);
      }
    },
    places: (stream) =>
      rows
        .filter(({ event }) => event.stream === stream)
        .map((row) => ({ seq: row.event.seq, index: indexes.get(row.position) })),
    deleteStream(stream) {
      rows = rows.filter(({ event }) => event.stream !== stream);
    },
    salt(fresh) {
      kept ??= fresh();
      return kept;
    },
  };
}
