// `TextDecoder` is not part of the language. This one is lenient: evidence may be damaged, and a
// replaced character is better than a row that nobody looks at.

const CHUNK = 16384;

/** UTF-8; every byte that doesn't belong to a well-formed sequence becomes U+FFFD. */
export function decodeText(bytes: Uint8Array, from = 0, to = bytes.length): string {
  const plain = asciiEnd(bytes, from, to);
  if (plain === to) return asciiText(bytes, from, to);
  const part = bytes.subarray(from, to);
  let out = "";
  let at = 0;
  while (at < part.length) {
    const end = asciiEnd(part, at, part.length);
    out += asciiText(part, at, end);
    at = end;
    if (at >= part.length) break;
    const { point, size } = codePointAt(part, at);
    out += String.fromCodePoint(point);
    at += size;
  }
  return out;
}

/** One character for each byte. */
export function asciiText(bytes: Uint8Array, from: number, to: number): string {
  const end = Math.min(to, bytes.length);
  if (end - from <= SHORT) return shortText(bytes, from, end);
  if (end - from <= CHUNK) return characters(bytes.subarray(from, end));
  let out = "";
  for (let at = from; at < end; at += CHUNK) out += characters(bytes.subarray(at, Math.min(at + CHUNK, end)));
  return out;
}

const SHORT = 64;

/** Names and paths, of which a manifest has a million: without a view of the bytes, in half the time (`npm run bench:check`). */
function shortText(bytes: Uint8Array, from: number, to: number): string {
  let out = "";
  let at = from;
  for (; at + 8 <= to; at += 8) {
    out += String.fromCharCode(
      bytes[at] ?? 0,
      bytes[at + 1] ?? 0,
      bytes[at + 2] ?? 0,
      bytes[at + 3] ?? 0,
      bytes[at + 4] ?? 0,
      bytes[at + 5] ?? 0,
      bytes[at + 6] ?? 0,
      bytes[at + 7] ?? 0,
    );
  }
  for (; at < to; at++) out += String.fromCharCode(bytes[at] ?? 0);
  return out;
}

// Several times as fast as spreading the bytes.
function characters(bytes: Uint8Array): string {
  const text: unknown = Reflect.apply(String.fromCharCode, undefined, bytes);
  return String(text);
}

function asciiEnd(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && (bytes[at] ?? 0) < 0x80) at++;
  return at;
}

function codePointAt(bytes: Uint8Array, at: number): { readonly point: number; readonly size: number } {
  const first = bytes[at] ?? 0;
  const size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4) return { point: 0xfffd, size: 1 };
  let point = first & (0xff >> (size + 1));
  for (let index = 1; index < size; index++) {
    const next = bytes[at + index] ?? 0;
    if ((next & 0xc0) !== 0x80) return { point: 0xfffd, size: index };
    point = (point << 6) | (next & 63);
  }
  const least = size === 2 ? 0x80 : size === 3 ? 0x800 : 0x10000;
  const bad = point < least || point > 0x10ffff || (point >= 0xd800 && point < 0xe000);
  return bad ? { point: 0xfffd, size: 1 } : { point, size };
}

/** UTF-16 without a mark; a cut last unit is left out. */
export function decodeUtf16(bytes: Uint8Array, littleEndian: boolean): string {
  let out = "";
  for (let at = 0; at + 1 < bytes.length; at += 2) {
    const [a, b] = [bytes[at] ?? 0, bytes[at + 1] ?? 0];
    out += String.fromCharCode(littleEndian ? a | (b << 8) : (a << 8) | b);
  }
  return out.toWellFormed();
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** RFC 4648 §4, white space ignored, padding optional; `undefined` for anything else. */
export function fromBase64(text: string): Uint8Array | undefined {
  const digits = text.replaceAll(/\s+/g, "").replace(/={1,2}$/, "");
  if (!/^[A-Za-z0-9+/]*$/.test(digits) || digits.length % 4 === 1) return undefined;
  const out = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let held = 0;
  let bits = 0;
  let at = 0;
  for (let index = 0; index < digits.length; index++) {
    held = ((held << 6) | BASE64.indexOf(digits.charAt(index))) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out[at++] = (held >> bits) & 0xff;
  }
  return out;
}

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
