import {
  type Checkpoint,
  formatVerifierKey,
  includes,
  parseCheckpoint,
  parseNote,
  parseTlogProof,
  proveEntry,
  readCheckpoint,
  readEntry,
  type ReadResource,
  type ReadTile,
  storedTiles,
  tilesOf,
} from "@bridle/ledger";
import { leafHash } from "@bridle/protocol";
import { nodeCrypto } from "@bridle/server/ledger";
import { CommandFault, type CommandIo, exit, UsageError } from "./command-io.ts";
import { isLocalLog, openLocalLog } from "./local-log.ts";
import { withResources } from "./log-place.ts";
import { readOptions, required } from "./options.ts";

/**
 * `bridle ledger proof`: a tlog-proof of one entry of a log of one's own, of a copy, or of a log that is
 * served; with the entry enclosed unless `--bare yes`. What doesn't lead to the checkpoint isn't printed.
 */
export async function proofCommand(args: readonly string[], io: CommandIo): Promise<number> {
  const options = readOptions(args, ["log", "index", "bare"]);
  const index = indexOf(required(options, "index"));
  const bare = options.named.get("bare") === "yes";
  const proof = await withResources(required(options, "log"), (read) => proofOf(read, index, bare));
  io.stdout(proof);
  return exit.done;
}

/** `bridle ledger show`: what the log is, or one entry's bytes; of a log of one's own also before it is published. */
export async function showCommand(args: readonly string[], io: CommandIo): Promise<number> {
  const options = readOptions(args, ["log", "index"]);
  const place = required(options, "log");
  const wanted = options.named.get("index");
  const index = wanted === undefined ? undefined : indexOf(wanted);
  io.stdout(isLocalLog(place) ? await ofOwn(place, index) : await ofPublished(place, index));
  return exit.done;
}

async function ofOwn(folder: string, index: number | undefined): Promise<string | Uint8Array> {
  const local = openLocalLog(folder);
  try {
    const size = (await local.store.head())?.size ?? 0;
    if (index !== undefined) return await entryAt(storedTiles(local.store), { index, size });
    const note = await local.store.published();
    const covers = note === undefined ? "none" : `${headOf(note).size}`;
    const { key } = local.named;
    return `log ${key.name}\nkey ${formatVerifierKey(key)}\nentries ${size}\npublished ${covers}\n`;
  } finally {
    local.store.close();
  }
}

function ofPublished(place: string, index: number | undefined): Promise<string | Uint8Array> {
  return withResources(place, async (read) => {
    const { origin, size } = headOf(await published(read));
    return index === undefined
      ? `log ${origin}\npublished ${size}\n`
      : entryAt(tilesOf(read), { index, size });
  });
}

async function proofOf(read: ReadResource, index: number, bare: boolean): Promise<string> {
  const checkpoint = await published(read);
  const head = headOf(checkpoint);
  const tiles = tilesOf(read);
  const entry = await entryAt(tiles, { index, size: head.size });
  const proof = await proveEntry(nodeCrypto, tiles, { index, checkpoint, extra: bare ? undefined : entry });
  const path = proof.ok ? parseTlogProof(proof.value)?.path : undefined;
  const leaf = leafHash(nodeCrypto.sha256, entry);
  if (!proof.ok || path === undefined || !includes(nodeCrypto.sha256, head, { index, leaf, path })) {
    throw new CommandFault(`entry ${index} and its tiles don't lead to the checkpoint's root`);
  }
  return proof.value;
}

async function entryAt(
  read: ReadTile,
  at: { readonly index: number; readonly size: number },
): Promise<Uint8Array> {
  if (at.index >= at.size) throw new CommandFault(`the log has ${at.size} entries, the first is number 0`);
  const entry = await readEntry(read, at);
  if (entry === undefined) throw new CommandFault(`the bundle with entry ${at.index} is missing or damaged`);
  return entry;
}

async function published(read: ReadResource): Promise<string> {
  const note = await readCheckpoint(read);
  if (note === undefined) throw new CommandFault("nothing is published yet; run: bridle ledger checkpoint");
  return note;
}

function headOf(note: string): Checkpoint {
  const head = parseCheckpoint(parseNote(note)?.text ?? "");
  if (head === undefined) throw new CommandFault("the checkpoint can't be read");
  return head;
}

function indexOf(text: string): number {
  if (!/^(?:0|[1-9][0-9]{0,14})$/.test(text)) throw new UsageError("--index takes a whole number");
  return Number(text);
}
