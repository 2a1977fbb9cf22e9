import { equalBytes, utf8Encode } from "@bridle/protocol";
import { TlsReader, vector } from "./tls.ts";

/** RFC 9420 §6.1. */
export const FRAMED_CONTENT_LABEL = "FramedContentTBS";
const LABEL = vector(utf8Encode(`MLS 1.0 ${FRAMED_CONTENT_LABEL}`));

/** FramedContentTBS (RFC 9420 §6.1) inside what is signed, or `undefined` for other signatures. */
export function framedContentTbsOf(signContent: Uint8Array): Uint8Array | undefined {
  if (!equalBytes(signContent.subarray(0, LABEL.length), LABEL)) return undefined;
  const reader = new TlsReader(signContent, LABEL.length);
  const content = reader.vector();
  return reader.complete ? content : undefined;
}
