import { checkLog, type LogProblem, mirrorLog, type MirrorProblem } from "@bridle/ledger";
import { nodeCrypto } from "@bridle/server/ledger";
import { type CommandIo, exit } from "./command-io.ts";
import { withResources } from "./log-place.ts";
import { readOptions, readPolicy, required } from "./options.ts";
import { resourceFolder } from "./resource-folder.ts";

/**
 * `bridle ledger fsck`: re-derives every tile and the root from the entries. `--log` is a folder or an
 * http(s) prefix.
 */
export async function fsckCommand(args: readonly string[], io: CommandIo): Promise<number> {
  const options = readOptions(args, ["log", "policy"]);
  const policy = readPolicy(required(options, "policy"));
  const checked = await withResources(required(options, "log"), (read) => checkLog(nodeCrypto, policy, read));
  if (!checked.ok) return report(checked.error, io);
  const { origin, size } = checked.value.checkpoint;
  io.stdout(`Proven: all ${size} entries of ${origin} lead to its signed root.\n`);
  return exit.done;
}

/** `bridle ledger mirror`: brings a folder up to a log, checking everything before it is kept. */
export async function mirrorCommand(args: readonly string[], io: CommandIo): Promise<number> {
  const options = readOptions(args, ["from", "to", "policy"]);
  const policy = readPolicy(required(options, "policy"));
  const copy = resourceFolder(required(options, "to"));
  const mirrored = await withResources(required(options, "from"), (source) =>
    mirrorLog(nodeCrypto, policy, { source, copy }),
  );
  if (!mirrored.ok) return report(mirrored.error, io);
  const { origin, size } = mirrored.value.checkpoint;
  io.stdout(`Proven: the copy has all ${size} entries of ${origin}.\n`);
  return exit.done;
}

function report(problem: LogProblem | MirrorProblem, io: CommandIo): number {
  switch (problem.kind) {
    case "differs":
      io.stdout(`Contradicted: ${problem.path} is not what the entries lead to.\n`);
      return exit.contradicted;
    case "forged":
      io.stdout(`Contradicted: the checkpoint's signature by ${problem.keyName} is false.\n`);
      return exit.contradicted;
    case "forked":
    case "rolled_back": {
      const what = problem.kind === "forked" ? "is not the log" : "is shorter than the log";
      io.stdout(
        `Contradicted: the source ${what} that was copied before; both checkpoints follow, keep them.\n`,
      );
      io.stdout(`${problem.ours}\n${problem.theirs}`);
      return exit.contradicted;
    }
    case "missing":
    case "malformed":
      io.stdout(`Not proven: ${problem.path} is ${problem.kind}.\n`);
      return exit.notProven;
    default:
      io.stdout(`Not proven: ${shortfall[problem.kind]}.\n`);
      return exit.notProven;
  }
}

const shortfall = {
  no_checkpoint: "there is no checkpoint",
  malformed_checkpoint: "the checkpoint can't be read",
  unknown_log: "no log that the policy names signed the checkpoint",
  no_quorum: "too few of the policy's witnesses signed the checkpoint",
} as const;
