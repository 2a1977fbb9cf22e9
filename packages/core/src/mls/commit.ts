import { assert, err, ok, type Result } from "@bridle/protocol";
import {
  createCommit,
  createGroup as createLibraryGroup,
  createProposal,
  defaultExtensionTypes,
  defaultProposalTypes,
  isDefaultProposal,
  nodeTypes,
  type ClientState,
  type GroupContextExtension,
  type Proposal,
} from "ts-mls";
import { attempt, type MlsEnv } from "./env.ts";
import { groupOf, libraryState, memberAt, type Group, type PendingGroup } from "./group.ts";
import { ownKeyPackage, readKeyPackage, type OwnPackages } from "./key-package.ts";
import {
  BRIDLE_CREDENTIAL,
  capabilitiesFor,
  CONTENT_VERSIONS_EXTENSION,
  contentVersionsExtension,
  fromLibraryCredential,
  toLibraryCredential,
  type Credential,
} from "./leaf.ts";
import type { MlsRefusal } from "./refusal.ts";
import { encodeMessage } from "./wire.ts";

/**
 * An own commit on its way. The group it was made from stays good for a rival commit; store
 * `pending` beside it before the commit leaves the device.
 */
export interface Committed {
  readonly pending: PendingGroup;
  /** For the delivery service: a PrivateMessage. */
  readonly commit: Uint8Array;
  /** For those added, ratchet tree included; `undefined` when nobody was. */
  readonly welcome: Uint8Array | undefined;
}

/** A group of one, at epoch 0. `groupId` is the caller's, unique for ever. */
export async function createGroup(
  env: MlsEnv,
  input: OwnPackages & { readonly groupId: Uint8Array },
): Promise<Result<Group, MlsRefusal>> {
  const own = ownKeyPackage(input);
  if (!own.ok) return own;
  const { keyPackage, privateKeys, suite } = own.value;
  const credential = fromLibraryCredential(keyPackage.leafNode.credential);
  if (credential === undefined) return err({ kind: "unsupported" });
  const created = await attempt({ env, suite }, (context) =>
    createLibraryGroup({
      context,
      groupId: input.groupId.slice(),
      keyPackage,
      privateKeyPackage: privateKeys,
      extensions: requirementsFor(credential),
    }),
  );
  return created.ok ? ok(groupOf(created.value)) : created;
}

/**
 * Adds one device per key package; `now` in seconds, for their lifetimes. Wishes to leave are
 * committed first, by `update`.
 */
export async function addMembers(
  env: MlsEnv,
  group: Group,
  input: {
    readonly keyPackages: readonly Uint8Array[];
    readonly now: number;
    readonly authenticatedData: Uint8Array;
  },
): Promise<Result<Committed, MlsRefusal>> {
  if (leavingLeaves(libraryState(group)).size > 0) return err({ kind: "proposals_pending" });
  const proposals: Proposal[] = [];
  for (const bytes of input.keyPackages) {
    const read = await readKeyPackage(env, bytes, input);
    if (!read.ok) return read;
    const { keyPackage, inspected } = read.value;
    if (inspected.suite !== group.suite) return err({ kind: "wrong_suite" });
    proposals.push({ proposalType: defaultProposalTypes.add, add: { keyPackage } });
  }
  return commitProposals({ env, group, state: libraryState(group) }, proposals, input.authenticatedData);
}

/** Removes leaves, with fresh keys that those removed can't know; also whoever asked to leave. */
export async function removeMembers(
  env: MlsEnv,
  group: Group,
  input: { readonly leaves: readonly number[]; readonly authenticatedData: Uint8Array },
): Promise<Result<Committed, MlsRefusal>> {
  const state = libraryState(group);
  const leaving = leavingLeaves(state);
  const proposals: Proposal[] = [];
  for (const removed of new Set(input.leaves)) {
    if (leaving.has(removed)) continue;
    if (memberAt(group, removed) === undefined) return err({ kind: "unknown_member" });
    if (removed === group.leafIndex) return err({ kind: "not_allowed" });
    proposals.push({ proposalType: defaultProposalTypes.remove, remove: { removed } });
  }
  return commitProposals({ env, group, state }, proposals, input.authenticatedData);
}

/**
 * Fresh keys for our path, and what members asked for that is not committed yet. `credential`
 * and `contentVersions` replace those of our leaf, under the same signature key.
 */
export async function update(
  env: MlsEnv,
  group: Group,
  input: {
    readonly authenticatedData: Uint8Array;
    readonly credential?: Credential;
    readonly contentVersions?: readonly number[];
  },
): Promise<Result<Committed, MlsRefusal>> {
  if (group.status !== "active") return err({ kind: "inactive" });
  const state = withOwnLeaf(libraryState(group), input);
  return commitProposals({ env, group, state }, [], input.authenticatedData);
}

/**
 * Asks to leave: a standalone proposal to remove our own leaf, which another member commits
 * (RFC 9420 §12.1.3). MLS lets nobody commit their own removal.
 */
export async function proposeSelfRemove(
  env: MlsEnv,
  group: Group,
  input: { readonly authenticatedData: Uint8Array },
): Promise<Result<{ readonly group: Group; readonly message: Uint8Array }, MlsRefusal>> {
  if (group.status !== "active") return err({ kind: "inactive" });
  const proposed = await attempt({ env, suite: group.suite }, (context) =>
    createProposal({
      context,
      state: libraryState(group),
      proposal: { proposalType: defaultProposalTypes.remove, remove: { removed: group.leafIndex } },
      authenticatedData: input.authenticatedData.slice(),
    }),
  );
  if (!proposed.ok) return proposed;
  const { newState, message } = proposed.value;
  return ok({ group: groupOf(newState), message: encodeMessage(message) });
}

interface CommitTarget {
  readonly env: MlsEnv;
  readonly group: Group;
  /** The group's state, or that state with a new own leaf. */
  readonly state: ClientState;
}

async function commitProposals(
  { env, group, state }: CommitTarget,
  proposals: Proposal[],
  authenticatedData: Uint8Array,
): Promise<Result<Committed, MlsRefusal>> {
  if (group.status !== "active") return err({ kind: "inactive" });
  const made = await attempt({ env, suite: group.suite }, (context) =>
    createCommit({
      context,
      state,
      extraProposals: proposals,
      ratchetTreeExtension: true,
      authenticatedData: authenticatedData.slice(),
    }),
  );
  if (!made.ok) return made;
  const { newState, commit, welcome } = made.value;
  return ok({
    pending: { replaces: group.epoch, next: groupOf(newState) },
    commit: encodeMessage(commit),
    welcome: welcome === undefined ? undefined : encodeMessage(welcome),
  });
}

/** Leaves that asked to be removed and that nobody committed yet. */
function leavingLeaves(state: ClientState): ReadonlySet<number> {
  const leaving = new Set<number>();
  for (const { proposal } of Object.values(state.unappliedProposals)) {
    if (isDefaultProposal(proposal) && proposal.proposalType === defaultProposalTypes.remove) {
      leaving.add(proposal.remove.removed);
    }
  }
  return leaving;
}

function withOwnLeaf(
  state: ClientState,
  change: { readonly credential?: Credential; readonly contentVersions?: readonly number[] },
): ClientState {
  const index = 2 * state.privatePath.leafIndex;
  const node = state.ratchetTree[index];
  assert(node !== undefined && node.nodeType === nodeTypes.leaf, "an active group has its own leaf");
  const credential =
    change.credential === undefined ? node.leaf.credential : toLibraryCredential(change.credential);
  const own = fromLibraryCredential(credential);
  assert(own !== undefined, "own leaves have a credential of ours");
  const kept = node.leaf.extensions.filter((ext) => ext.extensionType !== CONTENT_VERSIONS_EXTENSION);
  const extensions =
    change.contentVersions === undefined
      ? node.leaf.extensions
      : [...kept, contentVersionsExtension(change.contentVersions)];
  const leaf = { ...node.leaf, credential, extensions, capabilities: capabilitiesFor(own) };
  const ratchetTree = state.ratchetTree.with(index, { nodeType: nodeTypes.leaf, leaf });
  return { ...state, ratchetTree };
}

/** Makes MLS itself refuse leaves that lack what Bridle needs (RFC 9420 §11.1). */
function requirementsFor(credential: Credential): GroupContextExtension[] {
  if (credential.kind !== "bridle") return [];
  return [
    {
      extensionType: defaultExtensionTypes.required_capabilities,
      extensionData: {
        extensionTypes: [CONTENT_VERSIONS_EXTENSION],
        proposalTypes: [],
        credentialTypes: [BRIDLE_CREDENTIAL],
      },
    },
  ];
}
