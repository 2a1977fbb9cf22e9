import { type Compression, crc32, type Platform } from "@bridle/check";
import { sha256 } from "@noble/hashes/sha2.js";
import type { Reading } from "./reading.ts";

const { subtle } = globalThis.crypto;

/** What a run borrows, from the browser: WebCrypto, DecompressionStream, URL, Intl. */
export function browserPlatform(reading: Reading): Platform {
  return {
    nowMs: () => Date.now(),
    utcOffsetMinutes,
    // WebCrypto hashes only what it is given at once.
    sha256() {
      const hash = sha256.create();
      return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest() };
    },
    crc32,
    async pbkdf2({ hash, password, salt, iterations, bytes }) {
      const key = await subtle.importKey("raw", copied(password), "PBKDF2", false, ["deriveBits"]);
      const name = hash === "sha1" ? "SHA-1" : "SHA-256";
      const parameters = { name: "PBKDF2", hash: name, salt: copied(salt), iterations };
      // It can't be interrupted, but nobody needs to wait for it.
      const bits = subtle.deriveBits(parameters, key, 8 * bytes);
      return new Uint8Array(await Promise.race([bits, reading.cancelled]));
    },
    async unwrapKey(wrappingKey, wrapped) {
      try {
        const key = await subtle.importKey("raw", copied(wrappingKey), "AES-KW", false, ["unwrapKey"]);
        const inner = { name: "HMAC", hash: "SHA-256" };
        const found = await subtle.unwrapKey("raw", copied(wrapped), key, "AES-KW", inner, true, ["sign"]);
        return new Uint8Array(await subtle.exportKey("raw", found));
      } catch {
        return undefined;
      }
    },
    decryptCbc,
    inflate,
    parseUrl(text) {
      const url = URL.parse(text);
      return url === null || url.hostname === "" ? undefined : { host: url.hostname, href: url.href };
    },
  };
}

function copied(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}

/** WebCrypto insists on padding, so a block that decrypts to sixteen sixteens goes behind the last one. */
async function decryptCbc(key: Uint8Array, iv: Uint8Array, blocks: Uint8Array): Promise<Uint8Array> {
  const imported = await subtle.importKey("raw", copied(key), "AES-CBC", false, ["encrypt", "decrypt"]);
  const last = { name: "AES-CBC", iv: copied(blocks.slice(-16)) };
  const padding = new Uint8Array(await subtle.encrypt(last, imported, new Uint8Array())).slice(0, 16);
  const whole = new Uint8Array(blocks.length + 16);
  whole.set(blocks);
  whole.set(padding, blocks.length);
  return new Uint8Array(await subtle.decrypt({ name: "AES-CBC", iv: copied(iv) }, imported, whole));
}

/** Asks for packed bytes only as fast as the unpacked ones are used. */
async function* inflate(format: Compression, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  const packed = new ReadableStream<BufferSource>(
    {
      async pull(controller) {
        const next = await iterator.next();
        if (next.done === true) controller.close();
        else controller.enqueue(copied(next.value));
      },
      async cancel() {
        await iterator.return?.();
      },
    },
    { highWaterMark: 0 },
  );
  const unpacking = new DecompressionStream(format === "zlib" ? "deflate" : format);
  const reader = packed.pipeThrough(unpacking).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
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
