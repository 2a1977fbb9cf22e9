import { toBase64Url, utf8Encode } from "@bridle/protocol";
import { ed25519 } from "@noble/curves/ed25519.js";

/** A detached signature over a report's exact bytes: says who, and that nothing was changed since. */
export interface ReportSignature {
  readonly algorithm: "Ed25519";
  /** Base64url, 32 bytes. */
  readonly publicKey: string;
  /** Base64url, 64 bytes, over `bridle check report v1` and a zero byte, then the report. */
  readonly signature: string;
}

const CONTEXT = utf8Encode("bridle check report v1\0");

/** Signs a report as it is written. `secretKey` has 32 bytes. */
export function signReport(report: Uint8Array, secretKey: Uint8Array): ReportSignature {
  return {
    algorithm: "Ed25519",
    publicKey: toBase64Url(ed25519.getPublicKey(secretKey)),
    signature: toBase64Url(ed25519.sign(signed(report), secretKey)),
  };
}

/** Whether a report is the one that was signed. Keys and signatures of wrong length don't verify. */
export function verifyReport(report: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean {
  try {
    return ed25519.verify(signature, signed(report), publicKey);
  } catch {
    return false;
  }
}

function signed(report: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(CONTEXT.length + report.length);
  bytes.set(CONTEXT);
  bytes.set(report, CONTEXT.length);
  return bytes;
}
