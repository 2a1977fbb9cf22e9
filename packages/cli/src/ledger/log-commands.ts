import { entryBytesMax, formatVerifierKey, type LogWriter, parseCheckpoint, parseNote } from "@bridle/ledger";
import { CommandFault, type CommandIo, exit, UsageError } from "./command-io.ts";
import { createLocalLog, explain, type LocalLog, openLocalLog, openWriter } from "./local-log.ts";
import { type Options, readNamedFile, readOptions, readPolicy, required } from "./options.ts";

/** `bridle ledger init`: an empty log with a new key; prints the key that others put into their policy. */
export function initCommand(args: readonly string[], io: CommandIo): number {
  const options = readOptions(args, ["log", "origin"]);
  const local = createLocalLog(required(options, "log"), required(options, "origin"));
  local.store.close();
  io.stdout(`${formatVerifierKey(local.named.key)}\n`);
  return exit.done;
}

/** `bridle ledger append`: each file is one entry; prints the number of each. */
export async function appendCommand(args: readonly string[], io: CommandIo): Promise<number> {
  const options = readOptions(args, ["log", "policy"], true);
  if (options.rest.length === 0) throw new UsageError("name the files to append");
  const entries = options.rest.map((path) => ({ path, entry: readNamedFile(path) }));
  const long = entries.find(({ entry }) => entry.length > entryBytesMax);
  if (long !== undefined)
    throw new UsageError(`${long.path} is longer than ${entryBytesMax} bytes; append its hash`);
  return withWriter(options, async (writer) => {
    const outcomes = await Promise.all(entries.map(({ entry }) => writer.submit(entry)));
    let missing = false;
    for (const [at, outcome] of outcomes.entries()) {
      const path = entries[at]?.path ?? "";
      if (outcome.ok) io.stdout(`${outcome.value.index} ${path}\n`);
      else if (outcome.error.kind === "not_yet_witnessed") {
        missing = true;
        io.stderr(`${path} is stored as number ${outcome.error.index}, but too few witnesses answered`);
      } else
        throw new CommandFault(
          outcome.error.kind === "stopped" ? explain(outcome.error.why) : "too much at once",
        );
    }
    return missing ? exit.notProven : exit.done;
  });
}

/** `bridle ledger checkpoint`: signs what is stored, asks the witnesses, publishes, prints. */
export async function checkpointCommand(args: readonly string[], io: CommandIo): Promise<number> {
  const options = readOptions(args, ["log", "policy"]);
  return withWriter(options, async (writer, local) => {
    const before = await local.store.published();
    await writer.publish();
    if (writer.stopped !== undefined) throw new CommandFault(explain(writer.stopped));
    const note = await local.store.published();
    const covers = note === undefined ? undefined : parseCheckpoint(parseNote(note)?.text ?? "")?.size;
    if (note === undefined || covers !== writer.head.size)
      throw new CommandFault(explain({ kind: "no_quorum" }));
    if (note === before) io.stderr("nothing new to publish");
    io.stdout(note);
    return exit.done;
  });
}

async function withWriter(
  options: Options,
  work: (writer: LogWriter, local: LocalLog) => Promise<number>,
): Promise<number> {
  const policyPath = options.named.get("policy");
  const policy = policyPath === undefined ? undefined : readPolicy(policyPath);
  const local = openLocalLog(required(options, "log"));
  try {
    const writer = await openWriter(local, policy);
    const code = await work(writer, local);
    await writer.close();
    return code;
  } finally {
    local.store.close();
  }
}
