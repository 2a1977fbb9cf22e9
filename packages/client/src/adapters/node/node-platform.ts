import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from "node:fs";
import { err, ok, type Result } from "@bridle/protocol";
import type { Platform } from "../../ports/platform.ts";
import { type SqlDatabase, StoreFault } from "../../ports/sql-database.ts";
import { systemClock } from "../system-clock.ts";
import { changeFolderKey, type KeyRefusal, openFolderKey, storePath } from "./folder-key.ts";
import { type FolderLock, lockFolder } from "./folder-lock.ts";
import { nodeCrypto } from "./node-crypto.ts";
import { openSqliteDatabase } from "./sqlite-database.ts";
import { wsTransport } from "./ws-transport.ts";

/** Why a data folder didn't open. `unusable_folder`: it can't be made or written; `detail` says what the system said. */
export interface PlatformRefusal {
  readonly kind: KeyRefusal | "locked_by_another_process" | "unusable_folder" | "storage_full";
  readonly detail: string;
}

export interface NodePlatform extends Platform {
  /** Closes the store and lets go of the folder. */
  close(): void;
}

/**
 * Opens a data folder, made on first use with mode 0700, for this process alone. Nothing in the folder
 * has changed when it refuses, but that it was made.
 */
export async function openNodePlatform(options: {
  readonly dataDir: string;
  /** Opens the passphrase slot; on a folder without one it makes it, in place of the device slot. */
  readonly passphrase?: string | undefined;
}): Promise<Result<NodePlatform, PlatformRefusal>> {
  const { dataDir, passphrase } = options;
  let lock: FolderLock | undefined;
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    chmodSync(dataDir, 0o700);
    lock = lockFolder(dataDir);
    if (lock === undefined) return refused("locked_by_another_process", dataDir);
    const key = await openFolderKey(dataDir, passphrase);
    if (!key.ok) {
      lock.release();
      return refused(key.error, dataDir);
    }
    closeSync(openSync(storePath(dataDir), "a", 0o600));
    const database = openSqliteDatabase(storePath(dataDir), key.value);
    key.value.fill(0);
    return ok(platformOf(database, lock));
  } catch (thrown) {
    lock?.release();
    return err(refusalOf(thrown));
  }
}

/** Why a passphrase wasn't changed. `no_store`: there is nothing in this folder to protect. */
export interface PassphraseRefusal {
  readonly kind: PlatformRefusal["kind"] | "no_store";
  readonly detail: string;
}

/**
 * Sets, changes or (without `next`) takes away the passphrase of a data folder that no process uses.
 * `current` is needed where there is one. Refused, the folder opens as before.
 */
export async function changePassphrase(options: {
  readonly dataDir: string;
  readonly current: string | undefined;
  readonly next: string | undefined;
}): Promise<Result<null, PassphraseRefusal>> {
  const { dataDir } = options;
  if (!existsSync(dataDir)) return err({ kind: "no_store", detail: dataDir });
  let lock: FolderLock | undefined;
  try {
    lock = lockFolder(dataDir);
    if (lock === undefined) return refused("locked_by_another_process", dataDir);
    const changed = await changeFolderKey(dataDir, options);
    return changed.ok ? changed : err({ kind: changed.error, detail: dataDir });
  } catch (thrown) {
    return err(refusalOf(thrown));
  } finally {
    lock?.release();
  }
}

function platformOf(database: SqlDatabase, lock: FolderLock): NodePlatform {
  return {
    database,
    transport: wsTransport,
    clock: systemClock,
    crypto: nodeCrypto,
    random: () => Math.random(),
    close() {
      database.close();
      lock.release();
    },
  };
}

function refusalOf(thrown: unknown): PlatformRefusal {
  if (thrown instanceof StoreFault) return { kind: refusalOfFault(thrown.kind), detail: thrown.message };
  const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : undefined;
  // What the system said: EACCES, ENOSPC, SQLITE_CANTOPEN. Anything else is a bug and stays one.
  if (code === undefined) throw thrown;
  return { kind: code === "ENOSPC" ? "storage_full" : "unusable_folder", detail: code };
}

function refusalOfFault(kind: StoreFault["kind"]): PlatformRefusal["kind"] {
  if (kind === "storage_full") return "storage_full";
  return kind === "corrupt" ? "damaged_store" : "unusable_folder";
}

function refused(kind: PlatformRefusal["kind"], detail: string): Result<never, PlatformRefusal> {
  return err({ kind, detail });
}
