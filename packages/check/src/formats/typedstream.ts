import { asciiText, decodeText } from "../text.ts";

const PLUS = 0x2b;
const SEARCH_BYTES = 24;

/**
 * The text that an archived `NSAttributedString` holds (NeXT's typedstream, in which newer iOS keeps messages): behind the class `NSString` a
 * plus sign, the length as one byte, or 0x81 and two, or 0x82 and four (little-endian), then UTF-8. `undefined` for anything else.
 */
export function typedstreamText(bytes: Uint8Array): string | undefined {
  const head = asciiText(bytes, 0, Math.min(bytes.length, 512));
  if (!head.startsWith("streamtyped", 2)) return undefined;
  const name = head.indexOf("NSString");
  if (name === -1) return undefined;
  const plus = bytes.subarray(0, name + 8 + SEARCH_BYTES).indexOf(PLUS, name + 8);
  if (plus === -1) return undefined;
  const { length, at } = lengthAt(bytes, plus + 1);
  return at + length > bytes.length ? undefined : decodeText(bytes.subarray(at, at + length));
}

function lengthAt(bytes: Uint8Array, at: number): { readonly length: number; readonly at: number } {
  const first = bytes[at] ?? 0;
  const size = first === 0x81 ? 2 : first === 0x82 ? 4 : 0;
  let length = size === 0 ? first : 0;
  for (let index = size; index > 0; index--) length = length * 256 + (bytes[at + index] ?? 0);
  return { length, at: at + 1 + size };
}
