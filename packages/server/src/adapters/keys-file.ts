import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { decode, encode, fixedBytes, fromBase64Url, struct, toBase64Url, u8 } from "@bridle/protocol";
import { StoreRefusal } from "../ports/data-folder.ts";
import { createServerSecrets, type ServerSecrets } from "./node-crypto.ts";

export const KEYS_FILE = "keys";

const HEADER = "bridle server keys: whoever has this file can sign as this server. Never share it.";

const secretsCodec = struct({
  version: u8,
  serverId: fixedBytes(32),
  frankingSeed: fixedBytes(32),
  hashSecret: fixedBytes(32),
});

/** Reads the keys of a data folder, or makes them on first use. */
export function loadOrCreateKeys(dataDir: string): ServerSecrets {
  const path = join(dataDir, KEYS_FILE);
  if (existsSync(path)) return readKeys(dataDir);
  const secrets = createServerSecrets();
  const encoded = toBase64Url(encode(secretsCodec, { version: 1, ...secrets }));
  writeDurably(path, `${HEADER}\n${encoded}\n`);
  return secrets;
}

/** The keys of a data folder that has them. */
export function readKeys(dataDir: string): ServerSecrets {
  const [, line = ""] = readFileSync(join(dataDir, KEYS_FILE), "utf8").split("\n");
  const raw = fromBase64Url(line.trim());
  const read = raw && decode(secretsCodec, raw);
  if (read === undefined || !read.ok || read.value.version !== 1) {
    throw new StoreRefusal(
      "damaged",
      `The file "${KEYS_FILE}" in the data folder can't be read. Put it back from a backup; without it ` +
        "the server has another identity.",
    );
  }
  return read.value;
}

/** Readable by its owner alone, and all of it on disk under its name, or not there at all. */
export function writeDurably(path: string, content: string | Uint8Array): void {
  const draft = `${path}.new`;
  const file = openSync(draft, "w", 0o600);
  try {
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
  syncFolder(dirname(path));
}

export function syncFolder(path: string): void {
  syncFile(path);
}

export function syncFile(path: string): void {
  const file = openSync(path, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
