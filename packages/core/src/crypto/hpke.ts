import { concatBytes, err, ok, utf8Encode, type Result } from "@bridle/protocol";
import { aeadOpen, aeadSeal, type NotAuthentic } from "./aead.ts";
import { SHA256, SHA384, type HashFunctions } from "./hash.ts";
import { DHKEM_X25519, X_WING, type Kem, type KemKeyPair } from "./kem.ts";
import { labeledExpand, labeledExtract } from "./labeled.ts";
import type { CryptoProvider } from "./provider.ts";

// Own HPKE, because all randomness must come from the caller, so that a seed repeats every byte [M10]; @hpke
// offers that only as a parameter for its tests, on WebCrypto's keys. Held by RFC 9180's and RFC 9420's vectors
// [M50] [M60], and with X-Wing by agreement with @hpke in both directions [M50].

/** The three parts of an HPKE suite (RFC 9180 §7). */
export interface HpkeSuite {
  readonly kem: Kem;
  readonly kdf: { readonly id: number; readonly hash: HashFunctions };
  readonly aead: { readonly id: number; readonly keyBytes: number };
}

/** X25519, HKDF-SHA256, AES-128-GCM: the HPKE of MLS suite 1. */
export const HPKE_X25519: HpkeSuite = {
  kem: DHKEM_X25519,
  kdf: { id: 0x0001, hash: SHA256 },
  aead: { id: 0x0001, keyBytes: 16 },
};

/** X-Wing, HKDF-SHA384, AES-256-GCM: post-quantum hybrid, for everything we seal ourselves. */
export const HPKE_XWING: HpkeSuite = {
  kem: X_WING,
  kdf: { id: 0x0002, hash: SHA384 },
  aead: { id: 0x0002, keyBytes: 32 },
};

/** The recipient's public key (or the encapsulated one) is malformed or of low order. */
export interface BadPublicKey {
  readonly kind: "bad_public_key";
}

/** What one message is bound to: `info` to its purpose, `aad` to its place. */
interface Bound {
  readonly info: Uint8Array;
  readonly aad?: Uint8Array;
}

export interface Sealed {
  /** The encapsulated key: 1120 bytes for X-Wing, 32 for X25519. */
  readonly enc: Uint8Array;
  /** As long as the plaintext, and a tag of 16 bytes. */
  readonly ciphertext: Uint8Array;
}

export function generateHpkeKeyPair(crypto: CryptoProvider, suite: HpkeSuite = HPKE_XWING): KemKeyPair {
  return suite.kem.deriveKeyPair(crypto.randomBytes(suite.kem.privateKeyBytes));
}

/** DeriveKeyPair (RFC 9180 §7.1.3); `ikm` has at least 32 bytes of entropy. */
export function deriveHpkeKeyPair(ikm: Uint8Array, suite: HpkeSuite = HPKE_XWING): KemKeyPair {
  return suite.kem.deriveKeyPair(ikm);
}

/** HPKE single shot, base mode (RFC 9180 §6.1): anyone can seal, only the key's holder opens. */
export async function hpkeSeal(
  crypto: CryptoProvider,
  input: Bound & { readonly publicKey: Uint8Array; readonly plaintext: Uint8Array },
  suite: HpkeSuite = HPKE_XWING,
): Promise<Result<Sealed, BadPublicKey>> {
  const sender = senderContext(crypto, input, suite);
  if (!sender.ok) return sender;
  const { enc, context } = sender.value;
  const { key, nonce } = context;
  const ciphertext = await aeadSeal(crypto, { ...input, key, nonce });
  return ok({ enc, ciphertext });
}

/** Opens what `hpkeSeal` made for this key with the same `info` and `aad`. */
export async function hpkeOpen(
  crypto: CryptoProvider,
  input: Bound & Sealed & { readonly privateKey: Uint8Array },
  suite: HpkeSuite = HPKE_XWING,
): Promise<Result<Uint8Array, NotAuthentic>> {
  const context = recipientContext(input, suite);
  if (!context.ok) return err({ kind: "not_authentic" });
  const { key, nonce } = context.value;
  return aeadOpen(crypto, { ...input, key, nonce });
}

/** Sender's side of the secret export of RFC 9180 §5.3, which MLS external commits use. */
export function hpkeExportTo(
  crypto: CryptoProvider,
  input: ExportUse & { readonly publicKey: Uint8Array },
  suite: HpkeSuite,
): Result<{ readonly enc: Uint8Array; readonly secret: Uint8Array }, BadPublicKey> {
  const sender = senderContext(crypto, input, suite);
  if (!sender.ok) return sender;
  return ok({ enc: sender.value.enc, secret: exported(sender.value.context, input, suite) });
}

/** Recipient's side of `hpkeExportTo`. */
export function hpkeExportFrom(
  input: ExportUse & { readonly privateKey: Uint8Array; readonly enc: Uint8Array },
  suite: HpkeSuite,
): Result<Uint8Array, BadPublicKey> {
  const context = recipientContext(input, suite);
  return context.ok ? ok(exported(context.value, input, suite)) : context;
}

interface ExportUse {
  readonly info: Uint8Array;
  readonly exporterContext: Uint8Array;
  readonly length: number;
}

interface HpkeContext {
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
  readonly exporterSecret: Uint8Array;
}

function senderContext(
  crypto: CryptoProvider,
  input: { readonly publicKey: Uint8Array; readonly info: Uint8Array },
  suite: HpkeSuite,
): Result<{ readonly enc: Uint8Array; readonly context: HpkeContext }, BadPublicKey> {
  const { kem } = suite;
  if (input.publicKey.length !== kem.publicKeyBytes) return err({ kind: "bad_public_key" });
  const random = crypto.randomBytes(kem.randomBytes);
  try {
    const { enc, shared } = kem.encapsulate(input.publicKey, random);
    return ok({ enc, context: keySchedule(suite, shared, input.info) });
  } catch {
    return err({ kind: "bad_public_key" });
  }
}

function recipientContext(
  input: { readonly privateKey: Uint8Array; readonly enc: Uint8Array; readonly info: Uint8Array },
  suite: HpkeSuite,
): Result<HpkeContext, BadPublicKey> {
  if (input.enc.length !== suite.kem.encBytes) return err({ kind: "bad_public_key" });
  try {
    const shared = suite.kem.decapsulate(input.enc, input.privateKey);
    return ok(keySchedule(suite, shared, input.info));
  } catch {
    return err({ kind: "bad_public_key" });
  }
}

/** KeyScheduleS/R of RFC 9180 §5.1 in base mode. */
function keySchedule(suite: HpkeSuite, shared: Uint8Array, info: Uint8Array): HpkeContext {
  const { hash } = suite.kdf;
  const id = suiteId(suite);
  const none = new Uint8Array();
  const pskIdHash = labeledExtract(hash, id, { salt: none, label: "psk_id_hash", ikm: none });
  const infoHash = labeledExtract(hash, id, { salt: none, label: "info_hash", ikm: info });
  const context = concatBytes(Uint8Array.of(0), pskIdHash, infoHash);
  const prk = labeledExtract(hash, id, { salt: shared, label: "secret", ikm: none });
  const derive = (label: string, length: number): Uint8Array =>
    labeledExpand(hash, id, { prk, label, info: context, length });
  return {
    key: derive("key", suite.aead.keyBytes),
    nonce: derive("base_nonce", 12),
    exporterSecret: derive("exp", hash.size),
  };
}

function exported(context: HpkeContext, use: ExportUse, suite: HpkeSuite): Uint8Array {
  return labeledExpand(suite.kdf.hash, suiteId(suite), {
    prk: context.exporterSecret,
    label: "sec",
    info: use.exporterContext,
    length: use.length,
  });
}

function suiteId(suite: HpkeSuite): Uint8Array {
  const ids = [suite.kem.id, suite.kdf.id, suite.aead.id].flatMap((id) => [id >> 8, id & 0xff]);
  return concatBytes(utf8Encode("HPKE"), Uint8Array.from(ids));
}
