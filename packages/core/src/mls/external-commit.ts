import { err, ok, type Result } from "@bridle/protocol";
import {
  contentTypes,
  defaultProposalTypes,
  isDefaultProposal,
  proposalOrRefTypes,
  senderTypes,
  type ProposalOrRef,
  type PublicMessage,
} from "ts-mls";
import { memberOfLeaf, type Credential } from "./leaf.ts";
import type { MlsRefusal } from "./refusal.ts";
import { SUITES, type SuiteName } from "./suites.ts";
import { decodePublicMessage } from "./wire.ts";

/** An external commit as it stands in its bytes; its signature is checked by `receive`. */
export interface ExternalCommit {
  readonly groupId: Uint8Array;
  readonly epoch: bigint;
  readonly authenticatedData: Uint8Array;
  readonly joiner: {
    readonly credential: Credential;
    readonly signatureKey: Uint8Array;
    readonly contentVersions: readonly number[];
  };
  /** At most one: whether it belongs to the joiner's account is for the caller to check. */
  readonly removedLeaves: readonly number[];
}

/**
 * Reads an external commit before MLS does: a PublicMessage of `new_member_commit`, exactly one
 * ExternalInit, at most one Remove, nothing else, all by value, with a path (RFC 9420 §12.4.3.2).
 */
export function inspectExternalCommit(
  bytes: Uint8Array,
  suite: SuiteName,
): Result<ExternalCommit, MlsRefusal> {
  const message = decodePublicMessage(bytes);
  return message.ok ? readExternalCommit(message.value, suite) : message;
}

export function readExternalCommit(
  { content }: PublicMessage,
  suite: SuiteName,
): Result<ExternalCommit, MlsRefusal> {
  const isExternal = content.sender.senderType === senderTypes.new_member_commit;
  if (!isExternal || content.contentType !== contentTypes.commit) return err({ kind: "not_allowed" });
  const { path, proposals } = content.commit;
  if (path === undefined) return err({ kind: "path_missing" });
  const removedLeaves = readProposals(proposals, suite);
  if (removedLeaves === undefined) return err({ kind: "not_allowed" });
  const member = memberOfLeaf(path.leafNode, 0, suite);
  if (member === undefined) return err({ kind: "unsupported" });
  const { credential, signatureKey, contentVersions } = member;
  return ok({
    groupId: content.groupId.slice(),
    epoch: content.epoch,
    authenticatedData: content.authenticatedData.slice(),
    joiner: { credential, signatureKey, contentVersions },
    removedLeaves,
  });
}

/** The leaves removed, or `undefined` when there is anything that may not be there. */
function readProposals(proposals: readonly ProposalOrRef[], suite: SuiteName): readonly number[] | undefined {
  const removed: number[] = [];
  let inits = 0;
  for (const entry of proposals) {
    if (entry.proposalOrRefType !== proposalOrRefTypes.proposal) return undefined;
    const { proposal } = entry;
    if (!isDefaultProposal(proposal)) return undefined;
    if (proposal.proposalType === defaultProposalTypes.remove) {
      removed.push(proposal.remove.removed);
    } else if (proposal.proposalType === defaultProposalTypes.external_init) {
      if (proposal.externalInit.kemOutput.length !== SUITES[suite].hpke.kem.encBytes) return undefined;
      inits += 1;
    } else {
      return undefined;
    }
  }
  return inits === 1 && removed.length <= 1 ? removed : undefined;
}
