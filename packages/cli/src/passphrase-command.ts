import process from "node:process";
import { changePassphrase } from "@bridle/client/node";
import type { PassphraseCommand } from "./arguments.ts";
import { exitFault, exitOk } from "./exit-codes.ts";
import { log } from "./log.ts";
import { openingRefused, readPassphrase } from "./opening.ts";

/** Sets, changes or takes away the passphrase of a client's data folder. The exit code. */
export async function runPassphrase(command: PassphraseCommand): Promise<number> {
  const current = await readPassphrase(command.currentFile);
  if (!current.ok) return fault(`--passphrase-file: ${current.error}`);
  const next = await readPassphrase(command.newFile);
  if (!next.ok) return fault(`--new-passphrase-file: ${next.error}`);
  const changed = await changePassphrase({ dataDir: command.data, current: current.value, next: next.value });
  if (!changed.ok) return fault(openingRefused(changed.error));
  process.stdout.write(
    next.value === undefined
      ? "The data folder opens without a passphrase now.\n"
      : "The data folder opens with the new passphrase only.\n",
  );
  return exitOk;
}

function fault(message: string): number {
  log(message);
  return exitFault;
}
