// Bech32 (BIP 173) without its limit of length, as age keys are written.

const DIGITS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

/** The bytes behind a prefix such as `age`; `undefined` for another prefix or a typing error. */
export function fromBech32(text: string, prefix: string): Uint8Array | undefined {
  if (text !== text.toLowerCase() && text !== text.toUpperCase()) return undefined;
  const lower = text.toLowerCase();
  const split = lower.lastIndexOf("1");
  if (lower.slice(0, split) !== prefix) return undefined;
  const values = Array.from(lower.slice(split + 1), (digit) => DIGITS.indexOf(digit));
  if (values.includes(-1) || values.length < 6) return undefined;
  const codes = Array.from(prefix, (letter) => letter.charCodeAt(0));
  const expanded = [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31), ...values];
  return polymod(expanded) === 1 ? regrouped(values.slice(0, -6)) : undefined;
}

function polymod(values: readonly number[]): number {
  let sum = 1;
  for (const value of values) {
    const top = sum >>> 25;
    sum = ((sum & 0x1ffffff) << 5) ^ value;
    for (const [bit, constant] of GENERATOR.entries()) if (((top >>> bit) & 1) === 1) sum ^= constant;
  }
  return sum >>> 0;
}

function regrouped(values: readonly number[]): Uint8Array | undefined {
  const bytes: number[] = [];
  let held = 0;
  let bits = 0;
  for (const value of values) {
    held = ((held << 5) | value) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((held >> bits) & 0xff);
  }
  return bits < 5 && (held & ((1 << bits) - 1)) === 0 ? Uint8Array.from(bytes) : undefined;
}
