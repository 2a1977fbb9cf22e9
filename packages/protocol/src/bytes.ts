const NO_DIGIT = 16;
/** The value of a lower-case hexadecimal digit by its character code. */
const DIGITS = new Uint8Array(128).fill(NO_DIGIT);
for (let value = 0; value < 16; value++) DIGITS[value.toString(16).charCodeAt(0)] = value;
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Compares public values. Secrets are compared in constant time in `core`. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

export function toHex(bytes: Uint8Array): string {
  let out = "";
  for (const byte of bytes) out += HEX[byte] ?? "";
  return out;
}

/** Lower-case hexadecimal of even length to bytes, else `undefined`. */
export function fromHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0) return undefined;
  const out = new Uint8Array(text.length / 2);
  for (let index = 0; index < out.length; index++) {
    const high = DIGITS[text.charCodeAt(2 * index)] ?? NO_DIGIT;
    const low = DIGITS[text.charCodeAt(2 * index + 1)] ?? NO_DIGIT;
    if ((high | low) >= NO_DIGIT) return undefined;
    out[index] = (high << 4) | low;
  }
  return out;
}

const BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** RFC 4648 §5, without padding. */
export function toBase64Url(bytes: Uint8Array): string {
  let out = "";
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 6) {
      bits -= 6;
      out += BASE64URL.charAt((held >> bits) & 63);
    }
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? out + BASE64URL.charAt((held << (6 - bits)) & 63) : out;
}

/** RFC 4648 §5 without padding; `undefined` for foreign characters and for set bits behind the end. */
export function fromBase64Url(text: string): Uint8Array | undefined {
  const out = new Uint8Array(Math.floor((text.length * 6) / 8));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const char of text) {
    const value = BASE64URL.indexOf(char);
    if (value < 0) return undefined;
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out[at++] = (held >> bits) & 0xff;
    }
  }
  const behindTheEnd = held & ((1 << bits) - 1);
  return bits >= 6 || behindTheEnd !== 0 ? undefined : out;
}
