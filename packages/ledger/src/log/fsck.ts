import { err, ok, type Result } from "@bridle/protocol";
import type { LedgerCrypto } from "../crypto.ts";
import { type CheckpointRefusal, judgeCheckpoint, type TrustedCheckpoint } from "../note/judge-checkpoint.ts";
import type { Policy } from "../note/policy.ts";
import { readCheckpoint, type ReadResource, tilesOf } from "./resources.ts";
import { type BadLog, walkLog } from "./walk.ts";

export type LogProblem = BadLog | CheckpointRefusal | { readonly kind: "no_checkpoint" };

/** Checks a whole published log against its checkpoint: signatures, every entry, every tile, the root [L18]. */
export async function checkLog(
  crypto: LedgerCrypto,
  policy: Policy,
  read: ReadResource,
): Promise<Result<TrustedCheckpoint, LogProblem>> {
  const note = await readCheckpoint(read);
  if (note === undefined) return err({ kind: "no_checkpoint" });
  const trusted = judgeCheckpoint(crypto, policy, note);
  if (!trusted.ok) return trusted;
  const walked = await walkLog(crypto.sha256, tilesOf(read), { head: trusted.value.checkpoint });
  return walked.ok ? ok(trusted.value) : walked;
}
