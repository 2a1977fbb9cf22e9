import { cells, countsOfControl, nextPeriod, type Cell, type Control, type Tally } from "@bridle/desk";
import type { DeskReports, HandControl, KeptReport } from "../../desk/desk-reports.ts";
import type { Database } from "../sqlite/database.ts";

export const deskReportsSchema = `
  CREATE TABLE report_start (period TEXT NOT NULL);
  CREATE TABLE report_count (
    period TEXT NOT NULL,
    cell TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (period, cell)
  ) WITHOUT ROWID;
  CREATE TABLE report_place (store TEXT NOT NULL, number INTEGER NOT NULL);
  CREATE TABLE hand_control (id TEXT PRIMARY KEY, body TEXT NOT NULL, lifted_at_ms INTEGER) WITHOUT ROWID;
  CREATE TABLE report (
    period TEXT PRIMARY KEY,
    body BLOB NOT NULL,
    signature BLOB NOT NULL,
    published_at_ms INTEGER NOT NULL,
    published_by TEXT NOT NULL,
    log_index INTEGER
  );
`;

interface Row {
  readonly period: string;
  readonly body: Uint8Array;
  readonly signature: Uint8Array;
  readonly published_at_ms: number;
  readonly published_by: string;
  readonly log_index: number | null;
}

/** Over a database that has `deskReportsSchema`. */
export function sqliteDeskReports(db: Database): DeskReports {
  const { count, ...counts } = countsIn(db);
  const place = db.query<{ readonly store: string; readonly number: number }>("SELECT * FROM report_place");
  const forgetPlace = db.query("DELETE FROM report_place");
  const setPlace = db.query("INSERT INTO report_place VALUES (?, ?)");
  const all = db.query<Row>("SELECT * FROM report ORDER BY period");
  const find = db.query<Row>("SELECT * FROM report WHERE period = ?");
  const add = db.query("INSERT INTO report VALUES (?, ?, ?, ?, ?, NULL)");
  const logged = db.query("UPDATE report SET log_index = ? WHERE period = ? AND log_index IS NULL");
  return {
    ...counts,
    ...handControlsIn(db, count),
    count,
    counted() {
      const row = place.get();
      return row && { store: row.store, number: row.number };
    },
    countSignals: (period, arrived, { store, number }) =>
      db.together(() => {
        const tally: Partial<Record<Cell, number>> = {};
        for (const [kind, many] of arrived) tally[`signal.${kind}`] = many;
        count(period, tally);
        forgetPlace.run();
        setPlace.run(store, number);
      }),
    all: () => all.all().map(keptOf),
    find(period) {
      const row = find.get(period);
      return row && keptOf(row);
    },
    add: ({ period, bytes, signature, publishedAtMs, by }) =>
      add.run(period, bytes, signature, publishedAtMs, by),
    logged: (period, index) => logged.run(index, period),
  };
}

function countsIn(db: Database): Pick<DeskReports, "since" | "begin" | "tally" | "count"> {
  const since = db.query<{ readonly period: string }>("SELECT period FROM report_start");
  const begin = db.query("INSERT INTO report_start VALUES (?)");
  const last = db.query<{ readonly period: string | null }>("SELECT max(period) AS period FROM report");
  const tally = db.query<{ readonly cell: string; readonly count: number }>(
    "SELECT cell, count FROM report_count WHERE period = ?",
  );
  const add = db.query(
    "INSERT INTO report_count VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count",
  );
  const count = (period: string, counted: Tally): void => {
    const reported = last.get()?.period ?? "";
    const open = period > reported ? period : nextPeriod(reported);
    for (const [cell, many] of Object.entries(counted)) if (many > 0) add.run(open, cell, many);
  };
  return {
    since: () => since.get()?.period,
    begin: (period, counted) =>
      db.together(() => {
        begin.run(period);
        count(period, counted);
      }),
    tally(period) {
      const kept = new Map(tally.all(period).map((row) => [row.cell, row.count]));
      return Object.fromEntries(cells.map((cell) => [cell, kept.get(cell) ?? 0]));
    },
    count,
  };
}

function handControlsIn(
  db: Database,
  count: DeskReports["count"],
): Pick<DeskReports, "sawByHand" | "byHand"> {
  const all = db.query<{
    readonly id: string;
    readonly body: string;
    readonly lifted_at_ms: number | null;
  }>("SELECT * FROM hand_control ORDER BY id");
  const add = db.query("INSERT INTO hand_control VALUES (?, ?, NULL)");
  const lift = db.query("UPDATE hand_control SET lifted_at_ms = ? WHERE id = ?");
  return {
    sawByHand: (period, controls, nowMs) =>
      db.together(() => {
        const known = new Map(all.all().map((row) => [row.id, row]));
        for (const control of controls) {
          if (known.has(control.id)) continue;
          add.run(control.id, JSON.stringify(nameless(control)));
          count(period, countsOfControl(control));
        }
        const there = new Set(controls.map(({ id }) => id));
        for (const row of known.values()) {
          if (row.lifted_at_ms === null && !there.has(row.id)) lift.run(nowMs, row.id);
        }
      }),
    byHand: () => all.all().map(handControlOf),
  };
}

/** An account or a build that was refused is counted, and not kept with its name. */
function nameless(control: Control): object {
  return control.kind === "suspendAccount" || control.kind === "refuseBuild"
    ? { ...control, value: "" }
    : control;
}

/** What was kept is what `sawByHand` wrote. */
function handControlOf(row: { readonly body: string; readonly lifted_at_ms: number | null }): HandControl {
  const control = JSON.parse(row.body) as Control;
  return row.lifted_at_ms === null ? { control } : { control, liftedAtMs: row.lifted_at_ms };
}

function keptOf(row: Row): KeptReport {
  return {
    period: row.period,
    bytes: new Uint8Array(row.body),
    signature: new Uint8Array(row.signature),
    publishedAtMs: row.published_at_ms,
    by: row.published_by,
    ...(row.log_index === null ? {} : { logIndex: row.log_index }),
  };
}
