import { statfsSync } from "node:fs";
import { dirname } from "node:path";
import { StoreFault, type Store } from "../../ports/store.ts";
import { sqliteAccounts } from "./accounts.ts";
import { sqliteAnswers } from "./answers.ts";
import { sqliteBuilds } from "./builds.ts";
import { sqliteConsents } from "./consents.ts";
import { SqliteConversations } from "./conversations.ts";
import { Database } from "./database.ts";
import { sqliteDevices } from "./devices.ts";
import { sqliteDirectoryDues } from "./directory-dues.ts";
import { sqliteHandles } from "./handles.ts";
import { sqliteIntroductions } from "./introductions.ts";
import { sqliteKeyPackages } from "./key-packages.ts";
import { SqliteMailboxes } from "./mailboxes.ts";
import { sqliteNotices } from "./notices.ts";
import { sqliteRefusals } from "./refusals.ts";
import { sqliteRegistrationCodes } from "./registration-codes.ts";
import { migrate, newerStore, storeVersion, STORE_VERSION } from "./schema.ts";

/** Kept free for acks and deletions when everything else is refused. */
const RESERVE_BYTES = 64 * 1024 * 1024;
const LOG_RESERVE_BYTES = 24 * 1024 * 1024;
const SPACE_CHECK_MS = 1_000;

export interface SqliteStore extends Store {
  readonly version: number;
  /** Whether opening it changed its version. */
  readonly migrated: boolean;
  /** Lets the file grow by so many pages and no more, as a full disk would; `undefined` lifts it. */
  limitPages(more: number | undefined): void;
}

/** Opens or creates a store. `file` may be `:memory:`, for tests. */
export function openSqliteStore(file: string, options: { readonly reserveBytes?: number } = {}): SqliteStore {
  const db = new Database(file);
  if (storeVersion(db) > STORE_VERSION) {
    const refusal = newerStore(storeVersion(db));
    db.close();
    throw refusal;
  }
  // FULL: every commit waits until the disk has the log. FAST: what is deleted is overwritten where
  // that costs no further writing. A long log between checkpoints keeps them off most commits.
  db.exec(
    `PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = FAST;
     PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864;
     PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;`,
  );
  const migrated = migrate(db);
  const space = spaceOf(db, file, options.reserveBytes ?? RESERVE_BYTES);
  const conversations = new SqliteConversations(db);
  const devices = sqliteDevices(db);
  const mailboxes = new SqliteMailboxes(db);
  const cached = [conversations, devices, mailboxes];
  const begin = db.query("BEGIN IMMEDIATE");
  const commit = db.query("COMMIT");
  const pageCount = db.query<{ readonly page_count: number }>("PRAGMA page_count");
  return {
    version: STORE_VERSION,
    migrated,
    accounts: sqliteAccounts(db),
    answers: sqliteAnswers(db),
    builds: sqliteBuilds(db),
    consents: sqliteConsents(db),
    conversations,
    devices,
    directoryDues: sqliteDirectoryDues(db),
    handles: sqliteHandles(db),
    introductions: sqliteIntroductions(db),
    keyPackages: sqliteKeyPackages(db),
    mailboxes,
    notices: sqliteNotices(db),
    refusals: sqliteRefusals(db),
    registrationCodes: sqliteRegistrationCodes(db),
    begin: () => begin.run(),
    commit() {
      for (const cache of cached) cache.flush();
      commit.run();
    },
    rollback() {
      for (const cache of cached) cache.forget();
      if (db.inTransaction) db.exec("ROLLBACK");
    },
    spaceLow: space,
    limitPages(more) {
      const pages = pageCount.get()?.page_count ?? 0;
      db.exec(`PRAGMA max_page_count = ${more === undefined ? 0xfffffffe : pages + more}`);
    },
    close() {
      db.close();
    },
  };
}

/**
 * Asks the file system once a second. What was deleted leaves room inside the file, which counts; the log
 * needs room outside of it.
 */
function spaceOf(db: Database, file: string, reserveBytes: number): (nowMs: number) => boolean {
  if (file === ":memory:") return () => false;
  const free = db.query<{ readonly bytes: number }>(
    "SELECT freelist_count * page_size AS bytes FROM pragma_freelist_count, pragma_page_size",
  );
  let low = false;
  let askedAtMs = Number.NEGATIVE_INFINITY;
  return (nowMs) => {
    if (Math.abs(nowMs - askedAtMs) < SPACE_CHECK_MS) return low;
    askedAtMs = nowMs;
    const outside = diskFreeBytes(dirname(file));
    const inside = free.get()?.bytes ?? 0;
    low = outside + inside < reserveBytes || outside < Math.min(reserveBytes, LOG_RESERVE_BYTES);
    return low;
  };
}

function diskFreeBytes(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch (cause) {
    throw new StoreFault("broken", cause);
  }
}
