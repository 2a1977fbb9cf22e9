import { StoreFault, type SqlDatabase } from "../ports/sql-database.ts";

// Forward migrations only: the database's `user_version` counts how many have run. A database that
// counts further than this list was written by a newer version; it is refused and not touched.

const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE kv (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
  CREATE TABLE contact (
    account_id TEXT PRIMARY KEY, chain BLOB NOT NULL, handle TEXT, display_name TEXT,
    came_by TEXT NOT NULL, since INTEGER NOT NULL, verified_at INTEGER, changed_at INTEGER,
    blocked INTEGER NOT NULL DEFAULT 0, given BLOB, held BLOB
  ) WITHOUT ROWID;
  CREATE TABLE open_grant (
    grant_id TEXT PRIMARY KEY, secret BLOB NOT NULL, kind TEXT NOT NULL, holder TEXT,
    expires_at INTEGER, at INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE introduction (
    id TEXT PRIMARY KEY, account_id TEXT NOT NULL, handle TEXT, display_name TEXT, text TEXT NOT NULL,
    grant_secret BLOB NOT NULL, at INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE introduction_seen (grant_id TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE conversation (
    conversation_id TEXT PRIMARY KEY, account_id TEXT NOT NULL, generation INTEGER NOT NULL,
    state TEXT NOT NULL, rejoin_key BLOB NOT NULL, public_part BLOB, private_part BLOB,
    sequence INTEGER NOT NULL DEFAULT 0, needs_rejoin INTEGER NOT NULL DEFAULT 0,
    pending BLOB, draft TEXT, read_position INTEGER NOT NULL DEFAULT 0, at INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE message (
    id INTEGER PRIMARY KEY, conversation_id TEXT NOT NULL, position INTEGER NOT NULL, at INTEGER NOT NULL,
    notice TEXT, message_id TEXT, sender TEXT, mine INTEGER NOT NULL DEFAULT 0, text TEXT,
    reply_to TEXT, edited INTEGER NOT NULL DEFAULT 0, deleted INTEGER NOT NULL DEFAULT 0,
    status TEXT, failure TEXT, notified INTEGER NOT NULL DEFAULT 1
  );
  CREATE UNIQUE INDEX message_by_id ON message (conversation_id, message_id) WHERE message_id IS NOT NULL;
  CREATE INDEX message_by_position ON message (conversation_id, position);
  CREATE INDEX message_unnotified ON message (id) WHERE notified = 0;
  CREATE TABLE reaction (
    conversation_id TEXT NOT NULL, message_id TEXT NOT NULL, sender TEXT NOT NULL, emoji TEXT NOT NULL,
    PRIMARY KEY (conversation_id, message_id, sender, emoji)
  ) WITHOUT ROWID;
  CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT, conversation_id TEXT NOT NULL, message_id TEXT NOT NULL,
    content BLOB NOT NULL, sealed BLOB, sealed_epoch INTEGER, sealed_count INTEGER, visible INTEGER NOT NULL
  );
  CREATE INDEX outbox_by_conversation ON outbox (conversation_id, id);
  CREATE TABLE evidence (
    conversation_id TEXT NOT NULL, message_id TEXT NOT NULL, data BLOB NOT NULL, expires_at INTEGER NOT NULL,
    PRIMARY KEY (conversation_id, message_id)
  ) WITHOUT ROWID;
  CREATE TABLE key_package (
    ref TEXT PRIMARY KEY, public BLOB NOT NULL, private BLOB NOT NULL, last_resort INTEGER NOT NULL,
    at INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE past_epoch (
    conversation_id TEXT NOT NULL, epoch INTEGER NOT NULL, public_part BLOB NOT NULL, private_part BLOB NOT NULL,
    at INTEGER NOT NULL, PRIMARY KEY (conversation_id, epoch)
  ) WITHOUT ROWID;
  CREATE TABLE public_link (invite_id TEXT PRIMARY KEY, secret BLOB NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
  CREATE VIRTUAL TABLE message_search USING fts5(words, content='', contentless_delete=1, tokenize='unicode61');
  `,
  `
  DROP INDEX message_by_id;
  CREATE UNIQUE INDEX message_by_id ON message (message_id, conversation_id) WHERE message_id IS NOT NULL;
  `,
  `
  CREATE TABLE notice (
    id TEXT PRIMARY KEY, raw BLOB NOT NULL, standing TEXT NOT NULL, at INTEGER NOT NULL,
    seen INTEGER NOT NULL DEFAULT 0
  ) WITHOUT ROWID;
  CREATE INDEX notice_by_time ON notice (at);
  CREATE TABLE refused_day (day INTEGER PRIMARY KEY, attempts TEXT NOT NULL);
  `,
  `
  CREATE TABLE directory_entry (
    account_id TEXT PRIMARY KEY, state TEXT NOT NULL, why TEXT, version INTEGER NOT NULL, value BLOB,
    checked_at INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE directory_heard (
    account_id TEXT PRIMARY KEY, note TEXT NOT NULL, directory BLOB NOT NULL, signature BLOB NOT NULL,
    at INTEGER NOT NULL, tries INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE directory_told (conversation_id TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE directory_evidence (
    id INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, ours TEXT NOT NULL, theirs TEXT NOT NULL,
    account_id TEXT
  );
  `,
  `
  CREATE TABLE blocked_stranger (account_id TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
  `,
];

export type SchemaRefusal = "newer_store";

/** Brings the database to this version's schema, or refuses one that is newer. */
export function migrate(database: SqlDatabase): SchemaRefusal | undefined {
  const found = database.get("PRAGMA user_version")?.["user_version"];
  if (typeof found !== "number") throw new StoreFault("corrupt", "no schema version");
  if (found > MIGRATIONS.length) return "newer_store";
  for (const [index, statements] of MIGRATIONS.entries()) {
    if (index < found) continue;
    database.transaction(() => {
      database.exec(statements);
      database.exec(`PRAGMA user_version = ${index + 1}`);
    });
  }
  return undefined;
}
