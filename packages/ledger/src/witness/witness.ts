import { equalBytes } from "@bridle/protocol";
import type { Ed25519Signer, LedgerCrypto } from "../crypto.ts";
import { type Checkpoint, parseCheckpoint } from "../note/checkpoint.ts";
import { cosign } from "../note/cosignature.ts";
import { formatSignatureLine, parseNote, type SignedNote } from "../note/signed-note.ts";
import type { VerifierKey } from "../note/verifier-key.ts";
import { verifySignatures } from "../note/verify-note.ts";
import { emptyRoot, extendsHead } from "../tree/merkle-proof.ts";
import { type AddCheckpoint, parseAddCheckpoint, type WitnessResponse } from "./add-checkpoint.ts";
import type { WitnessedHead, WitnessStore } from "./witness-store.ts";

/** A witness: its key, the logs it watches, its memory. */
export interface WitnessEnv {
  readonly crypto: LedgerCrypto;
  /** Of kind "cosignature"; one key per cosigner, because 0x04 doesn't sign the name. */
  readonly key: VerifierKey;
  readonly signer: Ed25519Signer;
  /** Keys of kind "ed25519" whose name is the origin. Several may share an origin. */
  readonly logs: readonly VerifierKey[];
  readonly store: WitnessStore;
  /** Seconds since 1970, read when a signature is made. */
  readonly nowSeconds: () => number;
  /** What an auditor checks besides, before it stores and signs: see `auditStep`. */
  readonly examine?: (step: WitnessStep) => Promise<boolean>;
}

/** From the head that was cosigned last to a consistent one. */
export interface WitnessStep {
  readonly from: WitnessedHead | undefined;
  readonly to: Checkpoint;
}

/**
 * Answers one `add-checkpoint` (C2SP tlog-witness) [L20]. The new head is durable before the signature is
 * made [L21]; a concurrent request that came first makes this one a conflict [L22].
 */
export async function answerAddCheckpoint(env: WitnessEnv, body: string): Promise<WitnessResponse> {
  const request = parseAddCheckpoint(body);
  const note = request === undefined ? undefined : parseNote(request.checkpoint);
  const checkpoint = note === undefined ? undefined : parseCheckpoint(note.text);
  if (request === undefined || note === undefined || checkpoint === undefined) return refusal(400);
  const unsigned = objectionToSigner(env, note, checkpoint);
  if (unsigned !== undefined) return unsigned;
  if (request.oldSize > checkpoint.size) return refusal(400);
  const latest = await env.store.latest(checkpoint.origin);
  const unproven = objectionToStep(env.crypto, { request, checkpoint, latest });
  if (unproven !== undefined) return unproven;
  if ((await env.examine?.({ from: latest, to: checkpoint })) === false) return refusal(403);
  const seen = { origin: checkpoint.origin, size: checkpoint.size, root: checkpoint.root };
  if ((await env.store.swap(latest, seen)) === "conflict") {
    return conflict((await env.store.latest(checkpoint.origin))?.size ?? 0);
  }
  const line = await cosign(env, note.text, env.nowSeconds());
  return { status: 200, contentType: "text/plain; charset=utf-8", body: formatSignatureLine(line) };
}

function objectionToSigner(
  env: WitnessEnv,
  note: SignedNote,
  checkpoint: Checkpoint,
): WitnessResponse | undefined {
  const keys = env.logs.filter((key) => key.name === checkpoint.origin);
  if (keys.length === 0) return refusal(404);
  const { verified } = verifySignatures(env.crypto, note, keys);
  return verified.length === 0 ? refusal(403) : undefined;
}

function objectionToStep(
  crypto: LedgerCrypto,
  step: {
    readonly request: AddCheckpoint;
    readonly checkpoint: Checkpoint;
    readonly latest: WitnessedHead | undefined;
  },
): WitnessResponse | undefined {
  const { request, checkpoint, latest } = step;
  if (request.oldSize !== (latest?.size ?? 0)) return conflict(latest?.size ?? 0);
  if (latest !== undefined && latest.size === checkpoint.size) {
    if (!equalBytes(latest.root, checkpoint.root)) return conflict(latest.size);
    return request.path.length === 0 ? undefined : refusal(422);
  }
  if (request.oldSize === 0) {
    if (request.path.length > 0) return refusal(422);
    const empty = checkpoint.size > 0 || equalBytes(checkpoint.root, emptyRoot(crypto.sha256));
    return empty ? undefined : refusal(422);
  }
  const older = latest ?? { size: 0, root: emptyRoot(crypto.sha256) };
  const consistent = extendsHead(crypto.sha256, { older, newer: checkpoint }, request.path);
  return consistent ? undefined : refusal(422);
}

function refusal(status: 400 | 403 | 404 | 422): WitnessResponse {
  return { status, contentType: "text/plain; charset=utf-8", body: "" };
}

function conflict(size: number): WitnessResponse {
  return { status: 409, contentType: "text/x.tlog.size", body: `${size}\n` };
}
