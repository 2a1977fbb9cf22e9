import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { access, readFile, realpath, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { parseAgeRecipient } from "@bridle/check";
import { err, ok, type Result } from "@bridle/protocol";
import type { CheckCommand } from "./check-arguments.ts";

/** Keys for what a run will write. */
export interface Outputs {
  /** An age recipient. */
  readonly recipient: Uint8Array | undefined;
  /** Ed25519, 32 bytes. */
  readonly signKey: Uint8Array | undefined;
}

/** Reports name people; only the owner may read them. */
export const OUTPUT_MODE = 0o600;

/**
 * Finds out before a run, which may take long, whether its outcome can be written: that the keys are keys, that the folders are
 * there, and that nothing would be written over the evidence or into it.
 */
export async function preparedOutputs(command: CheckCommand): Promise<Result<Outputs, string>> {
  const { encryptTo, signKey } = command;
  const recipient = encryptTo === undefined ? undefined : parseAgeRecipient(encryptTo);
  if (encryptTo !== undefined && recipient === undefined)
    return err("--encrypt-to: expected a key such as age1…");
  const files = [command.json, command.html, command.timeline].filter((path) => path !== undefined);
  const signature = command.json === undefined || signKey === undefined ? [] : [`${command.json}.sig`];
  for (const path of [...files, ...signature]) {
    const objection = path === "-" ? undefined : await objectionTo(path, command);
    if (objection !== undefined) return err(`${path}: ${objection}`);
  }
  if (new Set(files.map((path) => resolve(path))).size < files.length)
    return err("two outputs have the same name");
  if (signKey === undefined) return ok({ recipient, signKey: undefined });
  const key = await signingKey(signKey, command);
  return key.ok ? ok({ recipient, signKey: key.value }) : key;
}

async function objectionTo(path: string, command: CheckCommand): Promise<string | undefined> {
  let folder: string;
  try {
    folder = await realpath(dirname(resolve(path)));
    await access(folder, constants.W_OK);
  } catch {
    return "its folder isn't there or can't be written to";
  }
  const full = join(folder, basename(path));
  const read = [command.path, ...command.indicators, command.passwordFile].filter(
    (name) => name !== undefined,
  );
  for (const source of read) if (await isWithin(full, source)) return "is part of what is to be read";
  return undefined;
}

/** Whether writing to `full` would change `source`: the same file under any name, or a place in the folder. */
async function isWithin(full: string, source: string): Promise<boolean> {
  try {
    const place = await realpath(source);
    const below = relative(place, full);
    const known = await stat(place, { bigint: true });
    if (known.isDirectory() && below !== "" && below !== ".." && !below.startsWith("../")) return true;
    const there = await stat(full, { bigint: true });
    return there.dev === known.dev && there.ino === known.ino;
  } catch {
    return false;
  }
}

/** A file with 32 bytes in base64url; made when there is none. */
async function signingKey(path: string, command: CheckCommand): Promise<Result<Uint8Array, string>> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch {
    const objection = await objectionTo(path, command);
    if (objection !== undefined) return err(`--sign-key: ${objection}`);
    text = randomBytes(32).toString("base64url");
    await writeFile(path, `${text}\n`, { mode: OUTPUT_MODE, flag: "wx" });
  }
  const key = new Uint8Array(Buffer.from(text.trim(), "base64url"));
  return key.length === 32 ? ok(key) : err("--sign-key: expected a file with 32 bytes in base64url");
}
