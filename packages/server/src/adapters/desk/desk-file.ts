import { join } from "node:path";
import type { Analysts } from "../../analysts/analysts.ts";
import type { DeskEvents } from "../../desk/desk-events.ts";
import type { DeskFindings } from "../../desk/desk-findings.ts";
import type { DeskOrders } from "../../desk/desk-orders.ts";
import type { DeskReports } from "../../desk/desk-reports.ts";
import { analystsSchema, sqliteAnalysts } from "../analysts/sqlite-analysts.ts";
import { Database } from "../sqlite/database.ts";
import { newerStore } from "../sqlite/schema.ts";
import { deskEventsSchema, sqliteDeskEvents } from "./sqlite-desk-events.ts";
import { deskFindingsSchema, sqliteDeskFindings } from "./sqlite-desk-findings.ts";
import { deskOrdersSchema, sqliteDeskOrders } from "./sqlite-desk-orders.ts";
import { deskReportsSchema, sqliteDeskReports } from "./sqlite-desk-reports.ts";

/** The desk has a file of its own: it is the operator's, and changes without the messages' store. */
export const DESK_FILE = "desk.db";

const migrations: readonly string[] = [
  `${analystsSchema} ${deskEventsSchema} ${deskFindingsSchema}
   CREATE TABLE place (origin TEXT NOT NULL);`,
  `${deskOrdersSchema} ${deskReportsSchema}`,
];

export interface DeskFile {
  readonly analysts: Analysts;
  readonly events: DeskEvents;
  readonly findings: DeskFindings;
  readonly orders: DeskOrders;
  readonly reports: DeskReports;
  /** Where a server last had the desk's pages, for links that the command line makes. */
  origin(): string | undefined;
  setOrigin(origin: string): void;
  close(): void;
}

/** Opens or creates the file in a data folder; a newer one is refused and not touched. */
export function openDeskFile(dataDir: string): DeskFile {
  const db = new Database(join(dataDir, DESK_FILE));
  const version = db.query<{ user_version: number }>("PRAGMA user_version").get()?.user_version ?? 0;
  if (version > migrations.length) {
    db.close();
    throw newerStore(version);
  }
  db.exec("PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF;");
  for (let next = version; next < migrations.length; next++) {
    db.exec(`BEGIN IMMEDIATE; ${migrations[next] ?? ""} PRAGMA user_version = ${next + 1}; COMMIT;`);
  }
  const origin = db.query<{ readonly origin: string }>("SELECT origin FROM place");
  const forget = db.query("DELETE FROM place");
  const setOrigin = db.query("INSERT INTO place VALUES (?)");
  const reports = sqliteDeskReports(db);
  return {
    analysts: sqliteAnalysts(db),
    events: sqliteDeskEvents(db, (period, counts) => reports.count(period, counts)),
    findings: sqliteDeskFindings(db),
    orders: sqliteDeskOrders(db),
    reports,
    origin: () => origin.get()?.origin,
    setOrigin(next) {
      if (origin.get()?.origin === next) return;
      forget.run();
      setOrigin.run(next);
    },
    close: () => db.close(),
  };
}
