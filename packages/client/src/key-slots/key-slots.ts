import type { CryptoProvider } from "@bridle/core";
import { concatBytes, err, ok, type Result, utf8Encode } from "@bridle/protocol";
import {
  type PassphraseCost,
  slotBinding,
  type Slot,
  type SlotHeader,
  type SlotRecord,
} from "./slot-record.ts";

/** What key slots take from the machine. */
export interface SlotCrypto {
  readonly crypto: CryptoProvider;
  /** Argon2id version 0x13 (RFC 9106) with a 32-byte tag. */
  argon2id(passphrase: Uint8Array, salt: Uint8Array, cost: PassphraseCost): Promise<Uint8Array>;
}

/** A secret that opens a slot. `key`: an AES-256-GCM key of WebCrypto for `encrypt` and `decrypt`. */
export type SlotSecret =
  | { readonly kind: "device"; readonly key: unknown }
  | { readonly kind: "passphrase"; readonly passphrase: string };

/** The second recommended option of RFC 9106 §4: 64 MiB, three passes, four lanes. */
const recommendedCost: PassphraseCost = { memoryKib: 64 * 1024, passes: 3, lanes: 4 };

export function hasSlot(record: SlotRecord, kind: SlotSecret["kind"]): boolean {
  return record.slots.some(({ header }) => header.kind === kind);
}

/** The database key, by the first slot of the secret's kind that it opens. */
export async function openSlots(
  env: SlotCrypto,
  record: SlotRecord,
  secret: SlotSecret,
): Promise<Result<Uint8Array, "no_slot" | "wrong_secret">> {
  const slots = record.slots.filter(({ header }) => header.kind === secret.kind);
  for (const { header, wrapped } of slots) {
    const key = await wrappingKey(env, header, secret);
    const opened = await unwrap(env, { key, header, wrapped });
    if (opened !== undefined) return ok(opened);
  }
  return err(slots.length === 0 ? "no_slot" : "wrong_secret");
}

/** The record with a slot for this secret, in place of those of its kind. */
export async function withSlot(
  env: SlotCrypto,
  record: SlotRecord,
  added: { readonly databaseKey: Uint8Array; readonly secret: SlotSecret; readonly cost?: PassphraseCost },
): Promise<SlotRecord> {
  const { databaseKey, secret, cost = recommendedCost } = added;
  const header: SlotHeader =
    secret.kind === "device"
      ? { kind: "device" }
      : { kind: "passphrase", salt: env.crypto.randomBytes(16), cost };
  const key = await wrappingKey(env, header, secret);
  const nonce = env.crypto.randomBytes(12);
  const sealed = await env.crypto.subtle.encrypt(gcm(nonce, header), key, new Uint8Array(databaseKey));
  const slot: Slot = { header, wrapped: concatBytes(nonce, new Uint8Array(sealed)) };
  return { slots: [...withoutSlot(record, secret.kind).slots, slot] };
}

/** The record without the slots of a kind. The caller sees to it that one slot remains. */
export function withoutSlot(record: SlotRecord, kind: SlotSecret["kind"]): SlotRecord {
  return { slots: record.slots.filter(({ header }) => header.kind !== kind) };
}

async function wrappingKey(env: SlotCrypto, header: SlotHeader, secret: SlotSecret): Promise<unknown> {
  if (secret.kind === "device") return secret.key;
  if (header.kind !== "passphrase") throw new Error("a passphrase opens passphrase slots only");
  // NFC, as RFC 8265 §4.2 has it: the same passphrase from another keyboard is the same one.
  const passphrase = utf8Encode(secret.passphrase.normalize("NFC"));
  const derived = await env.argon2id(passphrase, header.salt, header.cost);
  const usages: ("encrypt" | "decrypt")[] = ["encrypt", "decrypt"];
  return env.crypto.subtle.importKey("raw", new Uint8Array(derived), { name: "AES-GCM" }, false, usages);
}

async function unwrap(
  env: SlotCrypto,
  input: { readonly key: unknown; readonly header: SlotHeader; readonly wrapped: Uint8Array },
): Promise<Uint8Array | undefined> {
  const { key, header, wrapped } = input;
  try {
    const opened = await env.crypto.subtle.decrypt(
      gcm(wrapped.slice(0, 12), header),
      key,
      new Uint8Array(wrapped.subarray(12)),
    );
    return new Uint8Array(opened);
  } catch {
    return undefined;
  }
}

function gcm(
  nonce: Uint8Array,
  header: SlotHeader,
): {
  name: "AES-GCM";
  iv: Uint8Array<ArrayBuffer>;
  additionalData: Uint8Array<ArrayBuffer>;
} {
  return {
    name: "AES-GCM",
    iv: new Uint8Array(nonce),
    additionalData: new Uint8Array(slotBinding(header)),
  };
}
