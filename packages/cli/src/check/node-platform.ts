import { createDecipheriv, createHash, pbkdf2 } from "node:crypto";
import { pipeline, Readable } from "node:stream";
import { promisify } from "node:util";
import { crc32, createGunzip, createInflate, createInflateRaw } from "node:zlib";
import type { Compression, Platform } from "@bridle/check";

const derive = promisify(pbkdf2);

/** RFC 3394 §2.2.3.1: the value that an unwrapped key must begin with, checked by OpenSSL. */
const KEY_WRAP_IV = Buffer.alloc(8, 0xa6);

const INFLATE_CHUNK_BYTES = 32 * 1024;

/** What a run borrows, from Node. */
export const nodePlatform: Platform = {
  nowMs: () => Date.now(),
  utcOffsetMinutes,
  sha256() {
    const hash = createHash("sha256");
    return { update: (bytes) => void hash.update(bytes), digest: () => new Uint8Array(hash.digest()) };
  },
  crc32: (bytes, crc) => crc32(bytes, crc),
  async pbkdf2({ hash, password, salt, iterations, bytes }) {
    return new Uint8Array(await derive(password, salt, iterations, bytes, hash));
  },
  unwrapKey(wrappingKey, wrapped) {
    if (wrapped.length < 24 || wrapped.length % 8 !== 0) return Promise.resolve(undefined);
    try {
      const name = `id-aes${8 * wrappingKey.length}-wrap`;
      const unwrapping = createDecipheriv(name, wrappingKey, KEY_WRAP_IV);
      return Promise.resolve(new Uint8Array(Buffer.concat([unwrapping.update(wrapped), unwrapping.final()])));
    } catch {
      return Promise.resolve(undefined);
    }
  },
  decryptCbc(key, iv, blocks) {
    const decryption = createDecipheriv(`aes-${8 * key.length}-cbc`, key, iv).setAutoPadding(false);
    return Promise.resolve(new Uint8Array(decryption.update(blocks)));
  },
  inflate,
  parseUrl(text) {
    const url = URL.parse(text);
    return url === null || url.hostname === "" ? undefined : { host: url.hostname, href: url.href };
  },
};

async function* inflate(format: Compression, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const make = { gzip: createGunzip, zlib: createInflate, "deflate-raw": createInflateRaw }[format];
  const unpacking = make({ chunkSize: INFLATE_CHUNK_BYTES });
  const source = Readable.from(chunks);
  // The pipeline ends both streams, whoever fails first; iterating tells the failure.
  pipeline(source, unpacking, () => undefined);
  for await (const chunk of unpacking) if (chunk instanceof Uint8Array) yield chunk;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function utcOffsetMinutes(timeMs: number, zone?: string): number | undefined {
  if (zone === undefined) return -new Date(timeMs).getTimezoneOffset();
  try {
    let format = formats.get(zone);
    if (format === undefined) {
      format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
      formats.set(zone, format);
    }
    const name = format.formatToParts(timeMs).find(({ type }) => type === "timeZoneName")?.value ?? "";
    const [, sign, hours, minutes = "0"] = /GMT(?:([+-])(\d\d):?(\d\d)?)?/.exec(name) ?? [];
    const away = hours === undefined ? 0 : Number(hours) * 60 + Number(minutes);
    return sign === "-" ? -away : away;
  } catch {
    return undefined;
  }
}
