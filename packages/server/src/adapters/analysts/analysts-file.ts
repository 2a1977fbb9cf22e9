import { join } from "node:path";
import type { Analysts } from "../../analysts/analysts.ts";
import { Database } from "../sqlite/database.ts";
import { newerStore } from "../sqlite/schema.ts";
import { analystsSchema, sqliteAnalysts } from "./sqlite-analysts.ts";

/** The desk's people have a file of their own: they are the operator's, and change without the messages' store. */
export const ANALYSTS_FILE = "analysts.db";
const VERSION = 1;

export interface AnalystsFile {
  readonly analysts: Analysts;
  close(): void;
}

/** Opens or creates the file in a data folder; a newer one is refused and not touched. */
export function openAnalysts(dataDir: string): AnalystsFile {
  const db = new Database(join(dataDir, ANALYSTS_FILE));
  const version = db.query<{ user_version: number }>("PRAGMA user_version").get()?.user_version ?? 0;
  if (version > VERSION) {
    db.close();
    throw newerStore(version);
  }
  db.exec("PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF;");
  if (version === 0) db.exec(`BEGIN IMMEDIATE; ${analystsSchema} PRAGMA user_version = ${VERSION}; COMMIT;`);
  return { analysts: sqliteAnalysts(db), close: () => db.close() };
}
