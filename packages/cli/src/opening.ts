import { open } from "node:fs/promises";
import type { PassphraseRefusal } from "@bridle/client/node";
import { err, ok, type Result } from "@bridle/protocol";

const passphraseBytesMax = 1024;

/** The first line of a file; none without a path. */
export async function readPassphrase(path: string | undefined): Promise<Result<string | undefined, string>> {
  if (path === undefined) return ok(undefined);
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(new Uint8Array(passphraseBytesMax + 1));
      if (bytesRead > passphraseBytesMax) return err(`more than ${passphraseBytesMax} bytes`);
      const text = new TextDecoder("utf-8", { fatal: true }).decode(buffer.subarray(0, bytesRead));
      const [line = ""] = text.split(/\r?\n/, 1);
      return line === "" ? err("its first line is empty") : ok(line);
    } finally {
      await file.close();
    }
  } catch (thrown) {
    return err(thrown instanceof TypeError ? "not UTF-8" : String(thrown));
  }
}

/** Why a client's data folder doesn't open, in words. */
export function openingRefused({ kind, detail }: PassphraseRefusal): string {
  const sentences: Readonly<Record<PassphraseRefusal["kind"], string>> = {
    locked_by_another_process: "another process uses this data folder",
    passphrase_required: "this data folder needs its passphrase: --passphrase-file",
    wrong_passphrase: "wrong passphrase",
    newer_store: "this data folder was written by a newer version of bridle; it was not touched",
    damaged_store: "the store in this data folder is damaged or incomplete",
    unusable_folder: "the data folder can't be made or used",
    no_store: "no client has used this data folder",
    storage_full: "no space left on the device",
  };
  return `${kind}: ${sentences[kind]} (${detail})`;
}
