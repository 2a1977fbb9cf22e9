import { leafHash } from "@bridle/protocol";
import type { LedgerCrypto } from "../crypto.ts";
import { fromBase64, hashFromBase64, toBase64 } from "../text/base64.ts";
import { parseDecimal } from "../text/decimal.ts";
import { includes, proofLinesMax } from "../tree/merkle-proof.ts";
import { type CheckpointRefusal, judgeCheckpoint, type TrustedCheckpoint } from "./judge-checkpoint.ts";
import type { Policy } from "./policy.ts";
import { noteCharactersMax, parseNote } from "./signed-note.ts";

/** That an entry is in a log, checkable offline (C2SP tlog-proof). */
export interface TlogProof {
  /** Context that nobody signed; for us the entry itself, when its maker chose to enclose it. */
  readonly extra: Uint8Array | undefined;
  readonly index: number;
  readonly path: readonly Uint8Array[];
  /** The signed note, word for word. */
  readonly checkpoint: string;
}

const header = "c2sp.org/tlog-proof@v1";

/** The proof as a file. */
export function formatTlogProof(proof: TlogProof): string {
  const extra = proof.extra === undefined ? [] : [`extra ${toBase64(proof.extra)}`];
  const lines = [header, ...extra, `index ${proof.index}`, ...proof.path.map(toBase64), ""];
  return `${lines.join("\n")}\n${proof.checkpoint}`;
}

/** A proof from a file, in its only spelling [L12]; else `undefined`. */
export function parseTlogProof(text: string): TlogProof | undefined {
  if (text.length > noteCharactersMax + 128 * 1024) return undefined;
  const split = text.indexOf("\n\n");
  if (split < 0) return undefined;
  const lines = text.slice(0, split).split("\n");
  if (lines.shift() !== header) return undefined;
  const extra = lines[0]?.startsWith("extra ") === true ? fromBase64(lines.shift()?.slice(6) ?? "") : null;
  const indexLine = lines.shift() ?? "";
  const index = indexLine.startsWith("index ") ? parseDecimal(indexLine.slice(6)) : undefined;
  const path = lines.map(hashFromBase64);
  if (extra === undefined || index === undefined || lines.length > proofLinesMax) return undefined;
  if (!path.every((hash) => hash !== undefined)) return undefined;
  const checkpoint = text.slice(split + 2);
  return parseNote(checkpoint) === undefined
    ? undefined
    : { extra: extra ?? undefined, index, path, checkpoint };
}

/** What a proof says about an entry under an examiner's policy. */
export type ProofVerdict =
  | { readonly kind: "proven"; readonly by: TrustedCheckpoint; readonly index: number }
  /** Something in it is false: a signature, or the entry's place in the tree. */
  | { readonly kind: "contradicted"; readonly reason: "forged_signature" | "not_in_tree" }
  /** It falls short of what the policy asks, or can't be read. */
  | {
      readonly kind: "not_proven";
      readonly reason: "malformed" | "unknown_log" | "no_quorum" | "no_entry";
    };

/**
 * Judges a proof offline [L13]. The entry is the examiner's own copy; without one the proof's `extra` is
 * taken as the entry, and the verdict is about that.
 */
export function judgeTlogProof(
  crypto: LedgerCrypto,
  policy: Policy,
  claim: { readonly proof: string; readonly entry?: Uint8Array | undefined },
): ProofVerdict {
  const proof = parseTlogProof(claim.proof);
  if (proof === undefined) return { kind: "not_proven", reason: "malformed" };
  const trusted = judgeCheckpoint(crypto, policy, proof.checkpoint);
  if (!trusted.ok) return verdictOn(trusted.error);
  const entry = claim.entry ?? proof.extra;
  if (entry === undefined) return { kind: "not_proven", reason: "no_entry" };
  const leaf = leafHash(crypto.sha256, entry);
  const place = { index: proof.index, leaf, path: proof.path };
  return includes(crypto.sha256, trusted.value.checkpoint, place)
    ? { kind: "proven", by: trusted.value, index: proof.index }
    : { kind: "contradicted", reason: "not_in_tree" };
}

function verdictOn(refusal: CheckpointRefusal): ProofVerdict {
  if (refusal.kind === "forged") return { kind: "contradicted", reason: "forged_signature" };
  const reason = refusal.kind === "malformed_checkpoint" ? "malformed" : refusal.kind;
  return { kind: "not_proven", reason };
}
