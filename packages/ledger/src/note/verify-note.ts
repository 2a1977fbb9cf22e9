import { utf8Encode } from "@bridle/protocol";
import type { LedgerCrypto } from "../crypto.ts";
import { cosignedAt } from "./cosignature.ts";
import { isBy, type SignedNote } from "./signed-note.ts";
import type { VerifierKey } from "./verifier-key.ts";

/** A key that signed, and when it says it did (seconds; cosignatures only). */
export interface VerifiedSignature {
  readonly key: VerifierKey;
  readonly seconds: number | undefined;
}

/**
 * The signatures by known keys [L9]. Lines of unknown keys are ignored; a line of a known key that doesn't
 * verify spoils the whole note, and the key is returned as `forged`.
 */
export function verifySignatures(
  crypto: LedgerCrypto,
  note: SignedNote,
  known: readonly VerifierKey[],
): { readonly verified: readonly VerifiedSignature[]; readonly forged: VerifierKey | undefined } {
  const verified: VerifiedSignature[] = [];
  for (const line of note.signatures) {
    for (const key of known.filter((candidate) => isBy(candidate, line))) {
      const signature = verifyLine(crypto, { key, signature: line.signature }, note.text);
      if (signature === undefined) return { verified: [], forged: key };
      verified.push(signature);
    }
  }
  return { verified, forged: undefined };
}

function verifyLine(
  crypto: LedgerCrypto,
  signed: { readonly key: VerifierKey; readonly signature: Uint8Array },
  text: string,
): VerifiedSignature | undefined {
  const { key, signature } = signed;
  if (key.kind === "cosignature") {
    const seconds = cosignedAt(crypto, signed, text);
    return seconds === undefined ? undefined : { key, seconds };
  }
  return crypto.verifyEd25519(key.publicKey, utf8Encode(text), signature)
    ? { key, seconds: undefined }
    : undefined;
}
