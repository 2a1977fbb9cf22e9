import { err, ok, type Result } from "@bridle/protocol";
import type { LedgerCrypto } from "../crypto.ts";
import { type Checkpoint, parseCheckpoint } from "./checkpoint.ts";
import { type Policy, type PolicyParty, quorumMet } from "./policy.ts";
import { parseNote } from "./signed-note.ts";
import type { VerifierKey } from "./verifier-key.ts";
import { type VerifiedSignature, verifySignatures } from "./verify-note.ts";

/** A checkpoint that a policy accepts. */
export interface TrustedCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly note: string;
  /** Which log of the policy signed. */
  readonly log: VerifierKey;
  readonly cosignatures: readonly VerifiedSignature[];
}

/** Why a checkpoint was not accepted. `forged` contradicts; the others only fall short. */
export type CheckpointRefusal =
  | { readonly kind: "malformed_checkpoint" }
  | { readonly kind: "unknown_log" }
  | { readonly kind: "forged"; readonly keyName: string }
  | { readonly kind: "no_quorum" };

/**
 * Holds a signed note against a policy [L10]: signed by a listed log whose name is the origin, and
 * cosigned by its quorum. Signatures of keys that the policy doesn't name are ignored.
 */
export function judgeCheckpoint(
  crypto: LedgerCrypto,
  policy: Policy,
  noteText: string,
): Result<TrustedCheckpoint, CheckpointRefusal> {
  const note = parseNote(noteText);
  const checkpoint = note === undefined ? undefined : parseCheckpoint(note.text);
  if (note === undefined || checkpoint === undefined) return err({ kind: "malformed_checkpoint" });
  const known = [...policy.logs, ...policy.witnesses].map(({ key }) => key);
  const { verified, forged } = verifySignatures(crypto, note, known);
  if (forged !== undefined) return err({ kind: "forged", keyName: forged.name });
  const log = verified.find(({ key }) => isLogOf(policy.logs, key, checkpoint.origin));
  if (log === undefined) return err({ kind: "unknown_log" });
  const cosignatures = verified.filter(({ key }) => key.kind === "cosignature");
  const signers = cosignatures.map(({ key }) => key);
  if (!quorumMet(policy.quorum, signers)) return err({ kind: "no_quorum" });
  return ok({ checkpoint, note: noteText, log: log.key, cosignatures });
}

/**
 * The time in seconds that a quorum stands behind: the latest one for which the cosigners who signed then
 * or later are enough. `undefined` when the policy needs no cosigner.
 */
export function quorumSeconds(policy: Policy, trusted: TrustedCheckpoint): number | undefined {
  if (policy.quorum.kind === "none") return undefined;
  const times = trusted.cosignatures.flatMap(({ seconds }) => (seconds === undefined ? [] : [seconds]));
  return times
    .toSorted((a, b) => b - a)
    .find((time) => {
      const since = trusted.cosignatures.filter(({ seconds }) => seconds !== undefined && seconds >= time);
      return quorumMet(
        policy.quorum,
        since.map(({ key }) => key),
      );
    });
}

function isLogOf(logs: readonly PolicyParty[], key: VerifierKey, origin: string): boolean {
  return key.name === origin && logs.some((party) => party.key === key);
}
