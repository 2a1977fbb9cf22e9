import { StoreRefusal } from "../../ports/data-folder.ts";
import type { Database } from "./database.ts";

// Forward migrations: entry n brings a store of version n to n + 1. Published ones never change.
// Ids are BLOBs; row numbers are never reused (AUTOINCREMENT) where something may outlive the row.

const migrations: readonly string[] = [
  `
  CREATE TABLE account (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id BLOB NOT NULL UNIQUE,
    introduction_key BLOB NOT NULL,
    blob_version INTEGER NOT NULL DEFAULT 0,
    blob BLOB
  );
  CREATE TABLE root_key (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    root_key BLOB NOT NULL,
    account INTEGER NOT NULL UNIQUE
  );
  CREATE INDEX root_key_by_key ON root_key (root_key);
  CREATE TABLE statement (
    account INTEGER NOT NULL,
    position INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (account, position)
  ) WITHOUT ROWID;
  CREATE TABLE buried_account (tag BLOB PRIMARY KEY) WITHOUT ROWID;

  CREATE TABLE device (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL,
    device_id BLOB NOT NULL,
    signature_key BLOB NOT NULL,
    active_after_ms INTEGER NOT NULL,
    listed INTEGER NOT NULL,
    UNIQUE (account, device_id)
  );
  CREATE TABLE sealed_count (device INTEGER PRIMARY KEY, count INTEGER NOT NULL);

  CREATE TABLE handle (
    skeleton TEXT PRIMARY KEY,
    handle TEXT NOT NULL UNIQUE,
    account INTEGER NOT NULL UNIQUE
  ) WITHOUT ROWID;
  CREATE TABLE buried_handle (tag BLOB PRIMARY KEY, owner BLOB NOT NULL) WITHOUT ROWID;

  CREATE TABLE permit (
    account INTEGER NOT NULL,
    grant_id BLOB NOT NULL,
    holder_hash BLOB NOT NULL,
    PRIMARY KEY (account, grant_id)
  ) WITHOUT ROWID;
  CREATE TABLE invite (
    account INTEGER NOT NULL,
    invite_id BLOB NOT NULL,
    public INTEGER NOT NULL,
    claim_hash BLOB NOT NULL,
    expires_at_ms INTEGER,
    PRIMARY KEY (account, invite_id)
  ) WITHOUT ROWID;
  CREATE INDEX invite_by_expiry ON invite (expires_at_ms) WHERE expires_at_ms IS NOT NULL;
  CREATE TABLE block (account INTEGER NOT NULL, tag BLOB NOT NULL, PRIMARY KEY (account, tag)) WITHOUT ROWID;

  CREATE TABLE key_package (id INTEGER PRIMARY KEY, device INTEGER NOT NULL, bytes BLOB NOT NULL);
  CREATE INDEX key_package_by_device ON key_package (device, id);
  CREATE TABLE last_resort (device INTEGER PRIMARY KEY, bytes BLOB NOT NULL);

  CREATE TABLE introduction (
    recipient INTEGER NOT NULL,
    payload INTEGER NOT NULL,
    sender_tag BLOB NOT NULL,
    device INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (recipient, payload, device)
  ) WITHOUT ROWID;

  CREATE TABLE conversation (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation_id BLOB NOT NULL UNIQUE,
    generation INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    removal_epoch INTEGER NOT NULL
  );
  -- What every message changes, apart from what hardly ever changes: few pages, all hot.
  CREATE TABLE place (conversation INTEGER PRIMARY KEY, ord INTEGER NOT NULL, at_ms INTEGER NOT NULL);
  CREATE TABLE group_info (conversation INTEGER PRIMARY KEY, sealed BLOB NOT NULL);
  CREATE TABLE member (
    conversation INTEGER NOT NULL,
    account INTEGER NOT NULL,
    attached INTEGER NOT NULL,
    PRIMARY KEY (conversation, account)
  ) WITHOUT ROWID;
  CREATE INDEX member_by_account ON member (account, conversation);
  CREATE TABLE recipient (
    conversation INTEGER NOT NULL,
    position INTEGER NOT NULL,
    device INTEGER NOT NULL,
    account INTEGER NOT NULL,
    PRIMARY KEY (conversation, position)
  ) WITHOUT ROWID;
  CREATE INDEX recipient_by_device ON recipient (device);

  CREATE TABLE payload (id INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, body BLOB NOT NULL);
  -- Pointers left, for payloads that went to more than one mailbox.
  CREATE TABLE shared (payload INTEGER PRIMARY KEY, pointers INTEGER NOT NULL);
  CREATE TABLE pointer (
    device INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    -- 0: the only pointer to its payload, 1: one of several, 2: gap (expired), 3: gap (quota)
    kind INTEGER NOT NULL,
    -- The payload; of a gap its first number.
    payload INTEGER NOT NULL,
    head BLOB,
    PRIMARY KEY (device, seq)
  ) WITHOUT ROWID;
  -- The newest number isn't stored: it is the newest pointer's, or this one when there are none.
  CREATE TABLE mailbox (device INTEGER PRIMARY KEY, acked_seq INTEGER NOT NULL);

  CREATE TABLE answer (key BLOB PRIMARY KEY, ord INTEGER NOT NULL, at_ms INTEGER NOT NULL) WITHOUT ROWID;

  CREATE TABLE registration_code (
    code TEXT PRIMARY KEY,
    uses_left INTEGER NOT NULL,
    expires_at_ms INTEGER NOT NULL
  ) WITHOUT ROWID;
  `,
  `
  -- Keyed hashes over account and build.
  CREATE TABLE build_seen (id INTEGER PRIMARY KEY, account INTEGER NOT NULL, tag BLOB NOT NULL);
  CREATE INDEX build_seen_by_account ON build_seen (account, tag);
  `,
  `
  -- Notices that nobody has taken yet. What is delivered stays as a number in its batch.
  CREATE TABLE notice (
    id INTEGER PRIMARY KEY,
    batch BLOB NOT NULL,
    account INTEGER NOT NULL,
    raw BLOB NOT NULL,
    at_ms INTEGER NOT NULL,
    UNIQUE (batch, account)
  );
  CREATE INDEX notice_by_account ON notice (account);
  CREATE TABLE notice_place (notice INTEGER NOT NULL, device INTEGER NOT NULL, seq INTEGER NOT NULL);
  CREATE INDEX notice_place_by_notice ON notice_place (notice);
  CREATE INDEX notice_place_by_device ON notice_place (device);
  CREATE TABLE notice_batch (
    batch BLOB PRIMARY KEY,
    posted INTEGER NOT NULL,
    delivered INTEGER NOT NULL,
    expired INTEGER NOT NULL
  ) WITHOUT ROWID;
  -- Keyed hashes over batch and account.
  CREATE TABLE notice_tag (tag BLOB PRIMARY KEY, at_ms INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE notice_code (code TEXT PRIMARY KEY, day INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE notice_opt_out (account INTEGER PRIMARY KEY);
  CREATE TABLE notice_key (
    id INTEGER PRIMARY KEY,
    key BLOB NOT NULL,
    since_ms INTEGER NOT NULL,
    signature BLOB NOT NULL
  );
  `,
  `
  ALTER TABLE account ADD COLUMN platform TEXT NOT NULL DEFAULT 'main';
  CREATE TABLE refusal (
    day INTEGER NOT NULL,
    account INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    PRIMARY KEY (day, account)
  ) WITHOUT ROWID;
  `,
  `
  -- Accounts whose chain the key directory doesn't show yet.
  CREATE TABLE directory_due (turn INTEGER PRIMARY KEY AUTOINCREMENT, account_id BLOB NOT NULL UNIQUE);
  `,
  `
  -- Bytes ever posted to this mailbox, this entry included; and how many of them wait no more.
  ALTER TABLE pointer ADD COLUMN total INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE mailbox ADD COLUMN freed_total INTEGER NOT NULL DEFAULT 0;
  -- Founded between two accounts, whoever is a member today.
  ALTER TABLE conversation ADD COLUMN of_two INTEGER NOT NULL DEFAULT 0;
  `,
];

/** The version of a store that this code writes. */
export const STORE_VERSION = migrations.length;

export function storeVersion(db: Database): number {
  return db.query<{ user_version: number }>("PRAGMA user_version").get()?.user_version ?? 0;
}

/** Brings the store up to date, each step in its own transaction. Returns whether anything was done. */
export function migrate(db: Database): boolean {
  const from = storeVersion(db);
  if (from > STORE_VERSION) throw newerStore(from);
  for (let version = from; version < STORE_VERSION; version++) {
    db.exec(`BEGIN IMMEDIATE; ${migrations[version] ?? ""} PRAGMA user_version = ${version + 1}; COMMIT;`);
  }
  return from < STORE_VERSION;
}

export function newerStore(version: number): StoreRefusal {
  return new StoreRefusal(
    "newer_store",
    `The data folder was written by a newer Bridle (store version ${version}; this one knows up to ` +
      `${STORE_VERSION}). Nothing was changed. Install the newer Bridle to go on.`,
  );
}
