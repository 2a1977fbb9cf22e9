import { err, ok, type Result } from "@bridle/protocol";
import { hasSlot, openSlots, type SlotSecret, withoutSlot, withSlot } from "../../key-slots/key-slots.ts";
import { databaseKeyBytes, decodeSlots, encodeSlots, type SlotRecord } from "../../key-slots/slot-record.ts";
import { browserCrypto, browserSlotCrypto } from "./browser-crypto.ts";

// The slots of this browser's store, and the key of its device slot: a CryptoKey that scripts can use
// and not read, kept in IndexedDB. It stops whoever copies the database's file alone, and a script that
// would carry the key away. It doesn't stop who reads the whole profile: the browser keeps such keys there
// in clear. With a passphrase the device slot goes, and the store doesn't open without the passphrase.

interface VaultRecord {
  readonly slots: Uint8Array;
  readonly deviceKey?: CryptoKey;
}

/** What stands in the way of the database's key. */
export type VaultRefusal = "locked" | "wrong_passphrase" | "newer_store" | "damaged_store";

/** The key of this browser's store. Makes it on first use, which is when there is no store yet. */
export async function openVault(hasStore: boolean): Promise<Result<Uint8Array, VaultRefusal>> {
  const kept = await readRecord();
  if (kept === undefined) return hasStore ? err("damaged_store") : ok(await createVault());
  const record = decodeSlots(kept.slots);
  if (!record.ok) return err(record.error === "newer" ? "newer_store" : "damaged_store");
  if (!hasSlot(record.value, "device")) return err("locked");
  return openByDevice(record.value, kept.deviceKey);
}

/** The key of a store that is locked. */
export async function unlockVault(passphrase: string): Promise<Result<Uint8Array, VaultRefusal>> {
  const record = await readSlots();
  if (!record.ok) return record;
  const opened = await openSlots(browserSlotCrypto, record.value, { kind: "passphrase", passphrase });
  return opened.ok ? opened : err("wrong_passphrase");
}

/** Exchanges the slot: for a passphrase slot with `next`, else for a device slot. One write, all or nothing. */
export async function changeVault(change: {
  readonly current: string | undefined;
  readonly next: string | undefined;
}): Promise<Result<null, VaultRefusal>> {
  const kept = await readRecord();
  const record = await readSlots();
  if (!record.ok) return record;
  const opened = hasSlot(record.value, "device")
    ? await openByDevice(record.value, kept?.deviceKey)
    : await unlockVault(change.current ?? "");
  if (!opened.ok) return opened;
  const databaseKey = opened.value;
  if (change.next === undefined) {
    const deviceKey = await createDeviceKey();
    const secret: SlotSecret = { kind: "device", key: deviceKey };
    const added = await withSlot(browserSlotCrypto, record.value, { databaseKey, secret });
    await writeRecord({ slots: encodeSlots(withoutSlot(added, "passphrase")), deviceKey });
  } else {
    const secret: SlotSecret = { kind: "passphrase", passphrase: change.next };
    const added = await withSlot(browserSlotCrypto, record.value, { databaseKey, secret });
    await writeRecord({ slots: encodeSlots(withoutSlot(added, "device")) });
  }
  databaseKey.fill(0);
  return ok(null);
}

async function createVault(): Promise<Uint8Array> {
  const databaseKey = browserCrypto.randomBytes(databaseKeyBytes);
  const deviceKey = await createDeviceKey();
  const secret: SlotSecret = { kind: "device", key: deviceKey };
  const record = await withSlot(browserSlotCrypto, { slots: [] }, { databaseKey, secret });
  await writeRecord({ slots: encodeSlots(record), deviceKey });
  return databaseKey;
}

async function openByDevice(
  record: SlotRecord,
  deviceKey: CryptoKey | undefined,
): Promise<Result<Uint8Array, VaultRefusal>> {
  if (deviceKey === undefined) return err("damaged_store");
  const opened = await openSlots(browserSlotCrypto, record, { kind: "device", key: deviceKey });
  return opened.ok ? opened : err("damaged_store");
}

async function readSlots(): Promise<Result<SlotRecord, VaultRefusal>> {
  const kept = await readRecord();
  const record = kept === undefined ? err("damaged" as const) : decodeSlots(kept.slots);
  if (record.ok) return record;
  return err(record.error === "newer" ? "newer_store" : "damaged_store");
}

function createDeviceKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

const databaseName = "bridle-keys";
const storeName = "vault";
const recordKey = "slots";

async function readRecord(): Promise<VaultRecord | undefined> {
  const database = await openDatabase();
  try {
    // Only `writeRecord` writes here.
    return (await settled(database.transaction(storeName).objectStore(storeName).get(recordKey))) as
      | VaultRecord
      | undefined;
  } finally {
    database.close();
  }
}

async function writeRecord(record: VaultRecord): Promise<void> {
  const database = await openDatabase();
  try {
    const transaction = database.transaction(storeName, "readwrite", { durability: "strict" });
    transaction.objectStore(storeName).put(record, recordKey);
    await new Promise<void>((resolve, reject) => {
      transaction.addEventListener("complete", () => resolve());
      transaction.addEventListener("abort", () => reject(transaction.error ?? new Error("aborted")));
    });
  } finally {
    database.close();
  }
}

function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open(databaseName, 1);
  request.addEventListener("upgradeneeded", () => void request.result.createObjectStore(storeName));
  return settled(request);
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error ?? new Error("failed")));
  });
}
