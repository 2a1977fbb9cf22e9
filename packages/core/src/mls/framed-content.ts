import { concatBytes, equalBytes, utf8Encode } from "@bridle/protocol";
import { TlsReader, vector } from "./tls.ts";

const LABEL = vector(utf8Encode("MLS 1.0 FramedContentTBS"));
const MEMBER = 1;
const COMMIT = 3;

/** FramedContentTBS (RFC 9420 §6.1) inside what is signed, or `undefined` for other signatures. */
export function framedContentTbsOf(signContent: Uint8Array): Uint8Array | undefined {
  if (!equalBytes(signContent.subarray(0, LABEL.length), LABEL)) return undefined;
  const reader = new TlsReader(signContent, LABEL.length);
  const content = reader.vector();
  return reader.complete ? content : undefined;
}

/** The reverse of `framedContentTbsOf`. */
export function signContentOf(framedContentTbs: Uint8Array): Uint8Array {
  return concatBytes(LABEL, vector(framedContentTbs));
}

/** Where the parts of a commit lie in its FramedContentTBS: offsets of their first bytes. */
export interface CommitLayout {
  readonly wireFormat: number;
  readonly sender: number;
  readonly authenticatedData: number;
  readonly proposals: number;
  readonly path: number;
}

export function commitLayout(framedContentTbs: Uint8Array): CommitLayout | undefined {
  const reader = new TlsReader(framedContentTbs);
  reader.uint(2); // version
  const wireFormat = reader.offset;
  reader.uint(2);
  reader.vector(); // group id
  reader.uint64(); // epoch
  const sender = reader.offset;
  if (reader.uint(1) === MEMBER) reader.uint(4);
  const authenticatedData = reader.offset;
  reader.vector();
  const contentType = reader.uint(1);
  const proposals = reader.offset;
  reader.vector();
  const path = reader.offset;
  return reader.failed || contentType !== COMMIT
    ? undefined
    : { wireFormat, sender, authenticatedData, proposals, path };
}
