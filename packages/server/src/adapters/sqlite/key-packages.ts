import type { KeyPackages } from "../../ports/key-packages.ts";
import type { Database } from "./database.ts";

export function sqliteKeyPackages(db: Database): KeyPackages {
  const count = db.query<{ count: number }>("SELECT count(*) AS count FROM key_package WHERE device = ?");
  const add = db.query("INSERT INTO key_package (device, bytes) VALUES (?, ?)");
  const oldest = db.query<{ id: number; bytes: Uint8Array }>(
    "SELECT id, bytes FROM key_package WHERE device = ? ORDER BY id LIMIT 1",
  );
  const remove = db.query("DELETE FROM key_package WHERE id = ?");
  const lastResort = db.query<{ bytes: Uint8Array }>("SELECT bytes FROM last_resort WHERE device = ?");
  const setLastResort = db.query("INSERT OR REPLACE INTO last_resort (device, bytes) VALUES (?, ?)");
  const removeAll = db.query("DELETE FROM key_package WHERE device = ?");
  const removeLastResort = db.query("DELETE FROM last_resort WHERE device = ?");
  return {
    count: (device) => count.get(device)?.count ?? 0,
    hasLastResort: (device) => lastResort.get(device) !== undefined,
    add: (device, keyPackage) => add.run(device, keyPackage),
    setLastResort: (device, keyPackage) => setLastResort.run(device, keyPackage),
    take(device) {
      const found = oldest.get(device);
      if (found === undefined) return lastResort.get(device)?.bytes;
      remove.run(found.id);
      return found.bytes;
    },
    removeAll(device) {
      removeAll.run(device);
      removeLastResort.run(device);
    },
  };
}
