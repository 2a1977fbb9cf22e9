import { concatBytes } from "./bytes.ts";
import { PROOF_LABELS } from "./frames.ts";
import { utf8Encode } from "./utf8.ts";

/** What a device or root key signs to open a session or to find its account. Bound to one server and one nonce. */
export function proofSigningInput(
  purpose: keyof typeof PROOF_LABELS,
  challenge: { readonly serverId: Uint8Array; readonly nonce: Uint8Array },
): Uint8Array {
  const label = utf8Encode(PROOF_LABELS[purpose]);
  return concatBytes(label, Uint8Array.of(0), challenge.serverId, challenge.nonce);
}
