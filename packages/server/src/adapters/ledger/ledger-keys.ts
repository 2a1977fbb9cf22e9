import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  decode,
  encode,
  fixedBytes,
  fromBase64Url,
  type Infer,
  struct,
  toBase64Url,
  u53,
  u8,
} from "@bridle/protocol";
import { StoreRefusal } from "../../ports/data-folder.ts";
import { writeDurably } from "../keys-file.ts";

export const LEDGER_KEYS_FILE = "keys";

const HEADER = "bridle ledger keys: whoever has this file can sign as this server's logs. Never share it.";

const secretsCodec = struct({
  version: u8,
  sinceMs: u53,
  /** Ed25519 seeds of the two logs. */
  directorySeed: fixedBytes(32),
  decisionsSeed: fixedBytes(32),
  /** Hides labels: RFC 9381. */
  vrfSecret: fixedBytes(32),
  /** Hides values until they are shown. */
  openingSecret: fixedBytes(32),
});
export type LedgerSecrets = Omit<Infer<typeof secretsCodec>, "version">;

/** Reads the keys of the logs, or makes them on first use. */
export function loadOrCreateLedgerKeys(folder: string, nowMs: number): LedgerSecrets {
  const path = join(folder, LEDGER_KEYS_FILE);
  if (existsSync(path)) return readLedgerKeys(folder);
  const fresh = (): Uint8Array => new Uint8Array(randomBytes(32));
  const secrets = {
    sinceMs: nowMs,
    directorySeed: fresh(),
    decisionsSeed: fresh(),
    vrfSecret: fresh(),
    openingSecret: fresh(),
  };
  writeDurably(path, `${HEADER}\n${toBase64Url(encode(secretsCodec, { version: 1, ...secrets }))}\n`);
  return secrets;
}

function readLedgerKeys(folder: string): LedgerSecrets {
  const [, line = ""] = readFileSync(join(folder, LEDGER_KEYS_FILE), "utf8").split("\n");
  const raw = fromBase64Url(line.trim());
  const read = raw && decode(secretsCodec, raw);
  if (read === undefined || !read.ok || read.value.version !== 1) {
    throw new StoreRefusal(
      "damaged",
      'The file "ledger/keys" in the data folder can\'t be read. Put it back from a backup; without it the ' +
        "key directory would have to be begun anew, and everybody would be told.",
    );
  }
  return read.value;
}
