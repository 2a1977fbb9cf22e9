import { assert, equalBytes } from "@bridle/protocol";
import { type ClientState, mlsExporter, nodeTypes, type RatchetTree } from "ts-mls";
import type { CryptoProvider } from "../crypto/provider.ts";
import { ciphersuiteOf } from "./ciphersuite.ts";
import { memberOfLeaf, type Member } from "./leaf.ts";
import { suiteOfId, type SuiteName } from "./suites.ts";

/**
 * One device's state of one MLS group. A value: operations return a new one and leave this one
 * as it was. It holds secrets, so it neither prints nor serialises; `encodeGroup` stores it.
 */
export interface Group {
  readonly suite: SuiteName;
  readonly groupId: Uint8Array;
  readonly epoch: bigint;
  /** Our own leaf. */
  readonly leafIndex: number;
  /**
   * `past`: a snapshot that only opens late messages of its epoch. `removed`: a commit took us out.
   */
  readonly status: "active" | "past" | "removed";
  readonly state: GroupState;
}

/** Holds the library's state where printing and spreading can't reach it. */
export class GroupState {
  readonly #library: ClientState;

  constructor(library: ClientState) {
    this.#library = library;
  }

  static reveal(state: GroupState): ClientState {
    return state.#library;
  }

  toJSON(): string {
    return "[MLS state]";
  }

  toString(): string {
    return "[MLS state]";
  }
}

/** The next epoch of our own commit. It counts only after the server accepted the commit. */
export interface PendingGroup {
  /** The epoch it replaces; a rival commit for it that the server took makes this one void. */
  readonly replaces: bigint;
  readonly next: Group;
}

/** Makes an own commit the group's state, after the server said that it was taken. */
export function adoptPending(pending: PendingGroup): Group {
  return pending.next;
}

/** The library's state as a group; epochs before it are kept by `snapshotForEpoch` alone. */
export function groupOf(library: ClientState, status?: "past"): Group {
  const { groupContext, groupActiveState, privatePath } = library;
  const suite = suiteOfId(groupContext.cipherSuite);
  assert(suite !== undefined, "a group of ours has one of our suites");
  return {
    suite,
    groupId: groupContext.groupId.slice(),
    epoch: groupContext.epoch,
    leafIndex: privatePath.leafIndex,
    status: status ?? (groupActiveState.kind === "active" ? "active" : "removed"),
    state: new GroupState(library),
  };
}

export function libraryState(group: Group): ClientState {
  return GroupState.reveal(group.state);
}

/** All members by leaf index, ourselves included. */
export function members(group: Group): readonly Member[] {
  return membersOfTree(libraryState(group).ratchetTree, group.suite) ?? [];
}

/** The member at a leaf, or `undefined` when the leaf is blank. */
export function memberAt(group: Group, leafIndex: number): Member | undefined {
  return memberInTree(libraryState(group).ratchetTree, leafIndex, group.suite);
}

/** The member with a signature key, or `undefined`. */
export function memberByKey(group: Group, signatureKey: Uint8Array): Member | undefined {
  const index = libraryState(group).ratchetTree.findIndex(
    (node) => node?.nodeType === nodeTypes.leaf && equalBytes(node.leaf.signaturePublicKey, signatureKey),
  );
  return index < 0 ? undefined : memberAt(group, index / 2);
}

/** `undefined` when any leaf is one that our groups don't hold. */
export function membersOfTree(tree: RatchetTree, suite: SuiteName): readonly Member[] | undefined {
  const found: Member[] = [];
  for (let leafIndex = 0; 2 * leafIndex < tree.length; leafIndex++) {
    if (tree[2 * leafIndex] === undefined) continue;
    const member = memberInTree(tree, leafIndex, suite);
    if (member === undefined) return undefined;
    found.push(member);
  }
  return found;
}

function memberInTree(tree: RatchetTree, leafIndex: number, suite: SuiteName): Member | undefined {
  const node = tree[2 * leafIndex];
  if (node === undefined || node.nodeType !== nodeTypes.leaf) return undefined;
  return memberOfLeaf(node.leaf, leafIndex, suite);
}

/**
 * A secret that all members of this epoch share, for one use (RFC 9420 §8.5). `length` in bytes.
 */
export async function exportSecret(
  crypto: CryptoProvider,
  group: Group,
  use: { readonly label: string; readonly context: Uint8Array; readonly length: number },
): Promise<Uint8Array> {
  const { exporterSecret } = libraryState(group).keySchedule;
  assert(group.status === "active", "only the current epoch exports secrets");
  return mlsExporter(exporterSecret, use.label, use.context, use.length, ciphersuiteOf(group.suite, crypto));
}

/** Equal for two members exactly when they are in the same epoch of the same group (§8.7). */
export function epochAuthenticator(group: Group): Uint8Array {
  return libraryState(group).keySchedule.epochAuthenticator.slice();
}

/**
 * This epoch, kept for late messages after the next one was adopted: opens application messages
 * and nothing else. Secrets that only commits need are gone. Delete it by time.
 */
export function snapshotForEpoch(group: Group): Group {
  const library = libraryState(group);
  const { senderDataSecret, resumptionPsk } = library.keySchedule;
  const gone = new Uint8Array();
  const keySchedule = {
    senderDataSecret,
    resumptionPsk,
    exporterSecret: gone,
    externalSecret: gone,
    confirmationKey: gone,
    membershipKey: gone,
    epochAuthenticator: gone,
    initSecret: gone,
  };
  const privatePath = { leafIndex: library.privatePath.leafIndex, privateKeys: {} };
  const kept = { keySchedule, privatePath, signaturePrivateKey: gone, unappliedProposals: {} };
  return groupOf({ ...library, ...kept }, "past");
}
