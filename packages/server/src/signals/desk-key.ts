import { bytes, decode, encode, fixedBytes, list, struct, text, u32, u8, type Infer } from "@bridle/protocol";

/** Two people open a target. One alone, with all that the server has on its disk, opens nothing. */
export const ANALYSTS_NEEDED = 2;
export const ANALYSTS_MAX = 16;

const share = struct({
  /** Under which its holder is asked for the passphrase. */
  name: text({ maxCodePoints: 64 }),
  /** Argon2id (RFC 9106): salt and cost. */
  salt: fixedBytes(16),
  memoryKib: u32,
  passes: u8,
  lanes: u8,
  nonce: fixedBytes(12),
  /** The share of the private key under AES-256-GCM by the passphrase's key, bound to key and name. */
  wrapped: bytes({ max: 64 }),
});
export type WrappedShare = Infer<typeof share>;

const deskKey = struct({
  version: u8,
  /** X25519. */
  publicKey: fixedBytes(32),
  shares: list(share, { max: ANALYSTS_MAX }),
});

/** The desk's key as it lies on the disk: public, and private in shares that each hold nothing alone. */
export interface DeskKey {
  readonly publicKey: Uint8Array;
  readonly shares: readonly WrappedShare[];
}

const VERSION = 1;

export function encodeDeskKey(key: DeskKey): Uint8Array {
  return encode(deskKey, { version: VERSION, ...key });
}

export function decodeDeskKey(raw: Uint8Array): DeskKey | undefined {
  const read = decode(deskKey, raw);
  if (!read.ok || read.value.version !== VERSION) return undefined;
  const { publicKey, shares } = read.value;
  return { publicKey, shares };
}

/** A person's name and what only they know. */
export interface Unlock {
  readonly name: string;
  readonly passphrase: string;
}

/** Why the desk's private key couldn't be put together. */
export type UnlockRefusal =
  | "no_desk_key"
  | "two_people_needed"
  | "unknown_person"
  | "wrong_passphrase"
  | "damaged";
