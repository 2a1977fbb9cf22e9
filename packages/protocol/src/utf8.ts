// `TextEncoder` is not part of the language, so a pure package spells UTF-8 (RFC 3629) itself.

/** UTF-8 of a well-formed string; a lone surrogate is a bug of the caller (see `isWellFormedText`). */
export function utf8Encode(text: string): Uint8Array {
  const out: number[] = [];
  for (const char of text) {
    const point = char.codePointAt(0) ?? 0;
    if (point < 0x80) out.push(point);
    else if (point < 0x800) out.push(0xc0 | (point >> 6), 0x80 | (point & 63));
    else if (point < 0x10000) {
      out.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
    } else {
      out.push(
        0xf0 | (point >> 18),
        0x80 | ((point >> 12) & 63),
        0x80 | ((point >> 6) & 63),
        0x80 | (point & 63),
      );
    }
  }
  return Uint8Array.from(out);
}

/** A string that UTF-8 can carry: no lone surrogates. */
export function isWellFormedText(text: string): boolean {
  return text.isWellFormed();
}

/** Strict: overlong forms, surrogates, values beyond U+10FFFF and cut sequences give `undefined`. */
export function utf8Decode(bytes: Uint8Array): string | undefined {
  let out = "";
  let at = 0;
  while (at < bytes.length) {
    const first = bytes[at] ?? 0;
    const size = sequenceSize(first);
    if (size === 0 || at + size > bytes.length) return undefined;
    let point = size === 1 ? first : first & (0xff >> (size + 1));
    for (let index = 1; index < size; index++) {
      const next = bytes[at + index] ?? 0;
      if ((next & 0xc0) !== 0x80) return undefined;
      point = (point << 6) | (next & 63);
    }
    if (!isShortestScalar(point, size)) return undefined;
    out += String.fromCodePoint(point);
    at += size;
  }
  return out;
}

function sequenceSize(first: number): number {
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first < 0xe0) return 2;
  if (first >= 0xe0 && first < 0xf0) return 3;
  return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

function isShortestScalar(point: number, size: number): boolean {
  const least = [0, 0, 0x80, 0x800, 0x10000][size] ?? 0;
  return point >= least && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
}
