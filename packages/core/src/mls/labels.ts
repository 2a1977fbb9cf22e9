import { concatBytes, utf8Encode } from "@bridle/protocol";
import { ed25519Verify } from "../crypto/ed25519.ts";
import { vector } from "./tls.ts";

/** SignContent of RFC 9420 §5.1.2: what a signature with a label is really over. */
export function signContent(label: string, content: Uint8Array): Uint8Array {
  return concatBytes(vector(utf8Encode(`MLS 1.0 ${label}`)), vector(content));
}

/** VerifyWithLabel of RFC 9420 §5.1.2. */
export function verifyWithLabel(
  signatureKey: Uint8Array,
  signed: { readonly label: string; readonly content: Uint8Array; readonly signature: Uint8Array },
): boolean {
  return ed25519Verify(signatureKey, signContent(signed.label, signed.content), signed.signature);
}
