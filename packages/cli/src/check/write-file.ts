import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import process from "node:process";
import { finished } from "node:stream/promises";
import { OUTPUT_MODE } from "./outputs.ts";

const BATCH_LENGTH = 256 * 1024;

/**
 * Writes a file whole or not at all: under another name first, readable by its owner alone, synced, then in the place of what was there. `-` is
 * standard output; a device or pipe is written to as it is.
 */
export async function writeWhole(path: string, parts: Iterable<string | Uint8Array>): Promise<void> {
  if (path === "-") return writeTo(process.stdout, parts);
  if (await isSpecial(path)) {
    const stream = createWriteStream(path, { flags: "a" });
    await writeTo(stream, parts);
    stream.end();
    return finished(stream);
  }
  const unfinished = `${path}.${randomBytes(6).toString("hex")}.part`;
  try {
    const file = createWriteStream(unfinished, { mode: OUTPUT_MODE, flags: "wx", flush: true });
    await writeTo(file, parts);
    file.end();
    await finished(file);
    await rename(unfinished, path);
  } catch (thrown) {
    await rm(unfinished, { force: true });
    throw thrown;
  }
}

async function isSpecial(path: string): Promise<boolean> {
  try {
    return !(await stat(path)).isFile();
  } catch {
    return false;
  }
}

async function writeTo(out: NodeJS.WritableStream, parts: Iterable<string | Uint8Array>): Promise<void> {
  for (const part of batches(parts)) if (!out.write(part)) await once(out, "drain");
}

/** A timeline has a million short lines; written one by one they would take longer than the check. */
function* batches(parts: Iterable<string | Uint8Array>): Generator<string | Uint8Array> {
  let held: string[] = [];
  let length = 0;
  for (const part of parts) {
    if (typeof part !== "string") {
      yield part;
      continue;
    }
    held.push(part);
    length += part.length;
    if (length < BATCH_LENGTH) continue;
    yield held.join("");
    held = [];
    length = 0;
  }
  if (held.length > 0) yield held.join("");
}
