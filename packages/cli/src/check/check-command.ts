import { realpath, stat } from "node:fs/promises";
import process from "node:process";
import { type Evidence, examine, type FeedSet, type Outcome, type Progress, readFeeds } from "@bridle/check";
import { err, ok, type Result } from "@bridle/protocol";
import { exitUsage } from "../exit-codes.ts";
import { log } from "../log.ts";
import { version } from "../version.ts";
import { type CheckCommand, checkHelp, parseCheckArguments } from "./check-arguments.ts";
import { indicatorFiles } from "./indicator-files.ts";
import { nodePlatform } from "./node-platform.ts";
import { isReadableFolder, nodeFile, NodeFolder } from "./node-source.ts";
import { preparedOutputs } from "./outputs.ts";
import { askedPassword, passwordIn } from "./password.ts";
import { writeOutcome } from "./write-outcome.ts";

const exitCodes = { "nothing-known-found": 0, match: 1, "needs-expert": 2, incomplete: 3 } as const;

/**
 * Runs `bridle check`. The exit code. A fault of this machine is never 1, which means a match: whatever keeps the examination from its end
 * leaves it incomplete.
 */
export async function runCheck(args: readonly string[]): Promise<number> {
  try {
    return await check(args);
  } catch (thrown) {
    log(`the examination could not finish: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    return exitCodes.incomplete;
  }
}

async function check(args: readonly string[]): Promise<number> {
  const command = parseCheckArguments(args);
  if (!command.ok) return refused(`${command.error}\n\n${checkHelp}`);
  if (command.value === "help") {
    process.stdout.write(checkHelp);
    return 0;
  }
  const evidence = await evidenceAt(command.value.path);
  if (evidence === undefined)
    return refused(`${command.value.path}: no such file or folder, or not readable`);
  const outputs = await preparedOutputs(command.value);
  if (!outputs.ok) return refused(outputs.error);
  const feeds = await feedsOf(command.value);
  if (!feeds.ok) return refused(feeds.error);
  const outcome = await examined(evidence, feeds.value, command.value);
  if (!outcome.ok) return refused(outcome.error);
  const written = await writeOutcome(outcome.value, command.value, outputs.value);
  const code = exitCodes[outcome.value.report.state];
  if (written.ok) return code;
  log(written.error);
  // What was found counts more than where it could not be written to.
  return code === 0 ? exitCodes.incomplete : code;
}

function refused(why: string): number {
  log(why);
  return exitUsage;
}

async function evidenceAt(path: string): Promise<Evidence | undefined> {
  try {
    // What the user names may be a link; what lies in it may not.
    const full = await realpath(path);
    if ((await stat(full)).isFile()) return { kind: "file", file: await nodeFile(full) };
    return (await isReadableFolder(full)) ? { kind: "folder", source: new NodeFolder(full) } : undefined;
  } catch {
    return undefined;
  }
}

async function feedsOf({ indicators, feedKeys }: CheckCommand): Promise<Result<FeedSet, string>> {
  const signers = feedKeys.map((key) => new Uint8Array(Buffer.from(key, "base64url")));
  if (signers.some(({ length }) => length !== 32)) return err("--feed-key: expected 32 bytes in base64url");
  let files: Awaited<ReturnType<typeof indicatorFiles>>;
  try {
    files = await indicatorFiles(indicators);
  } catch (thrown) {
    return err(`--indicators: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
  return ok(readFeeds(files, nodePlatform, signers));
}

async function examined(
  evidence: Evidence,
  feeds: FeedSet,
  command: CheckCommand,
): Promise<Result<Outcome, string>> {
  const timeline = command.timeline !== undefined || command.html !== undefined;
  const request = { evidence, feeds, platform: nodePlatform, timeline, version, onProgress: shownProgress() };
  let password: string | undefined;
  if (command.passwordFile !== undefined) {
    try {
      password = await passwordIn(command.passwordFile);
    } catch {
      return err(`--password-file: ${command.passwordFile} can't be read`);
    }
  }
  let outcome = await examine({ ...request, password });
  if (!outcome.ok && outcome.error === "password needed") {
    password = await askedPassword();
    if (password === undefined)
      return err("This is encrypted: give its password or key with --password-file.");
    outcome = await examine({ ...request, password });
  }
  return outcome.ok ? outcome : err("Wrong password: it stays closed.");
}

/** One line on a terminal's stderr; nothing elsewhere. */
function shownProgress(): ((progress: Progress) => void) | undefined {
  if (!process.stderr.isTTY) return undefined;
  return ({ phase, what = "", expectedMs }) => {
    const time = expectedMs === undefined ? "" : `, about ${Math.ceil(expectedMs / 1000)} s`;
    process.stderr.write(`\r\u001b[K${phase} ${what}${time}${phase === "report" ? "\r\u001b[K" : ""}`);
  };
}
