import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { ServerCrypto } from "../ports/crypto.ts";
import { StoreRefusal } from "../ports/data-folder.ts";
import { StoreFault } from "../ports/store.ts";
import { CONTROLS_FILE } from "./controls-file.ts";
import { DESK_FILE } from "./desk/desk-file.ts";
import { FEEDS_FOLDER } from "./feeds/feed-folder.ts";
import { KEYS_FILE, loadOrCreateKeys } from "./keys-file.ts";
import { createNodeCrypto } from "./node-crypto.ts";
import { DESK_KEY_FILE, RUN_FOLDER } from "./signals/key-files.ts";
import { SIGNALS_FILE } from "./signals/open-signals.ts";
import { Database } from "./sqlite/database.ts";
import { openSqliteStore, type SqliteStore } from "./sqlite/store.ts";

export const STORE_FILE = "bridle.db";
/** The logs and their keys. */
export const LEDGER_FOLDER = "ledger";
const LOCK_FILE = "lock";
/** All that a data folder may hold; a journal adds to the name of its file. */
const OWN_FILES = [
  STORE_FILE,
  KEYS_FILE,
  LOCK_FILE,
  DESK_FILE,
  SIGNALS_FILE,
  CONTROLS_FILE,
  DESK_KEY_FILE,
  RUN_FOLDER,
  LEDGER_FOLDER,
  FEEDS_FOLDER,
];

export interface DataFolder {
  readonly store: SqliteStore;
  readonly crypto: ServerCrypto;
  readonly ledgerDir: string;
  /** Whether this was the first opening ever. */
  readonly created: boolean;
  close(): void;
}

/** Opens or creates a data folder for one server; a second one on the same folder is refused. */
export function openDataFolder(dataDir: string): DataFolder {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  refuseForeignFolder(dataDir);
  const unlock = lockFolder(dataDir);
  try {
    const created = !existsSync(join(dataDir, STORE_FILE));
    if (!created && !existsSync(join(dataDir, KEYS_FILE))) throw keysMissing();
    // The keys come first: a store without them would be a server that lost its identity.
    const crypto = createNodeCrypto(loadOrCreateKeys(dataDir));
    const store = openStore(join(dataDir, STORE_FILE));
    const close = (): void => {
      store.close();
      unlock();
    };
    return { store, crypto, ledgerDir: join(dataDir, LEDGER_FOLDER), created, close };
  } catch (fault) {
    unlock();
    throw fault;
  }
}

function openStore(path: string): SqliteStore {
  try {
    return openSqliteStore(path);
  } catch (fault) {
    if (!(fault instanceof StoreFault)) throw fault;
    throw new StoreRefusal("damaged", `The store "${STORE_FILE}" can't be opened: ${causeOf(fault)}.`);
  }
}

/** Nothing of ours is started in a folder that holds something else. */
function refuseForeignFolder(dataDir: string): void {
  const isOurs = (name: string): boolean => OWN_FILES.some((own) => name.startsWith(own));
  const entries = readdirSync(dataDir);
  if (entries.includes(STORE_FILE) || entries.every(isOurs)) return;
  throw new StoreRefusal(
    "not_a_store",
    "The data folder holds other files and no Bridle store. Choose an empty or a new folder.",
  );
}

/**
 * Holds an exclusive lock for the life of the process. SQLite's own locks: the system takes them back
 * when the process dies, however it dies.
 */
function lockFolder(dataDir: string): () => void {
  const lock = new Database(join(dataDir, LOCK_FILE), { timeout: 0 });
  try {
    lock.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;");
  } catch (fault) {
    lock.close();
    if (!(fault instanceof StoreFault)) throw fault;
    throw new StoreRefusal("locked", "Another server is running on this data folder.");
  }
  return () => lock.close();
}

function keysMissing(): StoreRefusal {
  return new StoreRefusal(
    "damaged",
    `The data folder has a store but no file "${KEYS_FILE}". Put that file back from a backup; without ` +
      "it the server would have another identity.",
  );
}

function causeOf(fault: StoreFault): string {
  return fault.cause instanceof Error ? fault.cause.message : "unknown fault";
}
