import { concatBytes, utf8Encode } from "@bridle/protocol";
import { vector } from "./tls.ts";

/** SignContent of RFC 9420 §5.1.2: what a signature with a label is really over. */
export function signContent(label: string, content: Uint8Array): Uint8Array {
  return concatBytes(vector(utf8Encode(`MLS 1.0 ${label}`)), vector(content));
}
