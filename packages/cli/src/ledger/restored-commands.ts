import { join, resolve } from "node:path";
import { restartLedger, resumeLedger } from "@bridle/server/ledger";
import { defaultServerFolder } from "../data-folder.ts";
import { CommandFault, type CommandIo, exit } from "./command-io.ts";
import { readOptions } from "./options.ts";

// After `bridle restore`, where nobody witnesses the logs: only the operator can know whether something was
// published after the backup.

/** `bridle ledger resume`: nothing was published after the backup; the logs go on. */
export function resumeCommand(args: readonly string[], io: CommandIo): number {
  if (!resumeLedger(ledgerOf(args))) throw new CommandFault("these logs don't wait for this");
  io.stdout(
    "The logs go on at the next start. If something was published after the backup, every app will say so.\n",
  );
  return exit.done;
}

/** `bridle ledger restart`: sets the logs aside; the next start begins new ones. The server must not be running. */
export function restartCommand(args: readonly string[], io: CommandIo): number {
  if (!restartLedger(ledgerOf(args), Date.now())) throw new CommandFault("there are no logs");
  io.stdout(
    "The next start begins new logs with new keys. Every app asks its user before it goes on with them.\n",
  );
  return exit.done;
}

function ledgerOf(args: readonly string[]): string {
  return join(resolve(readOptions(args, ["data"]).named.get("data") ?? defaultServerFolder()), "ledger");
}
