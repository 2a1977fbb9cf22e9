import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import process from "node:process";
import {
  ageEncrypt,
  type Outcome,
  parseAgeRecipient,
  redacted,
  reportHtml,
  signReport,
  timelineCsv,
} from "@bridle/check";
import { err, ok, type Result } from "@bridle/protocol";
import type { CheckCommand } from "./check-arguments.ts";
import { nodePlatform } from "./node-platform.ts";
import { summary } from "./summary.ts";

// Reports name people; only the owner may read them.
const MODE = 0o600;
const BATCH_LENGTH = 256 * 1024;

/** Writes what was asked for, redacted, signed and encrypted as asked, and the answer to standard output. */
export async function writeOutcome(whole: Outcome, command: CheckCommand): Promise<Result<void, string>> {
  const recipient = command.encryptTo === undefined ? undefined : parseAgeRecipient(command.encryptTo);
  if (command.encryptTo !== undefined && recipient === undefined)
    return err("--encrypt-to: expected a key such as age1…");
  const key = command.signKey === undefined ? undefined : await signingKey(command.signKey);
  if (key !== undefined && !key.ok) return key;
  const { report, timeline } = command.redact ? redacted(whole) : whole;
  const json = `${JSON.stringify(report, undefined, 2)}\n`;
  try {
    if (command.json !== undefined) await put(command.json, [json], recipient);
    if (command.json !== undefined && command.json !== "-" && key !== undefined) {
      const signature = signReport(new Uint8Array(Buffer.from(json)), key.value);
      await put(`${command.json}.sig`, [`${JSON.stringify(signature)}\n`], undefined);
    }
    if (command.html !== undefined)
      await put(command.html, reportHtml({ report, timeline, platform: nodePlatform }), recipient);
    if (command.timeline !== undefined)
      await put(command.timeline, timelineCsv(timeline, nodePlatform), recipient);
  } catch (thrown) {
    return err(`can't write: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
  if (![command.json, command.html, command.timeline].includes("-")) process.stdout.write(summary(report));
  return ok(undefined);
}

async function put(path: string, parts: Iterable<string>, recipient: Uint8Array | undefined): Promise<void> {
  if (recipient !== undefined) {
    const sealed = ageEncrypt(
      new Uint8Array(Buffer.from([...parts].join(""))),
      recipient,
      (size) => new Uint8Array(randomBytes(size)),
    );
    if (path === "-") process.stdout.write(sealed);
    else await writeFile(path, sealed, { mode: MODE });
    return;
  }
  const out = path === "-" ? process.stdout : createWriteStream(path, { mode: MODE });
  if (out !== process.stdout) await once(out, "open");
  for (const text of batches(parts)) if (!out.write(text)) await once(out, "drain");
  if (out === process.stdout) return;
  out.end();
  await once(out, "close");
}

/** A timeline has a million short lines; written one by one they would take longer than the check. */
function* batches(parts: Iterable<string>): Generator<string> {
  let held: string[] = [];
  let length = 0;
  for (const part of parts) {
    held.push(part);
    length += part.length;
    if (length < BATCH_LENGTH) continue;
    yield held.join("");
    held = [];
    length = 0;
  }
  yield held.join("");
}

/** A file with 32 bytes in base64url; made when there is none. */
async function signingKey(path: string): Promise<Result<Uint8Array, string>> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch {
    text = randomBytes(32).toString("base64url");
    await writeFile(path, `${text}\n`, { mode: MODE, flag: "wx" });
  }
  const key = new Uint8Array(Buffer.from(text.trim(), "base64url"));
  return key.length === 32 ? ok(key) : err("--sign-key: expected a file with 32 bytes in base64url");
}
