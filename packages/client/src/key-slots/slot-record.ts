import {
  bytes,
  concatBytes,
  decode,
  encode,
  err,
  fixedBytes,
  type Infer,
  list,
  mapped,
  ok,
  type Result,
  struct,
  u32,
  u8,
  union,
  utf8Encode,
} from "@bridle/protocol";

// One random key encrypts the store's database. It lies beside the database in slots, each of which
// wraps it under another secret: what opens any slot opens the store.

export const databaseKeyBytes = 32;

/** Nonce (12), the wrapped key (32) and the tag (16) of AES-256-GCM. */
const wrappedKey = fixedBytes(12 + databaseKeyBytes + 16);

/** Argon2id's cost (RFC 9106 §3.1): `memoryKib` in KiB. Bounded, so that a foreign record can't exhaust the machine. */
export const passphraseCost = mapped(struct({ memoryKib: u32, passes: u8, lanes: u8 }), "passphrase cost", {
  parse: (cost) => {
    const { memoryKib, passes, lanes } = cost;
    const bounded = memoryKib <= 256 * 1024 && passes >= 1 && passes <= 16 && lanes >= 1 && lanes <= 16;
    return bounded && memoryKib >= 8 * lanes ? cost : undefined;
  },
  print: (cost) => cost,
});
export type PassphraseCost = Infer<typeof passphraseCost>;

/** What a slot's wrapped key is bound to: everything in the slot but the wrapped key. */
const slotHeader = union({
  device: [1, struct({})],
  passphrase: [2, struct({ salt: fixedBytes(16), cost: passphraseCost })],
  /** A passkey's PRF output; reserved. */
  passkey: [3, struct({ credentialId: bytes({ min: 1, max: 1023 }), salt: fixedBytes(32) })],
});
export type SlotHeader = Infer<typeof slotHeader>;

const slot = struct({ header: slotHeader, wrapped: wrappedKey });
export type Slot = Infer<typeof slot>;

const record = struct({ slots: list(slot, { max: 8 }) });
export type SlotRecord = Infer<typeof record>;

const magic = utf8Encode("bridle key slots");
const version = 1;

export function encodeSlots(value: SlotRecord): Uint8Array {
  return concatBytes(magic, Uint8Array.of(version), encode(record, value));
}

/** `newer`: written by a later version of Bridle; it must not be touched. `damaged`: not a slot record. */
export function decodeSlots(written: Uint8Array): Result<SlotRecord, "newer" | "damaged"> {
  if (!magic.every((byte, index) => byte === written[index])) return err("damaged");
  const writtenVersion = written[magic.length] ?? 0;
  if (writtenVersion > version) return err("newer");
  if (writtenVersion < version) return err("damaged");
  const read = decode(record, written.subarray(magic.length + 1));
  return read.ok && read.value.slots.length > 0 ? ok(read.value) : err("damaged");
}

/** Associated data of a slot's wrapped key: a slot's parameters can't be exchanged under it. */
export function slotBinding(header: SlotHeader): Uint8Array {
  return concatBytes(magic, Uint8Array.of(version), encode(slotHeader, header));
}
