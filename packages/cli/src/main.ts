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
    case "demo":
      return (await import("./demo-command.ts")).runDemo(command);
    case "backup":
    case "restore":
      return (await import("./backup-command.ts")).runCopy(command);
  }
}

const command = parseCommand(process.argv.slice(2));
if (command.ok) {
  try {
    const code = await run(command.value);
    // Whatever a library still holds on to must not keep a process that is done.
    if (staying.has(command.value.kind)) process.exit(code);
    process.exitCode = code;
  } catch (thrown) {
    log(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown));
    process.exitCode = exitFault;
  }
} else {
  log(`${command.error}\n\n${helpText()}`);
  process.exitCode = exitUsage;
}
