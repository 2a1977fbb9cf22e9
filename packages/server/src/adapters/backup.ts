import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { StoreRefusal } from "../ports/data-folder.ts";
import { LEDGER_FOLDER, STORE_FILE } from "./data-folder.ts";
import { DESK_FILE } from "./desk/desk-file.ts";
import { FEEDS_FOLDER } from "./feeds/feed-folder.ts";
import { KEYS_FILE, readKeys, syncFile, syncFolder } from "./keys-file.ts";
import { backupLedger, restoreLedger } from "./ledger/copy-ledger.ts";
import { DESK_KEY_FILE } from "./signals/key-files.ts";
import { Database } from "./sqlite/database.ts";
import { markRestored } from "./sqlite/restored.ts";
import { migrate, newerStore, storeVersion, STORE_VERSION } from "./sqlite/schema.ts";

/**
 * Copies a data folder into a new folder while its server runs: the state of one moment, with nothing
 * half done in it. The copy holds the server's keys, so keep it as safe as the original.
 *
 * Signals and the key of their pseudonyms stay behind: a copy would outlive the days that they may be kept.
 */
export function backupDataFolder(folders: { readonly dataDir: string; readonly to: string }): void {
  const source = join(folders.dataDir, STORE_FILE);
  if (!existsSync(source)) throw notAStore();
  const target = freshFolder(folders.to);
  // The desk first: a notice that went out in between counts as unsent, is posted again, and reaches nobody twice.
  backupAnalysts(folders.dataDir, target.draft);
  const db = new Database(source, { readOnly: true });
  try {
    if (storeVersion(db) > STORE_VERSION) throw newerStore(storeVersion(db));
    db.query("VACUUM INTO ?").run(join(target.draft, STORE_FILE));
  } finally {
    db.close();
  }
  copyFileSync(join(folders.dataDir, KEYS_FILE), join(target.draft, KEYS_FILE));
  copyDeskKey(folders.dataDir, target.draft);
  copyFeeds(folders.dataDir, target.draft);
  backupLedger(join(folders.dataDir, LEDGER_FOLDER), join(target.draft, LEDGER_FOLDER));
  target.finish();
}

/**
 * Makes a data folder from a backup. What clients got since the backup isn't in it, so every counter
 * that they rely on is moved ahead; see docs/operating.md for what people notice.
 */
export function restoreDataFolder(folders: { readonly from: string; readonly dataDir: string }): void {
  const source = join(folders.from, STORE_FILE);
  if (!existsSync(source) || !existsSync(join(folders.from, KEYS_FILE))) throw notAStore();
  readKeys(folders.from);
  const target = freshFolder(folders.dataDir);
  copyFileSync(join(folders.from, KEYS_FILE), join(target.draft, KEYS_FILE));
  copyFileSync(source, join(target.draft, STORE_FILE));
  if (existsSync(join(folders.from, DESK_FILE))) {
    copyFileSync(join(folders.from, DESK_FILE), join(target.draft, DESK_FILE));
    endInvitations(join(target.draft, DESK_FILE));
  }
  copyDeskKey(folders.from, target.draft);
  copyFeeds(folders.from, target.draft);
  restoreLedger(join(folders.from, LEDGER_FOLDER), join(target.draft, LEDGER_FOLDER));
  const db = new Database(join(target.draft, STORE_FILE));
  try {
    const [check] = db.query<{ readonly integrity_check: string }>("PRAGMA integrity_check").all();
    if (check?.integrity_check !== "ok") throw damaged();
    migrate(db);
    markRestored(db);
  } finally {
    db.close();
  }
  target.finish();
}

/** A link that was used since the backup must not work again. */
function endInvitations(file: string): void {
  const db = new Database(file);
  try {
    db.exec("DELETE FROM invitation");
  } finally {
    db.close();
  }
}

function backupAnalysts(dataDir: string, to: string): void {
  const source = join(dataDir, DESK_FILE);
  if (!existsSync(source)) return;
  const db = new Database(source, { readOnly: true });
  try {
    db.query("VACUUM INTO ?").run(join(to, DESK_FILE));
  } finally {
    db.close();
  }
}

/** Without it nobody opens what cases refer to. Its private half is in shares that each hold nothing alone. */
function copyDeskKey(from: string, to: string): void {
  const source = join(from, DESK_KEY_FILE);
  if (existsSync(source)) copyFileSync(source, join(to, DESK_KEY_FILE));
}

/** Every file is whole under its hash; one that went meanwhile is in use no more. */
function copyFeeds(from: string, to: string): void {
  const source = join(from, FEEDS_FOLDER);
  if (existsSync(source)) cpSync(source, join(to, FEEDS_FOLDER), { recursive: true });
}

/** Everything is written beside the folder and appears under its name at once. */
function freshFolder(path: string): { readonly draft: string; finish(): void } {
  const folder = resolve(path);
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new StoreRefusal(
      "not_empty",
      `The folder ${folder} isn't empty. Choose one that is, or a new one.`,
    );
  }
  const draft = `${folder}.partial`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  return {
    draft,
    finish() {
      settle(draft);
      if (existsSync(folder)) rmSync(folder, { recursive: true });
      renameSync(draft, folder);
      syncFolder(dirname(folder));
    },
  };
}

/** Nobody but the owner reads any of it, and all of it is on the disk. */
function settle(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      settle(path);
      continue;
    }
    chmodSync(path, 0o600);
    syncFile(path);
  }
  syncFolder(folder);
}

function notAStore(): StoreRefusal {
  return new StoreRefusal("not_a_store", "There is no Bridle data folder at that path.");
}

function damaged(): StoreRefusal {
  return new StoreRefusal("damaged", "The backup is damaged; nothing was restored. Use an older one.");
}
