import { concatBytes } from "./bytes.ts";
import { PROOF_LABELS } from "./frames.ts";
import { AccountId, DeviceId } from "./ids.ts";
import { utf8Encode } from "./utf8.ts";

/** What is proven, and by whom: a device opens its session, a root key finds its account. */
export type ProofClaim =
  | { readonly purpose: "session"; readonly accountId: AccountId; readonly deviceId: DeviceId }
  | { readonly purpose: "find"; readonly rootKey: Uint8Array };

/**
 * What a device or root key signs. Bound to its purpose, to one server and one nonce, and to who claims it: a
 * signature opens a session of the account and device that its signer meant, and of no other that lists its key.
 */
export function proofSigningInput(
  claim: ProofClaim,
  challenge: { readonly serverId: Uint8Array; readonly nonce: Uint8Array },
): Uint8Array {
  const label = utf8Encode(PROOF_LABELS[claim.purpose]);
  return concatBytes(label, Uint8Array.of(0), challenge.serverId, challenge.nonce, ...claimant(claim));
}

// Of fixed sizes: none can be read as another.
function claimant(claim: ProofClaim): readonly Uint8Array[] {
  return claim.purpose === "find"
    ? [claim.rootKey]
    : [AccountId.toBytes(claim.accountId), DeviceId.toBytes(claim.deviceId)];
}
