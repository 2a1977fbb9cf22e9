import { randomBytes } from "node:crypto";
import process from "node:process";
import { ageEncrypt, type Outcome, redacted, reportHtml, signReport, timelineCsv } from "@bridle/check";
import { err, ok, type Result } from "@bridle/protocol";
import type { CheckCommand } from "./check-arguments.ts";
import { nodePlatform } from "./node-platform.ts";
import type { Outputs } from "./outputs.ts";
import { summary } from "./summary.ts";
import { writeWhole } from "./write-file.ts";

/**
 * Writes what was asked for, redacted, signed and encrypted as asked, and the answer to standard output: that also when a file could not
 * be written, because nobody should wait for it twice.
 */
export async function writeOutcome(
  whole: Outcome,
  command: CheckCommand,
  { recipient, signKey }: Outputs,
): Promise<Result<void, string>> {
  const { report, timeline } = command.redact ? redacted(whole) : whole;
  const json = `${JSON.stringify(report, undefined, 2)}\n`;
  const put = (path: string, parts: Iterable<string>): Promise<void> =>
    writeWhole(path, recipient === undefined ? parts : sealed(parts, recipient));
  let written: Result<void, string> = ok(undefined);
  try {
    if (command.json !== undefined) await put(command.json, [json]);
    if (command.json !== undefined && command.json !== "-" && signKey !== undefined) {
      const signature = signReport(new Uint8Array(Buffer.from(json)), signKey);
      await writeWhole(`${command.json}.sig`, [`${JSON.stringify(signature)}\n`]);
    }
    if (command.html !== undefined)
      await put(command.html, reportHtml({ report, timeline, platform: nodePlatform }));
    if (command.timeline !== undefined) await put(command.timeline, timelineCsv(timeline, nodePlatform));
  } catch (thrown) {
    written = err(`can't write: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
  if (![command.json, command.html, command.timeline].includes("-")) process.stdout.write(summary(report));
  return written;
}

function sealed(parts: Iterable<string>, recipient: Uint8Array): readonly Uint8Array[] {
  const plain = new Uint8Array(Buffer.from([...parts].join("")));
  return [ageEncrypt(plain, recipient, (size) => new Uint8Array(randomBytes(size)))];
}
