import { createHash } from "node:crypto";
import { type Compression, crc32, type Platform } from "@bridle/check";

const { subtle } = globalThis.crypto;

/**
 * A platform made of what browsers have (WebCrypto, DecompressionStream, URL), so that checks are tested on other ground
 * than Node's own OpenSSL and zlib. Always the same moment.
 */
export const webPlatform: Platform = {
  nowMs: () => Date.UTC(2026, 0, 2, 3, 4, 5),
  utcOffsetMinutes: (_timeMs, zone) => (zone === undefined || zone === "Europe/Prague" ? 60 : 0),
  sha256() {
    const hash = createHash("sha256");
    return { update: (bytes) => void hash.update(bytes), digest: () => new Uint8Array(hash.digest()) };
  },
  crc32,
  async pbkdf2({ hash, password, salt, iterations, bytes }) {
    const key = await subtle.importKey("raw", new Uint8Array(password), "PBKDF2", false, ["deriveBits"]);
    const name = hash === "sha1" ? "SHA-1" : "SHA-256";
    const parameters = { name: "PBKDF2", hash: name, salt: new Uint8Array(salt), iterations };
    return new Uint8Array(await subtle.deriveBits(parameters, key, 8 * bytes));
  },
  async unwrapKey(wrappingKey, wrapped) {
    try {
      const key = await subtle.importKey("raw", new Uint8Array(wrappingKey), "AES-KW", false, ["unwrapKey"]);
      const inner = { name: "HMAC", hash: "SHA-256" };
      const found = await subtle.unwrapKey("raw", new Uint8Array(wrapped), key, "AES-KW", inner, true, [
        "sign",
      ]);
      return new Uint8Array(await subtle.exportKey("raw", found));
    } catch {
      return undefined;
    }
  },
  async decryptCbc(key, iv, blocks) {
    // WebCrypto insists on padding, so a block that decrypts to sixteen sixteens goes behind the last one.
    const imported = await subtle.importKey("raw", new Uint8Array(key), "AES-CBC", false, [
      "encrypt",
      "decrypt",
    ]);
    const last = blocks.slice(-16);
    const algorithm = { name: "AES-CBC", iv: new Uint8Array(last) };
    const padding = new Uint8Array(await subtle.encrypt(algorithm, imported, new Uint8Array())).slice(0, 16);
    const whole = new Uint8Array(blocks.length + 16);
    whole.set(blocks);
    whole.set(padding, blocks.length);
    const decryption = { name: "AES-CBC", iv: new Uint8Array(iv) };
    return new Uint8Array(await subtle.decrypt(decryption, imported, whole));
  },
  inflate,
  parseUrl(text) {
    const url = URL.parse(text);
    return url === null || url.hostname === "" ? undefined : { host: url.hostname, href: url.href };
  },
};

async function* inflate(format: Compression, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const name = format === "zlib" ? "deflate" : format;
  const unpacking = ReadableStream.from(chunks).pipeThrough(new DecompressionStream(name));
  for await (const chunk of unpacking) yield new Uint8Array(chunk as Uint8Array);
}
