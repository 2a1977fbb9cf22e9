import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { decode, encode, fixedBytes, fromBase64Url, struct, toBase64Url, u32 } from "@bridle/protocol";
import { StoreRefusal } from "../../ports/data-folder.ts";
import { decodeDeskKey, encodeDeskKey, type DeskKey } from "../../signals/desk-key.ts";
import type { PeriodKeyFile } from "../../signals/pseudonyms.ts";
import { writeDurably } from "../keys-file.ts";

/** The desk's key: its public half, and the private one in wrapped shares. Part of every backup. */
export const DESK_KEY_FILE = "desk.key";
/** What must not outlive its days lies here, and no backup takes it. May be a link into memory. */
export const RUN_FOLDER = "run";
const PERIOD_KEY_FILE = "pseudonym.key";

const HEADER = "bridle desk key: two people of its list open what it seals. Keep it with the backups.";

const periodKey = struct({ period: u32, key: fixedBytes(32) });

/** `undefined` while there is none. */
export function readDeskKey(dataDir: string): DeskKey | undefined {
  const path = join(dataDir, DESK_KEY_FILE);
  if (!existsSync(path)) return undefined;
  const [, line = ""] = readFileSync(path, "utf8").split("\n");
  const raw = fromBase64Url(line.trim());
  const key = raw && decodeDeskKey(raw);
  if (key !== undefined) return key;
  throw new StoreRefusal(
    "damaged",
    `The file "${DESK_KEY_FILE}" in the data folder can't be read. Put it back from a backup; without it ` +
      "nobody opens what it sealed.",
  );
}

export function writeDeskKey(dataDir: string, key: DeskKey): void {
  writeDurably(join(dataDir, DESK_KEY_FILE), `${HEADER}\n${toBase64Url(encodeDeskKey(key))}\n`);
}

/** A key that can't be read is as good as gone: pseudonyms begin anew. */
export function periodKeyFile(dataDir: string): PeriodKeyFile {
  const folder = join(dataDir, RUN_FOLDER);
  const path = join(folder, PERIOD_KEY_FILE);
  return {
    read() {
      if (!existsSync(path)) return undefined;
      const raw = fromBase64Url(readFileSync(path, "utf8").trim());
      const read = raw && decode(periodKey, raw);
      return read?.ok === true ? read.value : undefined;
    },
    write(key) {
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        rmSync(path, { force: true });
        writeDurably(path, `${toBase64Url(encode(periodKey, key))}\n`);
      } catch {
        // A full disk: this process has the key, and the next one makes its own.
      }
    },
  };
}

/** For tests and servers without a folder. */
export function periodKeyInMemory(): PeriodKeyFile {
  let kept: ReturnType<PeriodKeyFile["read"]>;
  return {
    read: () => kept,
    write(key) {
      kept = key;
    },
  };
}
