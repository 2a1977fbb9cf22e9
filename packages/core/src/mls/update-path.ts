import { assert, ok, type Result } from "@bridle/protocol";
import { createCommit, type ClientState, type Proposal } from "ts-mls";
import { attempt, type MlsEnv } from "./env.ts";
import { commitLayout } from "./framed-content.ts";
import { recordEvidence } from "./message.ts";
import type { MlsRefusal } from "./refusal.ts";
import { rewriteCommit } from "./rewrite.ts";
import type { SuiteName } from "./suites.ts";

type LibraryCommit = Awaited<ReturnType<typeof createCommit>>;

interface CommitInput {
  readonly state: ClientState;
  readonly proposals: Proposal[];
  readonly authenticatedData: Uint8Array;
}

/**
 * A commit that carries an update path where MLS demands one (RFC 9420 §12.4). rc.10 leaves it out
 * when a commit holds exactly one Remove: it counts "more than one" where "at least one" is meant.
 * The member removed could then compute the next epoch and read on (measured).
 *
 * So when a path is missing, the commit is made again as an empty one, which always has a path, on
 * the tree that the removal leaves behind, and the removal is written into it (`rewriteCommit`).
 * The commit without a path never leaves this function.
 */
export async function commitWithPath(
  target: { readonly env: MlsEnv; readonly suite: SuiteName },
  input: CommitInput,
): Promise<Result<LibraryCommit, MlsRefusal>> {
  const { state, proposals: extraProposals, authenticatedData } = input;
  const recorder = recordEvidence();
  const options = { ratchetTreeExtension: true, authenticatedData };
  const first = await attempt(
    target,
    (context) => createCommit({ ...options, context, state, extraProposals }),
    { adapt: recorder.adapt },
  );
  if (!first.ok || first.value.welcome !== undefined || hasPath(state, first.value)) return first;

  const proposals = proposalsIn(recorder.recorded()?.evidence.framedContentTbs);
  const { ratchetTree } = first.value.newState;
  const reduced = { ...state, ratchetTree, unappliedProposals: {} };
  const second = await attempt(target, (context) => createCommit({ ...options, context, state: reduced }), {
    adapt: (cipherSuite) => rewriteCommit(cipherSuite, { proposals }).cipherSuite,
  });
  if (!second.ok) return second;
  assert(hasPath(state, second.value), "a commit that removes has a path");
  return ok(second.value);
}

/** An update path gives the committer a new leaf. */
function hasPath(before: ClientState, { newState }: LibraryCommit): boolean {
  const index = 2 * before.privatePath.leafIndex;
  return before.ratchetTree[index] !== newState.ratchetTree[index];
}

function proposalsIn(framedContentTbs: Uint8Array | undefined): Uint8Array {
  const layout = framedContentTbs === undefined ? undefined : commitLayout(framedContentTbs);
  assert(framedContentTbs !== undefined && layout !== undefined, "a commit was signed");
  return framedContentTbs.slice(layout.proposals, layout.path);
}
