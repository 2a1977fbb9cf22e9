import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { syncFolder } from "../keys-file.ts";
import { Database } from "../sqlite/database.ts";
import { RESTORED_MARK } from "./ledger-folder.ts";
import { LEDGER_KEYS_FILE } from "./ledger-keys.ts";
import { DECISIONS_FILE, DIRECTORY_FILE } from "./ledger-parts.ts";

const DATABASES = [DIRECTORY_FILE, DECISIONS_FILE];

/** Copies the logs of a server that may be running; each is the state of one moment. */
export function backupLedger(from: string, to: string): void {
  if (!existsSync(join(from, LEDGER_KEYS_FILE))) return;
  mkdirSync(to, { mode: 0o700 });
  copyFileSync(join(from, LEDGER_KEYS_FILE), join(to, LEDGER_KEYS_FILE));
  for (const file of DATABASES.filter((name) => existsSync(join(from, name)))) {
    const db = new Database(join(from, file), { readOnly: true });
    try {
      db.query("VACUUM INTO ?").run(join(to, file));
    } finally {
      db.close();
    }
  }
}

/**
 * Puts the logs of a backup in place, with a mark: what was published since isn't in them, and a log that
 * signs twice for one place shows different keys to different people. `LedgerFolder` says what then.
 */
export function restoreLedger(from: string, to: string): void {
  if (!existsSync(join(from, LEDGER_KEYS_FILE))) return;
  mkdirSync(to, { mode: 0o700 });
  for (const file of [LEDGER_KEYS_FILE, ...DATABASES]) {
    if (existsSync(join(from, file))) copyFileSync(join(from, file), join(to, file));
  }
  writeFileSync(join(to, RESTORED_MARK), "");
}

/** The operator's word that nothing was published after the backup: the logs go on. */
export function resumeLedger(folder: string): boolean {
  const mark = join(folder, RESTORED_MARK);
  if (!existsSync(mark)) return false;
  rmSync(mark);
  syncFolder(folder);
  return true;
}

/** Sets the logs aside; the next start begins new ones with new keys, and everybody's app says so. */
export function restartLedger(folder: string, nowMs: number): boolean {
  if (!existsSync(folder)) return false;
  renameSync(folder, `${folder}-until-${nowMs}`);
  syncFolder(join(folder, ".."));
  return true;
}
