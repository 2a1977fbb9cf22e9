import { LogStoreFault } from "@bridle/ledger";
import { CommandFault, type CommandIo, exit, UsageError } from "./command-io.ts";
import { fsckCommand, mirrorCommand } from "./copy-commands.ts";
import { proofCommand, showCommand } from "./entry-commands.ts";
import { appendCommand, checkpointCommand, initCommand } from "./log-commands.ts";
import { restartCommand, resumeCommand } from "./restored-commands.ts";
import { verifyCommand } from "./verify-command.ts";
import { witnessCommand } from "./witness-command.ts";

type Command = (args: readonly string[], io: CommandIo) => number | Promise<number>;

const commands: Readonly<Record<string, { readonly run: Command; readonly use: string }>> = {
  verify: { run: verifyCommand, use: "verify --proof FILE --policy FILE [--entry FILE]" },
  init: { run: initCommand, use: "init --log FOLDER --origin NAME" },
  show: { run: showCommand, use: "show --log FOLDER|URL [--index N]" },
  append: { run: appendCommand, use: "append --log FOLDER [--policy FILE] FILE…" },
  checkpoint: { run: checkpointCommand, use: "checkpoint --log FOLDER [--policy FILE]" },
  proof: { run: proofCommand, use: "proof --log FOLDER|URL --index N [--bare yes]" },
  fsck: { run: fsckCommand, use: "fsck --log FOLDER|URL --policy FILE" },
  resume: { run: resumeCommand, use: "resume [--data FOLDER]" },
  restart: { run: restartCommand, use: "restart [--data FOLDER]" },
  mirror: { run: mirrorCommand, use: "mirror --from FOLDER|URL --to FOLDER --policy FILE" },
};

/** `bridle ledger …`: answers the exit code; prints one plain line for each outcome. */
export function ledgerCommand(args: readonly string[], io: CommandIo): Promise<number> {
  const [name = "", ...rest] = args;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    const lines = ["usage:", ...Object.values(commands).map(({ use }) => `  bridle ledger ${use}`), ""].join(
      "\n",
    );
    return Promise.resolve(isHelp(name) ? help(io, lines) : wrongUse(io, lines));
  }
  const use = `bridle ledger ${command.use}`;
  if (rest.some(isHelp)) return Promise.resolve(help(io, `usage: ${use}\n`));
  return orExplain(io, use, () => command.run(rest, io));
}

/** `bridle witness …`: runs until it is stopped. */
export function witnessMain(args: readonly string[], io: CommandIo): Promise<number> {
  const use =
    "bridle witness --data FOLDER --name NAME --policy FILE [--host HOST] [--port PORT] [--audit URL]";
  if (args.some(isHelp)) return Promise.resolve(help(io, `usage: ${use}\n`));
  return orExplain(io, use, () => witnessCommand(args, io));
}

function isHelp(text: string): boolean {
  return text === "--help" || text === "-h";
}

function help(io: CommandIo, lines: string): number {
  io.stdout(lines);
  return exit.done;
}

function wrongUse(io: CommandIo, lines: string): number {
  io.stderr(lines.trimEnd());
  return exit.usage;
}

async function orExplain(io: CommandIo, use: string, run: () => number | Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (thrown) {
    if (thrown instanceof UsageError) {
      io.stderr(`${thrown.message}\nusage: ${use}`);
      return exit.usage;
    }
    if (thrown instanceof CommandFault || thrown instanceof LogStoreFault) {
      io.stderr(thrown.message);
      return exit.notProven;
    }
    throw thrown;
  }
}
