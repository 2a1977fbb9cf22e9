import { existsSync } from "node:fs";
import { join } from "node:path";
import { err, ok, type Result } from "@bridle/protocol";
import { hasSlot, openSlots, type SlotSecret, withoutSlot, withSlot } from "../../key-slots/key-slots.ts";
import { databaseKeyBytes, decodeSlots, encodeSlots, type SlotRecord } from "../../key-slots/slot-record.ts";
import { nodeCrypto, nodeSlotCrypto } from "./node-crypto.ts";
import { readFileIfThere, removeFile, replaceFile } from "./whole-file.ts";

export type KeyRefusal = "wrong_passphrase" | "passphrase_required" | "newer_store" | "damaged_store";

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
  const record = decodeSlots(written);
  if (!record.ok) return err(record.error === "newer" ? "newer_store" : "damaged_store");
  if (hasSlot(record.value, "device")) return openByDevice(folder, record.value, passphrase);
  removeFile(deviceKeyPath(folder));
  if (passphrase === undefined) return err("passphrase_required");
  const opened = await openSlots(nodeSlotCrypto, record.value, { kind: "passphrase", passphrase });
  return opened.ok ? opened : err("wrong_passphrase");
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

async function openByDevice(
  folder: string,
  record: SlotRecord,
  passphrase: string | undefined,
): Promise<Result<Uint8Array, KeyRefusal>> {
  const bytes = readFileIfThere(deviceKeyPath(folder));
  if (bytes?.length !== 32) return err("damaged_store");
  const opened = await openSlots(nodeSlotCrypto, record, await deviceSecret(bytes));
  if (!opened.ok) return err("damaged_store");
  if (passphrase !== undefined) {
    const secret: SlotSecret = { kind: "passphrase", passphrase };
    const added = await withSlot(nodeSlotCrypto, record, { databaseKey: opened.value, secret });
    replaceFile(slotsPath(folder), encodeSlots(withoutSlot(added, "device")));
    removeFile(deviceKeyPath(folder));
  }
  return opened;
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
