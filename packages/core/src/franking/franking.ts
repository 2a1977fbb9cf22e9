import {
  concatBytes,
  encodeFrankedContent,
  encodeContent,
  decodeContent,
  decodeFrankedContent,
  err,
  ok,
  utf8Encode,
  type ContentMessage,
  type ContentRefusal,
  type Result,
} from "@bridle/protocol";
import { constantTimeEqual, hmacSha256, type CryptoProvider } from "../crypto/index.ts";

// Message franking as MIMI does it, with the change of facts/evidence §3: the server signs the
// commitment itself. `commitment = HMAC-SHA256(salt, label ‖ content)` with a salt of exactly 32
// bytes; HMAC with a longer or shorter key would not commit.

const LABEL = utf8Encode("bridle/frank/v1\0");

export interface Franked {
  /** MLS application data: salt and content. */
  readonly plaintext: Uint8Array;
  /** Goes into the authenticated data. */
  readonly commitment: Uint8Array;
}

export function frank(crypto: CryptoProvider, content: ContentMessage): Franked {
  const salt = crypto.randomBytes(32);
  const encoded = encodeContent(content);
  return {
    plaintext: encodeFrankedContent({ salt, content: encoded }),
    commitment: commit(salt, encoded),
  };
}

export type UnfrankRefusal = ContentRefusal | { readonly kind: "commitment_mismatch" };

/** Content is shown only if it opens the commitment that its sender signed (DESIGN §9). */
export function unfrank(
  plaintext: Uint8Array,
  commitment: Uint8Array,
): Result<ContentMessage, UnfrankRefusal> {
  const franked = decodeFrankedContent(plaintext);
  if (!franked.ok) return franked;
  const { salt, content } = franked.value;
  if (!constantTimeEqual(commit(salt, content), commitment)) return err({ kind: "commitment_mismatch" });
  const read = decodeContent(content);
  return read.ok ? ok(read.value) : read;
}

function commit(salt: Uint8Array, content: Uint8Array): Uint8Array {
  return hmacSha256(salt, concatBytes(LABEL, content));
}
