import { type SqlDatabase, StoreFault } from "../../ports/sql-database.ts";
import { isQuota, PoolVfs } from "./pool-vfs.ts";
import { loadSqlite, type SqliteModule } from "./sqlite-module.ts";
import { openWasmDatabase } from "./wasm-database.ts";

const fileName = "store.db";

/** This origin's files, held by this worker alone. */
export interface OpfsPool {
  /** Whether a database was made here before. */
  readonly hasStore: boolean;
  /** Opens or makes the one database of the pool. Throws `StoreFault`. */
  open(key: Uint8Array): SqlDatabase;
  /** Lets go of the files, after the database is closed. */
  release(): Promise<void>;
}

/**
 * Takes the files in the folder `folder` of the origin's private file system (OPFS). Only a dedicated
 * worker can. Waits while another worker has them: one that is ending lets go within moments.
 */
export async function takeOpfsPool(folder: string, again: () => Promise<void>): Promise<OpfsPool> {
  const module = await loadSqlite();
  for (;;) {
    const vfs = new PoolVfs(folder, module);
    try {
      await vfs.isReady();
      return poolOf(module, vfs);
    } catch (thrown) {
      await vfs.close();
      if (isQuota(thrown)) throw new StoreFault("storage_full", "no room for the store's files");
      if (!isTaken(thrown)) throw new StoreFault("failed", nameOf(thrown));
      await again();
    }
  }
}

function poolOf(module: SqliteModule, vfs: PoolVfs): OpfsPool {
  return {
    hasStore: vfs.getSize() > 0,
    open: (key) => openWasmDatabase(module, { vfs, name: fileName, key }),
    release: () => vfs.close(),
  };
}

function isTaken(thrown: unknown): boolean {
  return nameOf(thrown) === "NoModificationAllowedError";
}

function nameOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.name : "unknown";
}
