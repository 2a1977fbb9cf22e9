import { asciiText, decodeText } from "../../text.ts";
import { parseBinaryPlist } from "./bplist.ts";
import type { PlistValue } from "./value.ts";
import { parseXmlPlist } from "./xml-plist.ts";

/** A property list in either form; `undefined` for anything else. */
export function parsePlist(bytes: Uint8Array): PlistValue | undefined {
  return asciiText(bytes, 0, Math.min(6, bytes.length)) === "bplist"
    ? parseBinaryPlist(bytes)
    : parseXmlPlist(decodeText(bytes));
}
