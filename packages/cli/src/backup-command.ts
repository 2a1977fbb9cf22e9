import { resolve } from "node:path";
import process from "node:process";
import { backupDataFolder, restoreDataFolder } from "@bridle/server";
import type { Command } from "./arguments.ts";
import { defaultServerFolder } from "./data-folder.ts";
import { exitFault, exitOk } from "./exit-codes.ts";
import { log } from "./log.ts";

/** Copies a server's data folder, or makes one from such a copy. The exit code. */
export async function runCopy(
  command: Extract<Command, { readonly kind: "backup" | "restore" }>,
): Promise<number> {
  const dataDir = resolve(command.data ?? defaultServerFolder());
  try {
    if (command.kind === "backup") {
      const to = resolve(command.to);
      backupDataFolder({ dataDir, to });
      process.stdout.write(`Copied ${dataDir} to ${to}\n`);
    } else {
      const from = resolve(command.from);
      restoreDataFolder({ from, dataDir });
      process.stdout.write(`Restored ${from} to ${dataDir}\n`);
    }
    return exitOk;
  } catch (thrown) {
    log(`${command.kind} failed: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    return exitFault;
  }
}
