import { existsSync } from "node:fs";
import { join } from "node:path";
import { err, ok, type Result } from "@bridle/protocol";
import { hasSlot, openSlots, type SlotSecret, withoutSlot, withSlot } from "../../key-slots/key-slots.ts";
import { databaseKeyBytes, decodeSlots, encodeSlots, type SlotRecord } from "../../key-slots/slot-record.ts";
import { nodeCrypto, nodeSlotCrypto } from "./node-crypto.ts";
import { readFileIfThere, removeFile, replaceFile } from "./whole-file.ts";

export type KeyRefusal = "wrong_passphrase" | "passphrase_required" | "newer_store" | "damaged_store";
type Opened = Result<{ readonly record: SlotRecord; readonly databaseKey: Uint8Array }, KeyRefusal>;

/**
 * The key of the folder's store, made on first use. Call it only while holding the folder's lock.
 *
 * Without a passphrase the key is wrapped under `device.key`, a file beside it: that keeps the store
 * closed to whoever gets the database file alone (a copy of one file, a sector of a discarded disk),
 * and to nobody who can read the folder. A passphrase, once given, replaces that slot: then the folder
 * doesn't open without it. A copy of the folder made before still opens with its own `device.key`.
 */
export async function openFolderKey(
  folder: string,
  passphrase: string | undefined,
): Promise<Result<Uint8Array, KeyRefusal>> {
  const written = readFileIfThere(slotsPath(folder));
  if (written === undefined) {
    // Without its slots a store can't be opened any more: that is damage, not a new folder.
    if (existsSync(storePath(folder))) return err("damaged_store");
    return ok(await createFolderKey(folder, passphrase));
  }
  const opened = await openRecord(folder, written, passphrase);
  if (!opened.ok) return opened;
  const { record, databaseKey } = opened.value;
  if (passphrase !== undefined && hasSlot(record, "device")) {
    await lockByPassphrase(folder, opened.value, passphrase);
  }
  return ok(databaseKey);
}

/**
 * Exchanges the folder's slot: for a passphrase slot with `next`, else for a device slot. `current` is needed
 * where there is a passphrase. Whatever happens in between, the old slot or the new one opens the folder.
 * Call it only while holding the folder's lock.
 */
export async function changeFolderKey(
  folder: string,
  change: { readonly current: string | undefined; readonly next: string | undefined },
): Promise<Result<null, KeyRefusal | "no_store">> {
  const written = readFileIfThere(slotsPath(folder));
  if (written === undefined) return err(existsSync(storePath(folder)) ? "damaged_store" : "no_store");
  const opened = await openRecord(folder, written, change.current);
  if (!opened.ok) return opened;
  const { record, databaseKey } = opened.value;
  if (change.next !== undefined) await lockByPassphrase(folder, opened.value, change.next);
  else if (!hasSlot(record, "device")) {
    // The device's key lies there before a slot needs it. Until then it opens nothing.
    const secret = await createDeviceSecret(folder);
    const added = await withSlot(nodeSlotCrypto, record, { databaseKey, secret });
    replaceFile(slotsPath(folder), encodeSlots(withoutSlot(added, "passphrase")));
  }
  databaseKey.fill(0);
  return ok(null);
}

export function storePath(folder: string): string {
  return join(folder, "store.db");
}

function slotsPath(folder: string): string {
  return join(folder, "keys");
}

function deviceKeyPath(folder: string): string {
  return join(folder, "device.key");
}

async function createFolderKey(folder: string, passphrase: string | undefined): Promise<Uint8Array> {
  const databaseKey = nodeCrypto.randomBytes(databaseKeyBytes);
  const secret: SlotSecret =
    passphrase === undefined ? await createDeviceSecret(folder) : { kind: "passphrase", passphrase };
  const record = await withSlot(nodeSlotCrypto, { slots: [] }, { databaseKey, secret });
  replaceFile(slotsPath(folder), encodeSlots(record));
  return databaseKey;
}

async function openRecord(
  folder: string,
  written: Uint8Array,
  passphrase: string | undefined,
): Promise<Opened> {
  const read = decodeSlots(written);
  if (!read.ok) return err(read.error === "newer" ? "newer_store" : "damaged_store");
  const record = read.value;
  if (hasSlot(record, "device")) return openByDevice(folder, record);
  removeFile(deviceKeyPath(folder));
  if (passphrase === undefined) return err("passphrase_required");
  const opened = await openSlots(nodeSlotCrypto, record, { kind: "passphrase", passphrase });
  return opened.ok ? ok({ record, databaseKey: opened.value }) : err("wrong_passphrase");
}

async function openByDevice(folder: string, record: SlotRecord): Promise<Opened> {
  const bytes = readFileIfThere(deviceKeyPath(folder));
  if (bytes?.length !== 32) return err("damaged_store");
  const opened = await openSlots(nodeSlotCrypto, record, await deviceSecret(bytes));
  return opened.ok ? ok({ record, databaseKey: opened.value }) : err("damaged_store");
}

/** Makes the passphrase the only slot. The device's key goes last: without its slot it opens nothing. */
async function lockByPassphrase(
  folder: string,
  opened: { readonly record: SlotRecord; readonly databaseKey: Uint8Array },
  passphrase: string,
): Promise<void> {
  const { record, databaseKey } = opened;
  const secret: SlotSecret = { kind: "passphrase", passphrase };
  const added = await withSlot(nodeSlotCrypto, record, { databaseKey, secret });
  replaceFile(slotsPath(folder), encodeSlots(withoutSlot(added, "device")));
  removeFile(deviceKeyPath(folder));
}

async function createDeviceSecret(folder: string): Promise<SlotSecret> {
  const bytes = nodeCrypto.randomBytes(32);
  replaceFile(deviceKeyPath(folder), bytes);
  return deviceSecret(bytes);
}

async function deviceSecret(bytes: Uint8Array): Promise<SlotSecret> {
  const usages: ("encrypt" | "decrypt")[] = ["encrypt", "decrypt"];
  const key = await nodeCrypto.subtle.importKey(
    "raw",
    new Uint8Array(bytes),
    { name: "AES-GCM" },
    false,
    usages,
  );
  return { kind: "device", key };
}
