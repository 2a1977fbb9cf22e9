import { join } from "node:path";
import Database from "better-sqlite3-multiple-ciphers";

/** Held while a process uses a data folder. */
export interface FolderLock {
  release(): void;
}

/**
 * Takes the folder for this process, or answers `undefined` when another one (or this one, elsewhere) has
 * it. The operating system holds the lock and drops it with the process, so that nothing stale is left
 * after kill -9. The file is an empty SQLite database because SQLite's exclusive lock is one that Node
 * can take without a native module more.
 *
 * POSIX drops a process's locks on a file when that process closes any descriptor of it: nothing else in
 * this process may open `lock`.
 */
export function lockFolder(folder: string): FolderLock | undefined {
  const database = new Database(join(folder, "lock"), { timeout: 0 });
  try {
    database.pragma("journal_mode = memory");
    database.pragma("locking_mode = exclusive");
    database.exec("begin exclusive");
    return { release: () => void database.close() };
  } catch (thrown) {
    database.close();
    if (thrown instanceof Database.SqliteError && thrown.code.startsWith("SQLITE_BUSY")) return undefined;
    throw thrown;
  }
}
