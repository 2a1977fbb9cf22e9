import { periodAt, type DeskEvent } from "@bridle/desk";
import type { DeskEvents } from "../../desk/desk-events.ts";
import type { DeskReports } from "../../desk/desk-reports.ts";
import type { Database } from "../sqlite/database.ts";

/** The tables of the desk's decisions. `body` is the event's JSON. */
export const deskEventsSchema = `
  CREATE TABLE desk_event (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    stream TEXT NOT NULL,
    seq INTEGER NOT NULL,
    body TEXT NOT NULL,
    log_index INTEGER,
    UNIQUE (stream, seq)
  );
  -- What the log is still to get: outlives the event, whose file may be deleted first.
  CREATE TABLE unlogged_entry (position INTEGER PRIMARY KEY, entry BLOB NOT NULL);
  CREATE TABLE desk_salt (salt BLOB NOT NULL);
`;

/** Over a database that has `deskEventsSchema`, with secure deletion on. `count` works in the same database. */
export function sqliteDeskEvents(db: Database, count: DeskReports["count"]): DeskEvents {
  const all = db.query<{ readonly body: string }>("SELECT body FROM desk_event ORDER BY position");
  const ofStream = db.query<{ readonly body: string }>(
    "SELECT body FROM desk_event WHERE stream = ? ORDER BY seq",
  );
  const newest = db.query<{ readonly body: string }>(
    "SELECT body FROM desk_event ORDER BY position DESC LIMIT ?",
  );
  const add = db.query("INSERT INTO desk_event (stream, seq, body) VALUES (?, ?, ?)");
  const addEntry = db.query("INSERT INTO unlogged_entry VALUES (?, ?)");
  const unlogged = db.query<{ readonly position: number; readonly entry: Uint8Array }>(
    "SELECT position, entry FROM unlogged_entry ORDER BY position LIMIT ?",
  );
  const done = db.query("DELETE FROM unlogged_entry WHERE position = ?");
  const place = db.query("UPDATE desk_event SET log_index = ? WHERE position = ?");
  const places = db.query<{ readonly seq: number; readonly log_index: number | null }>(
    "SELECT seq, log_index FROM desk_event WHERE stream = ? ORDER BY seq",
  );
  const remove = db.query("DELETE FROM desk_event WHERE stream = ?");
  const salt = db.query<{ readonly salt: Uint8Array }>("SELECT salt FROM desk_salt");
  const keepSalt = db.query("INSERT INTO desk_salt VALUES (?)");
  return {
    all: () => all.all().map(eventOf),
    ofStream: (stream) => ofStream.all(stream).map(eventOf),
    newest: (max) => newest.all(max).map(eventOf),
    append: (events) =>
      db.together(() => {
        for (const { event, entry, counts } of events) {
          addEntry.run(add.insert(event.stream, event.seq, JSON.stringify(event)), entry);
          count(periodAt(event.atMs), counts);
        }
      }),
    unlogged: (max) =>
      unlogged.all(max).map(({ position, entry }) => ({ position, entry: new Uint8Array(entry) })),
    logged: (entries) =>
      db.together(() => {
        for (const { position, index } of entries) {
          done.run(position);
          place.run(index, position);
        }
      }),
    places: (stream) =>
      places.all(stream).map(({ seq, log_index: index }) => ({ seq, index: index ?? undefined })),
    deleteStream: (stream) => remove.run(stream),
    salt(fresh) {
      const kept = salt.get()?.salt;
      if (kept !== undefined) return new Uint8Array(kept);
      const made = fresh();
      keepSalt.run(made);
      return made;
    },
  };
}

/** What was kept is what `append` wrote; the file is trusted as far as the folder is. */
function eventOf({ body }: { readonly body: string }): DeskEvent {
  return JSON.parse(body) as DeskEvent;
}
