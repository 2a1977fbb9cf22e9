import {
  bytes as bytesCodec,
  decode,
  encode,
  equalBytes,
  fixedBytes,
  type Infer,
  leafHash,
  list,
  ok,
  err,
  type Result,
  struct,
  text,
  u53,
  union,
} from "@bridle/protocol";
import type { LedgerCrypto } from "../crypto.ts";
import type { CheckpointRefusal } from "../note/judge-checkpoint.ts";
import { includes, proofLinesMax } from "../tree/merkle-proof.ts";
import { decodeEpoch, epochEntryBytes } from "./epoch.ts";
import { prefixProof, prefixRoot } from "./prefix-tree.ts";
import { type DirectoryTrust, judgeDirectoryCheckpoint, type TrustedEpoch } from "./trust.ts";
import { commitmentTo, markerOf, provenPlace, valueBytesMax } from "./versions.ts";
import { type VrfCrypto, vrfProofBytes } from "./vrf.ts";

/** Where one version is, or that it is nowhere. */
export const versionProof = struct({ vrf: fixedBytes(vrfProofBytes), search: prefixProof });
export type VersionProof = Infer<typeof versionProof>;

/** The newest epoch: the last entry of the directory's log, under a cosigned checkpoint. */
const epochProof = struct({
  entry: bytesCodec({ max: epochEntryBytes }),
  path: list(fixedBytes(32), { max: proofLinesMax }),
  checkpoint: text({ maxCodePoints: 16_384 }),
});
export type EpochProof = Infer<typeof epochProof>;

/** What the directory says of a label: its newest version, or that it has none. */
const answer = union({
  /** Version v with its value, the marker of v unless that is v, and that v + 1 is absent. */
  present: [
    1,
    struct({
      version: u53,
      value: bytesCodec({ max: valueBytesMax }),
      opening: fixedBytes(32),
      newest: versionProof,
      marker: list(versionProof, { max: 1 }),
      next: versionProof,
    }),
  ],
  /** Version 1 is absent. */
  unknown: [2, struct({ first: versionProof })],
});
export type LookupAnswer = Infer<typeof answer>;

export const lookupProof = struct({ epoch: epochProof, answer });
export type LookupProof = Infer<typeof lookupProof>;

export function encodeLookup(proof: LookupProof): Uint8Array {
  return encode(lookupProof, proof);
}

export function decodeLookup(encoded: Uint8Array): LookupProof | undefined {
  const read = decode(lookupProof, encoded);
  return read.ok ? read.value : undefined;
}

/** What was proven: a version with its value, or that there is none. */
export interface Lookup {
  readonly at: TrustedEpoch;
  readonly found: { readonly version: number; readonly value: Uint8Array } | undefined;
}

export type LookupRefusal =
  | CheckpointRefusal
  /** The entry isn't the last one of the checkpoint. */
  | { readonly kind: "wrong_epoch" }
  /** The checkpoint's quorum signed too long ago, or claims a time to come. */
  | { readonly kind: "stale" }
  /** A VRF proof, a search or a commitment doesn't hold, or a version is there that should not be. */
  | { readonly kind: "false_answer" };

/** What lookups are checked with. */
export interface LookupCrypto<Point> extends LedgerCrypto {
  readonly vrf: VrfCrypto<Point>;
}

/**
 * Checks a lookup [L45]: v present, its marker present, v + 1 absent, in the newest epoch of a trusted
 * checkpoint.
 */
export function verifyLookup<Point>(
  crypto: LookupCrypto<Point>,
  trust: DirectoryTrust,
  asked: { readonly label: Uint8Array; readonly proof: LookupProof; readonly nowSeconds: number },
): Result<Lookup, LookupRefusal> {
  const { proof } = asked;
  const at = verifyEpoch(crypto, trust, { proof: proof.epoch, nowSeconds: asked.nowSeconds });
  if (!at.ok) return at;
  const tree = new TreeView(crypto, {
    publicKey: trust.vrfPublicKey,
    root: at.value.entry.root,
    label: asked.label,
  });
  const { answer: said } = proof;
  if (said.kind === "unknown") {
    return tree.isAbsent(1, said.first)
      ? ok({ at: at.value, found: undefined })
      : err({ kind: "false_answer" });
  }
  const { version, value } = said;
  const marker = version < 1 ? 1 : markerOf(version);
  const [markerProof] = said.marker;
  const markerHolds =
    marker === version
      ? markerProof === undefined
      : markerProof !== undefined && tree.isPresent(marker, markerProof);
  // A label gets one version an epoch at most.
  const possible = version >= 1 && version <= at.value.entry.epoch + 1;
  const holds = possible && markerHolds && tree.holds(said) && tree.isAbsent(version + 1, said.next);
  return holds ? ok({ at: at.value, found: { version, value } }) : err({ kind: "false_answer" });
}

/** Checks that an epoch is the newest of a trusted checkpoint. */
export function verifyEpoch(
  crypto: LedgerCrypto,
  trust: DirectoryTrust,
  shown: { readonly proof: EpochProof; readonly nowSeconds: number },
): Result<TrustedEpoch, LookupRefusal> {
  const { proof, nowSeconds } = shown;
  const judged = judgeDirectoryCheckpoint(crypto, trust, proof.checkpoint);
  if (!judged.ok) return judged;
  const { checkpoint, seconds } = judged.value;
  const entry = decodeEpoch(proof.entry);
  const index = checkpoint.size - 1;
  if (entry === undefined || entry.epoch !== index) return err({ kind: "wrong_epoch" });
  const leaf = leafHash(crypto.sha256, proof.entry);
  if (!includes(crypto.sha256, checkpoint, { index, leaf, path: proof.path }))
    return err({ kind: "wrong_epoch" });
  if (isStale(trust, seconds ?? entry.atMs / 1000, nowSeconds)) return err({ kind: "stale" });
  return ok({ ...judged.value, entry });
}

/** One label's versions under one root. */
export class TreeView<Point> {
  readonly #crypto: LookupCrypto<Point>;
  readonly #under: { readonly publicKey: Uint8Array; readonly root: Uint8Array; readonly label: Uint8Array };

  constructor(
    crypto: LookupCrypto<Point>,
    under: { readonly publicKey: Uint8Array; readonly root: Uint8Array; readonly label: Uint8Array },
  ) {
    this.#crypto = crypto;
    this.#under = under;
  }

  isAbsent(version: number, proof: VersionProof): boolean {
    return proof.search.end.kind !== "leaf" && this.#leadsToRoot(version, proof);
  }

  isPresent(version: number, proof: VersionProof): boolean {
    return proof.search.end.kind === "leaf" && this.#leadsToRoot(version, proof);
  }

  /** Whether the newest version is there with this value. */
  holds(said: Extract<LookupAnswer, { readonly kind: "present" }>): boolean {
    const { version, value, opening, newest } = said;
    const { end } = newest.search;
    const commitment = commitmentTo(this.#crypto.sha256, {
      label: this.#under.label,
      version,
      value,
      opening,
    });
    return (
      end.kind === "leaf" && equalBytes(end.commitment, commitment) && this.#leadsToRoot(version, newest)
    );
  }

  #leadsToRoot(version: number, proof: VersionProof): boolean {
    const { publicKey, root, label } = this.#under;
    const index = provenPlace(this.#crypto.vrf, publicKey, { label, version, proof: proof.vrf });
    const reached = index === undefined ? undefined : prefixRoot(this.#crypto.sha256, index, proof.search);
    return reached !== undefined && equalBytes(reached, root);
  }
}

/** Clocks of witnesses and devices may differ by this much. */
const clockSkewSeconds = 300;

function isStale(trust: DirectoryTrust, signedSeconds: number, nowSeconds: number): boolean {
  return (
    signedSeconds < nowSeconds - trust.staleAfterSeconds || signedSeconds > nowSeconds + clockSkewSeconds
  );
}
