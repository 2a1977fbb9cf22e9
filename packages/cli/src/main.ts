import process from "node:process";
import { type Command, parseCommand } from "./arguments.ts";
import { exitFault, exitOk, exitUsage } from "./exit-codes.ts";
import { helpText } from "./help.ts";
import { log } from "./log.ts";
import { version } from "./version.ts";

/** Commands that run until they are stopped. */
const staying: ReadonlySet<Command["kind"]> = new Set<Command["kind"]>(["serve", "client", "demo"]);

// Each command loads what it needs: a client doesn't start a server's code, nor `--version` either's.
async function run(command: Command): Promise<number> {
  switch (command.kind) {
    case "help":
      process.stdout.write(helpText(command.topic));
      return exitOk;
    case "version":
      process.stdout.write(`${version}\n`);
      return exitOk;
    case "serve":
      return (await import("./serve-command.ts")).runServe(command);
    case "client":
      return (await import("./client-command.ts")).runClient(command);
    case "passphrase":
      return (await import("./passphrase-command.ts")).runPassphrase(command);
    case "demo":
      return command.desk
        ? (await import("./desk/demo.ts")).runDeskDemo(command)
        : (await import("./demo-command.ts")).runDemo(command);
    case "codes":
      return (await import("./codes-command.ts")).runCodes(command);
    case "backup":
    case "restore":
      return (await import("./backup-command.ts")).runCopy(command);
  }
}

/** These commands have exit codes of their own, which their help says. */
async function runOwnCodes([name, ...args]: readonly string[]): Promise<number | undefined> {
  const io = {
    stdout: (chunk: string | Uint8Array) => void process.stdout.write(chunk),
    stderr: (line: string) => void process.stderr.write(`${line}\n`),
  };
  if (name === "order") return (await import("./order/order-command.ts")).orderCommand(args, io);
  if (name !== "ledger" && name !== "witness") return undefined;
  const { ledgerCommand, witnessMain } = await import("./ledger/index.ts");
  return name === "ledger" ? ledgerCommand(args, io) : witnessMain(args, io);
}

async function main(args: readonly string[]): Promise<number> {
  if (args[0] === "replay") return (await import("./replay/replay-command.ts")).runReplay(args.slice(1));
  if (args[0] === "check") return (await import("./check/check-command.ts")).runCheck(args.slice(1));
  if (args[0] === "desk") return (await import("./desk/desk-command.ts")).runDesk(args.slice(1));
  const ledger = await runOwnCodes(args);
  if (ledger !== undefined) return ledger;
  const command = parseCommand(args);
  if (!command.ok) {
    log(`${command.error}\n\n${helpText()}`);
    return exitUsage;
  }
  const code = await run(command.value);
  // Whatever a library still holds on to must not keep a process that is done.
  if (staying.has(command.value.kind)) process.exit(code);
  return code;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (thrown) {
  log(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown));
  process.exitCode = exitFault;
}
