import {
  decode,
  encode,
  equalBytes,
  err,
  fixedBytes,
  type Infer,
  list,
  ok,
  type Result,
  type Sha256,
  struct,
  union,
} from "@bridle/protocol";
import {
  buildSubtree,
  compareIndexes,
  emptySubtree,
  isEmptySubtree,
  type PrefixLeaf,
  prefixNodeHash,
  sharePrefix,
  splitLeaves,
} from "./prefix-tree.ts";

// What an epoch added, so that anybody can see that nothing was changed or taken away: the additions, and the
// old tree around them from the root down, left before right.

const leafFields = struct({ index: fixedBytes(32), commitment: fixedBytes(32) });

const token = union({
  /** A branch of the old tree, with additions below it. */
  split: [1, struct({})],
  /** Nothing was here. */
  empty: [2, struct({})],
  /** One leaf was here; additions join it. */
  leaf: [3, leafFields],
  /** An old subtree that nothing was added to. */
  same: [4, struct({ hash: fixedBytes(32) })],
});
export type AuditToken = Infer<typeof token>;

/** Leaves that one epoch may add, padding included. */
export const epochAdditionsMax = 65_536;

/** The audit blob of one epoch. Additions are in order and distinct, so that it has one spelling. */
const auditBlob = struct({
  additions: list(leafFields, { max: epochAdditionsMax }),
  tokens: list(token, { max: 2 ** 24 }),
});

export function encodeAudit(audit: Infer<typeof auditBlob>): Uint8Array {
  return encode(auditBlob, audit);
}

export type AuditRefusal =
  | { readonly kind: "malformed_audit" }
  /** It doesn't begin at the tree that came before. */
  | { readonly kind: "wrong_beginning" }
  /** It doesn't end at the tree that was published. */
  | { readonly kind: "wrong_end" };

/** Replays an epoch [L44]: from the old root, by adding only, to the new root. Total. */
export function replayEpoch(
  sha256: Sha256,
  roots: { readonly from: Uint8Array; readonly to: Uint8Array },
  blob: Uint8Array,
): Result<void, AuditRefusal> {
  const read = decode(auditBlob, blob);
  if (!read.ok) return err({ kind: "malformed_audit" });
  const { additions, tokens } = read.value;
  if (!isAscending(additions)) return err({ kind: "malformed_audit" });
  const replay = new Replay(sha256, tokens);
  const root = replay.subtree(additions, 0);
  if (root === undefined || !replay.finished) return err({ kind: "malformed_audit" });
  if (!equalBytes(root.old, roots.from)) return err({ kind: "wrong_beginning" });
  return equalBytes(root.new, roots.to) ? ok(undefined) : err({ kind: "wrong_end" });
}

interface Step {
  readonly old: Uint8Array;
  readonly new: Uint8Array;
}

class Replay {
  readonly #sha256: Sha256;
  readonly #tokens: readonly AuditToken[];
  #at = 0;

  constructor(sha256: Sha256, tokens: readonly AuditToken[]) {
    this.#sha256 = sha256;
    this.#tokens = tokens;
  }

  get finished(): boolean {
    return this.#at === this.#tokens.length;
  }

  /** Both hashes of the subtree into which these leaves fall, or `undefined` when the tokens don't fit. */
  subtree(leaves: readonly PrefixLeaf[], depth: number): Step | undefined {
    const next = this.#tokens[this.#at++];
    const [first] = leaves;
    if (next === undefined) return undefined;
    if (next.kind === "same") {
      return first !== undefined || isEmptySubtree(next.hash)
        ? undefined
        : { old: next.hash, new: next.hash };
    }
    if (next.kind === "empty") return { old: emptySubtree, new: this.#build(leaves, depth) };
    if (first === undefined || depth > 255) return undefined;
    if (next.kind === "split") return this.#branch(leaves, depth);
    const { index, commitment } = next;
    if (!sharePrefix(index, first.index, depth)) return undefined;
    const all = [...leaves, { index, commitment }].toSorted((a, b) => compareIndexes(a.index, b.index));
    if (!isAscending(all)) return undefined;
    return { old: prefixNodeHash(this.#sha256, next), new: this.#build(all, depth) };
  }

  #branch(leaves: readonly PrefixLeaf[], depth: number): Step | undefined {
    const [toLeft, toRight] = splitLeaves(leaves, depth);
    const left = this.subtree(toLeft, depth + 1);
    const right = left === undefined ? undefined : this.subtree(toRight, depth + 1);
    if (left === undefined || right === undefined) return undefined;
    return {
      old: prefixNodeHash(this.#sha256, { kind: "branch", left: left.old, right: right.old }),
      new: prefixNodeHash(this.#sha256, { kind: "branch", left: left.new, right: right.new }),
    };
  }

  #build(leaves: readonly PrefixLeaf[], depth: number): Uint8Array {
    return buildSubtree(this.#sha256, leaves, { depth, made: () => {} });
  }
}

function isAscending(leaves: readonly PrefixLeaf[]): boolean {
  return leaves.every((leaf, at) => {
    const next = leaves[at + 1];
    return next === undefined || compareIndexes(leaf.index, next.index) < 0;
  });
}
