import { concatBytes, equalBytes, err, ok, type Result, utf8Encode } from "@bridle/protocol";
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { x25519 } from "@noble/curves/ed25519.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { scrypt } from "@noble/hashes/scrypt.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { fromBase64 } from "../text.ts";
import { dearmored } from "./age-armor.ts";
import { fromBech32 } from "./bech32.ts";
import { StreamReader } from "./stream-reader.ts";
import { Unreadable } from "./unreadable.ts";

// The age format, version 1 (https://age-encryption.org/v1): recipients X25519 and scrypt, payload in chunks of 64 KiB.

const VERSION = "age-encryption.org/v1";
const CHUNK_BYTES = 64 * 1024;
const TAG_BYTES = 16;
const HEADER_BYTES_MAX = 64 * 1024;
const SCRYPT_WORK_MAX = 20;

/** What opens a file: a passphrase, or a key that begins with `AGE-SECRET-KEY-1`. */
export type AgeSecret = string;

export type AgeRefusal = "not age" | "damaged" | "wrong password" | "unreasonable key derivation";

interface Stanza {
  readonly words: readonly string[];
  readonly body: Uint8Array;
}

interface Header {
  readonly stanzas: readonly Stanza[];
  readonly authenticated: Uint8Array;
  readonly mac: Uint8Array;
}

/** Opens a file. The stream fails, without yielding it, at a chunk that was changed or is missing. */
export async function ageDecrypt(
  chunks: AsyncIterable<Uint8Array>,
  secret: AgeSecret,
): Promise<Result<AsyncIterable<Uint8Array>, AgeRefusal>> {
  const reader = new StreamReader(dearmored(chunks));
  const header = await readHeader(reader);
  if (header === undefined) return err("not age");
  // A passphrase stands alone, says the format: else a small file could ask for any number of slow derivations.
  if (header.stanzas.length > 1 && header.stanzas.some(({ words }) => words[0] === "scrypt"))
    return err("damaged");
  const opened = fileKeyOf(header.stanzas, secret);
  if (!opened.ok) return opened;
  if (!equalBytes(headerMac(opened.value, header.authenticated), header.mac)) return err("damaged");
  const nonce = await reader.read(16);
  if (nonce.length < 16) return err("damaged");
  return ok(payload(reader, hkdf(sha256, opened.value, nonce, utf8Encode("payload"), 32)));
}

async function readHeader(reader: StreamReader): Promise<Header | undefined> {
  const lines: string[] = [];
  let line = "";
  let size = 0;
  // Byte by byte: what follows the header must stay in the reader.
  for (;;) {
    const [byte] = await reader.read(1);
    if (byte === undefined || ++size > HEADER_BYTES_MAX) return undefined;
    if (byte !== 10) {
      line += String.fromCharCode(byte);
      continue;
    }
    lines.push(line);
    if (line.startsWith("---")) break;
    if (lines.length === 1 && line !== VERSION) return undefined;
    line = "";
  }
  const mac = fromBase64(line.slice(4));
  const stanzas = stanzasOf(lines.slice(1, -1));
  if (mac?.length !== 32 || stanzas === undefined) return undefined;
  return { stanzas, mac, authenticated: utf8Encode(`${lines.slice(0, -1).join("\n")}\n---`) };
}

function stanzasOf(lines: readonly string[]): readonly Stanza[] | undefined {
  const stanzas: { words: readonly string[]; text: string }[] = [];
  for (const line of lines) {
    const open = stanzas.at(-1);
    if (line.startsWith("-> ")) stanzas.push({ words: line.slice(3).split(" "), text: "" });
    else if (open === undefined) return undefined;
    else open.text += line;
  }
  const read = stanzas.map(({ words, text }) => ({ words, body: fromBase64(text) }));
  return read.flatMap(({ words, body }) => (body === undefined ? [] : [{ words, body }]));
}

function fileKeyOf(stanzas: readonly Stanza[], secret: AgeSecret): Result<Uint8Array, AgeRefusal> {
  const identity = fromBech32(secret.trim(), "age-secret-key-");
  for (const { words, body } of stanzas) {
    const [kind, first = "", work = ""] = words;
    let wrapping: Uint8Array | undefined;
    if (kind === "X25519" && identity?.length === 32) {
      const share = fromBase64(first);
      if (share?.length === 32) wrapping = x25519Key(identity, share);
    } else if (kind === "scrypt") {
      const salt = fromBase64(first);
      const logWork = Number(work);
      if (!/^[1-9]\d?$/.test(work) || logWork > SCRYPT_WORK_MAX) return err("unreasonable key derivation");
      const label = utf8Encode("age-encryption.org/v1/scrypt");
      if (salt?.length === 16) wrapping = passphraseKey(secret, concatBytes(label, salt), logWork);
    }
    const key = wrapping === undefined ? undefined : unsealed(body, wrapping, new Uint8Array(12));
    if (key?.length === 16) return ok(key);
  }
  return err("wrong password");
}

function passphraseKey(passphrase: string, salt: Uint8Array, logWork: number): Uint8Array {
  return scrypt(utf8Encode(passphrase.toWellFormed()), salt, {
    N: 2 ** logWork,
    r: 8,
    p: 1,
    dkLen: 32,
    maxmem: 2 ** 31,
  });
}

function x25519Key(identity: Uint8Array, share: Uint8Array): Uint8Array | undefined {
  try {
    const salt = concatBytes(share, x25519.getPublicKey(identity));
    return hkdf(
      sha256,
      x25519.getSharedSecret(identity, share),
      salt,
      utf8Encode("age-encryption.org/v1/X25519"),
      32,
    );
  } catch {
    return undefined;
  }
}

function headerMac(fileKey: Uint8Array, authenticated: Uint8Array): Uint8Array {
  return hmac(sha256, hkdf(sha256, fileKey, undefined, utf8Encode("header"), 32), authenticated);
}

async function* payload(reader: StreamReader, key: Uint8Array): AsyncGenerator<Uint8Array> {
  let chunk = await reader.read(CHUNK_BYTES + TAG_BYTES);
  for (let count = 0; ; count++) {
    const next =
      chunk.length < CHUNK_BYTES + TAG_BYTES ? new Uint8Array() : await reader.read(CHUNK_BYTES + TAG_BYTES);
    const plain = unsealed(chunk, key, chunkNonce(count, next.length === 0));
    if (plain === undefined) throw new Unreadable("the encrypted file is damaged or cut off");
    yield plain;
    if (next.length === 0) return;
    chunk = next;
  }
}

function chunkNonce(count: number, last: boolean): Uint8Array {
  const nonce = new Uint8Array(12);
  new DataView(nonce.buffer).setUint32(7, count);
  nonce[11] = last ? 1 : 0;
  return nonce;
}

function unsealed(sealed: Uint8Array, key: Uint8Array, nonce: Uint8Array): Uint8Array | undefined {
  if (sealed.length < TAG_BYTES) return undefined;
  try {
    return chacha20poly1305(key, nonce).decrypt(sealed);
  } catch {
    return undefined;
  }
}

/** The recipient in a text such as `age1…`; `undefined` for a typing error. */
export function parseAgeRecipient(text: string): Uint8Array | undefined {
  const key = fromBech32(text.trim(), "age");
  return key?.length === 32 ? key : undefined;
}

/** Encrypts to one recipient. `random` gives that many fresh random bytes. */
export function ageEncrypt(
  plain: Uint8Array,
  recipient: Uint8Array,
  random: (bytes: number) => Uint8Array,
): Uint8Array {
  const fileKey = random(16);
  const ephemeral = random(32);
  const share = x25519.getPublicKey(ephemeral);
  const salt = concatBytes(share, recipient);
  const shared = x25519.getSharedSecret(ephemeral, recipient);
  const wrapping = hkdf(sha256, shared, salt, utf8Encode("age-encryption.org/v1/X25519"), 32);
  const body = chacha20poly1305(wrapping, new Uint8Array(12)).encrypt(fileKey);
  const header = `${VERSION}\n-> X25519 ${base64(share)}\n${base64(body)}\n---`;
  const nonce = random(16);
  const key = hkdf(sha256, fileKey, nonce, utf8Encode("payload"), 32);
  const parts = [utf8Encode(`${header} ${base64(headerMac(fileKey, utf8Encode(header)))}\n`), nonce];
  for (let at = 0, count = 0; at === 0 || at < plain.length; at += CHUNK_BYTES, count++) {
    const last = at + CHUNK_BYTES >= plain.length;
    parts.push(chacha20poly1305(key, chunkNonce(count, last)).encrypt(plain.subarray(at, at + CHUNK_BYTES)));
  }
  return concatBytes(...parts);
}

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** RFC 4648 §4 without padding. */
function base64(bytes: Uint8Array): string {
  let out = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const word = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const digits = Math.min(4, Math.ceil(((bytes.length - at) * 8) / 6));
    for (let digit = 0; digit < digits; digit++) out += BASE64.charAt((word >> (18 - 6 * digit)) & 63);
  }
  return out;
}
