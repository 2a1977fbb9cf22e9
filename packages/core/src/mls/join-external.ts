import { concatBytes, equalBytes, err, ok, utf8Encode, type Result } from "@bridle/protocol";
import {
  createCommit,
  defaultProposalTypes,
  nodeTypes,
  proposalOrRefTypes,
  senderTypes,
  wireformats,
  type ClientState,
  type KeyPackage,
  type RatchetTree,
} from "ts-mls";
import { hpkeExportTo } from "../crypto/hpke.ts";
import { assembleState } from "./assemble.ts";
import { attempt, type MlsEnv } from "./env.ts";
import { readGroupInfo, type GroupInfoView } from "./group-info.ts";
import { groupOf, membersOfTree, type PendingGroup } from "./group.ts";
import { ownKeyPackage, type OwnKeyPackage, type OwnPackages } from "./key-package.ts";
import type { MlsRefusal } from "./refusal.ts";
import { rewriteCommit } from "./rewrite.ts";
import { SUITES } from "./suites.ts";
import { uint, vector } from "./tls.ts";
import { addLeaf, removeLeaf } from "./tree-edit.ts";
import { groupInfoBytes } from "./wire.ts";

/** An own external commit on its way. */
export interface JoinedExternally {
  readonly pending: PendingGroup;
  /** A PublicMessage: the group's members alone can check it. */
  readonly commit: Uint8Array;
}

/**
 * Joins by an external commit (RFC 9420 §12.4.3.2), with a GroupInfo of the present epoch.
 * `resync`: our signature key is in the group already and that leaf goes; else it must not be there.
 */
export async function joinExternal(
  env: MlsEnv,
  input: OwnPackages & {
    readonly groupInfo: Uint8Array;
    readonly authenticatedData: Uint8Array;
    readonly resync: boolean;
  },
): Promise<Result<JoinedExternally, MlsRefusal>> {
  const own = ownKeyPackage(input);
  if (!own.ok) return own;
  const { suite } = own.value;
  const bytes = groupInfoBytes(input.groupInfo);
  if (!bytes.ok) return bytes;
  const groupInfo = readGroupInfo(bytes.value, suite);
  if (!groupInfo.ok) return groupInfo;
  const former = formerLeaf(groupInfo.value, own.value.keyPackage);
  if (input.resync && former === undefined) return err({ kind: "unknown_member" });
  if (!input.resync && former !== undefined) return err({ kind: "duplicate_member" });

  const { authenticatedData } = input;
  return commitExternally(env, own.value, { groupInfo: groupInfo.value, former, authenticatedData });
}

/** Joins at a new leaf in place of the leaf `former`, whoever's it is. */
export async function commitExternally(
  env: MlsEnv,
  own: OwnKeyPackage,
  input: {
    readonly groupInfo: GroupInfoView;
    readonly former: number | undefined;
    readonly authenticatedData: Uint8Array;
  },
): Promise<Result<JoinedExternally, MlsRefusal>> {
  const { groupInfo, former } = input;
  const { suite } = own;
  const init = externalInit(env, groupInfo, own);
  if (!init.ok) return init;
  const start = await startingState(env, groupInfo, { ...own, former, init: init.value.secret });
  if (!start.ok) return start;
  const proposals = vector(concatBytes(...removal(former), externalInitProposal(init.value.enc)));
  const authenticatedData = input.authenticatedData.slice();
  const joined = await commitAsNewMember(
    { env, suite, state: start.value },
    { proposals, authenticatedData },
  );
  if (!joined.ok) return joined;
  const { newState, framedContentTbs, signature, confirmationTag } = joined.value;
  if (membersOfTree(newState.ratchetTree, suite) === undefined) return err({ kind: "unsupported" });
  // A public message is its content without the context, then signature and tag (§6.2).
  const content = framedContentTbs.subarray(0, -groupInfo.groupContext.length);
  const commit = concatBytes(content, vector(signature), vector(confirmationTag));
  return ok({ pending: { replaces: groupInfo.epoch, next: groupOf(newState) }, commit });
}

function formerLeaf({ nodes }: GroupInfoView, { leafNode }: KeyPackage): number | undefined {
  const index = nodes.findIndex(
    (node) => node?.kind === "leaf" && equalBytes(node.signatureKey, leafNode.signaturePublicKey),
  );
  return index < 0 ? undefined : index / 2;
}

/** The init secret that only we and the members know (§8.3). */
function externalInit(
  env: MlsEnv,
  { externalPub }: GroupInfoView,
  { suite }: OwnKeyPackage,
): Result<{ readonly enc: Uint8Array; readonly secret: Uint8Array }, MlsRefusal> {
  const { hpke } = SUITES[suite];
  if (externalPub === undefined) return err({ kind: "not_allowed" });
  const exported = hpkeExportTo(
    env.crypto,
    {
      publicKey: externalPub,
      info: new Uint8Array(),
      exporterContext: utf8Encode("MLS 1.0 external init secret"),
      length: hpke.kdf.hash.size,
    },
    hpke,
  );
  return exported.ok ? exported : err({ kind: "malformed" });
}

/** The group as if we were in it at our new leaf, with the external init secret as its own. */
async function startingState(
  env: MlsEnv,
  groupInfo: GroupInfoView,
  own: OwnKeyPackage & { readonly former: number | undefined; readonly init: Uint8Array },
): Promise<Result<ClientState, MlsRefusal>> {
  const none = new Uint8Array();
  const unknown = {
    senderDataSecret: none,
    exporterSecret: none,
    externalSecret: none,
    confirmationKey: none,
    membershipKey: none,
    resumptionPsk: none,
    epochAuthenticator: none,
  };
  const state = await assembleState(
    env,
    { groupInfo, suite: own.suite },
    {
      keySchedule: { ...unknown, initSecret: own.init },
      secretTree: { leafWidth: 0, intermediateNodes: {}, leafNodes: {} },
      privatePath: { leafIndex: 0, privateKeys: {} },
      signaturePrivateKey: own.privateKeys.signaturePrivateKey,
      unappliedProposals: {},
      confirmationTag: groupInfo.confirmationTag,
      historicalReceiverData: new Map(),
      groupActiveState: { kind: "active" },
    },
  );
  if (!state.ok) return state;
  const { ratchetTree, leafIndex } = withOurLeaf(state.value.ratchetTree, own);
  return ok({ ...state.value, ratchetTree, privatePath: { leafIndex, privateKeys: {} } });
}

function withOurLeaf(
  tree: RatchetTree,
  own: OwnKeyPackage & { readonly former: number | undefined },
): { readonly ratchetTree: RatchetTree; readonly leafIndex: number } {
  const reduced = own.former === undefined ? tree : removeLeaf(tree, own.former);
  return addLeaf(reduced, { nodeType: nodeTypes.leaf, leaf: own.keyPackage.leafNode });
}

interface NewMemberCommit {
  readonly newState: ClientState;
  readonly framedContentTbs: Uint8Array;
  readonly signature: Uint8Array;
  readonly confirmationTag: Uint8Array;
}

async function commitAsNewMember(
  { env, suite, state }: { env: MlsEnv; suite: OwnKeyPackage["suite"]; state: ClientState },
  content: { readonly proposals: Uint8Array; readonly authenticatedData: Uint8Array },
): Promise<Result<NewMemberCommit, MlsRefusal>> {
  const sender = uint(senderTypes.new_member_commit, 1);
  let framedContentTbs: () => Uint8Array = () => new Uint8Array();
  const made = await attempt(
    { env, suite },
    (context) =>
      createCommit({
        context,
        state,
        wireAsPublicMessage: true,
        authenticatedData: content.authenticatedData,
      }),
    {
      adapt(cipherSuite) {
        const rewriting = rewriteCommit(cipherSuite, { sender, proposals: content.proposals });
        framedContentTbs = rewriting.framedContentTbs;
        return rewriting.cipherSuite;
      },
    },
  );
  if (!made.ok) return made;
  const { commit, newState } = made.value;
  if (commit.wireformat !== wireformats.mls_public_message) return err({ kind: "invalid" });
  const { signature } = commit.publicMessage.auth;
  const { confirmationTag } = newState;
  return ok({ newState, framedContentTbs: framedContentTbs(), signature, confirmationTag });
}

function removal(former: number | undefined): readonly Uint8Array[] {
  if (former === undefined) return [];
  const { remove } = defaultProposalTypes;
  return [concatBytes(uint(proposalOrRefTypes.proposal, 1), uint(remove, 2), uint(former, 4))];
}

function externalInitProposal(enc: Uint8Array): Uint8Array {
  const { external_init: type } = defaultProposalTypes;
  return concatBytes(uint(proposalOrRefTypes.proposal, 1), uint(type, 2), vector(enc));
}
