import type { Platform } from "../ports/platform.ts";
import type { ByteSource } from "../ports/source.ts";

const BLOCK = 16;

/**
 * A file under AES-256-CBC with a zero IV, read at any place: a block needs only the one before it. The size is what the padding
 * says; when the padding is no padding, everything is kept, and `paddingFits` tells.
 */
export async function decryptedFile(
  file: ByteSource,
  key: Uint8Array,
  platform: Pick<Platform, "decryptCbc">,
): Promise<ByteSource & { readonly paddingFits: boolean }> {
  const blocks = Math.floor(file.sizeBytes / BLOCK);
  const last = blocks === 0 ? new Uint8Array() : await plain(blocks - 1, 1);
  const padding = last.at(-1) ?? 0;
  const paddingFits =
    file.sizeBytes % BLOCK === 0 &&
    padding >= 1 &&
    padding <= BLOCK &&
    last.subarray(BLOCK - padding).every((byte) => byte === padding);
  const sizeBytes = blocks * BLOCK - (paddingFits ? padding : 0);
  return { sizeBytes, paddingFits, readAt };

  async function readAt(offset: number, length: number): Promise<Uint8Array> {
    const end = Math.min(offset + length, sizeBytes);
    if (offset >= end) return new Uint8Array();
    const first = Math.floor(offset / BLOCK);
    const bytes = await plain(first, Math.ceil(end / BLOCK) - first);
    return bytes.subarray(offset - first * BLOCK, end - first * BLOCK);
  }

  async function plain(first: number, count: number): Promise<Uint8Array> {
    const from = Math.max(0, first - 1) * BLOCK;
    const read = await file.readAt(from, (first + count) * BLOCK - from);
    const whole = read.subarray(0, read.length - (read.length % BLOCK));
    const iv = first === 0 ? new Uint8Array(BLOCK) : whole.subarray(0, BLOCK);
    const body = first === 0 ? whole : whole.subarray(BLOCK);
    return body.length === 0 ? body : platform.decryptCbc(key, iv, body);
  }
}
