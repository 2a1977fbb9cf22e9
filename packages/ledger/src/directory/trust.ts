import { err, ok, type Result } from "@bridle/protocol";
import type { LedgerCrypto } from "../crypto.ts";
import type { Checkpoint } from "../note/checkpoint.ts";
import { type CheckpointRefusal, judgeCheckpoint, quorumSeconds } from "../note/judge-checkpoint.ts";
import { type Policy, type Quorum, quorumMet } from "../note/policy.ts";
import { parseNote } from "../note/signed-note.ts";
import type { VerifierKey } from "../note/verifier-key.ts";
import { verifySignatures } from "../note/verify-note.ts";
import type { EpochEntry } from "./epoch.ts";

/** Whom a client trusts about a directory. It comes with the app or from its user, never from the server. */
export interface DirectoryTrust {
  /** The directory's log and its witnesses. */
  readonly policy: Policy;
  /** Cosigners of kind "cosignature" whose signature means `auditStatement`. */
  readonly auditors: readonly VerifierKey[];
  readonly auditQuorum: Quorum;
  readonly vrfPublicKey: Uint8Array;
  /** A checkpoint whose quorum signed longer ago is not used. */
  readonly staleAfterSeconds: number;
}

/** A day: witnesses sign again with every epoch, at least once an hour. */
export const staleAfterSecondsDefault = 24 * 60 * 60;

/** What an auditor's cosignature under its own key means, beyond what every cosignature means. */
export const auditStatement =
  "I replayed every epoch of this directory up to this checkpoint: each begins where the one before ended, and only adds.";

/** A checkpoint of the directory's log that a client accepts. */
export interface TrustedDirectoryCheckpoint {
  readonly checkpoint: Checkpoint;
  /** The signed note: evidence, and what contacts tell each other. */
  readonly note: string;
  /** The time that the witnesses' quorum stands behind; absent when the policy needs no witness. */
  readonly seconds: number | undefined;
  /** Whether enough auditors replayed everything up to here. */
  readonly audited: boolean;
}

export interface TrustedEpoch extends TrustedDirectoryCheckpoint {
  readonly entry: EpochEntry;
}

/** Holds a checkpoint against a client's trust: the log, the witnesses, and separately the auditors. */
export function judgeDirectoryCheckpoint(
  crypto: LedgerCrypto,
  trust: DirectoryTrust,
  noteText: string,
): Result<TrustedDirectoryCheckpoint, CheckpointRefusal> {
  const trusted = judgeCheckpoint(crypto, trust.policy, noteText);
  if (!trusted.ok) return trusted;
  const note = parseNote(noteText);
  if (note === undefined) return err({ kind: "malformed_checkpoint" });
  const { verified, forged } = verifySignatures(crypto, note, trust.auditors);
  if (forged !== undefined) return err({ kind: "forged", keyName: forged.name });
  const { auditQuorum } = trust;
  const audited =
    auditQuorum.kind !== "none" &&
    quorumMet(
      auditQuorum,
      verified.map(({ key }) => key),
    );
  const { checkpoint } = trusted.value;
  return ok({ checkpoint, note: noteText, seconds: quorumSeconds(trust.policy, trusted.value), audited });
}
