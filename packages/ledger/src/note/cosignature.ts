import { decode, encode, fixedBytes, struct, u53, utf8Encode } from "@bridle/protocol";
import type { Ed25519Signer, LedgerCrypto } from "../crypto.ts";
import type { NoteSignature } from "./signed-note.ts";
import type { VerifierKey } from "./verifier-key.ts";

// C2SP tlog-cosignature, Ed25519 (0x04): "as of this time, the largest consistent tree that I saw".

/** Time in seconds since 1970, big-endian, then the signature: 72 bytes. */
const timestamped = struct({ seconds: u53, signature: fixedBytes(64) });

/** What a cosigner signs: a header, the time, and the checkpoint's whole text. */
export function cosignedMessage(seconds: number, checkpointText: string): Uint8Array {
  return utf8Encode(`cosignature/v1\ntime ${seconds}\n${checkpointText}`);
}

/** Cosigns a checkpoint's text at a time in seconds. The caller has checked consistency and stored it. */
export async function cosign(
  cosigner: { readonly key: VerifierKey; readonly signer: Ed25519Signer },
  checkpointText: string,
  seconds: number,
): Promise<NoteSignature> {
  const signature = await cosigner.signer.sign(cosignedMessage(seconds, checkpointText));
  return {
    name: cosigner.key.name,
    keyId: cosigner.key.keyId,
    signature: encode(timestamped, { seconds, signature }),
  };
}

/** The time in seconds at which `key` cosigned, or `undefined` when the signature doesn't hold. */
export function cosignedAt(
  crypto: LedgerCrypto,
  signed: { readonly key: VerifierKey; readonly signature: Uint8Array },
  checkpointText: string,
): number | undefined {
  const read = decode(timestamped, signed.signature);
  if (!read.ok) return undefined;
  const { seconds, signature } = read.value;
  const message = cosignedMessage(seconds, checkpointText);
  return crypto.verifyEd25519(signed.key.publicKey, message, signature) ? seconds : undefined;
}

/** What a plain log signature covers, and its line: Ed25519 over the note's text (0x01). */
export async function signAsLog(
  log: { readonly key: VerifierKey; readonly signer: Ed25519Signer },
  checkpointText: string,
): Promise<NoteSignature> {
  const signature = await log.signer.sign(utf8Encode(checkpointText));
  return { name: log.key.name, keyId: log.key.keyId, signature };
}
