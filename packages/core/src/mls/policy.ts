import {
  defaultProposalTypes,
  isDefaultProposal,
  proposalOrRefTypes,
  type ProposalOrRef,
  type ProposalWithSender,
} from "ts-mls";
import { memberAt, type Group } from "./group.ts";
import type { MlsRefusal } from "./refusal.ts";

const NOT_ALLOWED: MlsRefusal = { kind: "not_allowed" };

/**
 * What a member's commit may hold: adds, removes of members, and references to wishes to leave.
 * Updates, PSKs, re-inits and context extensions have no use here (a successor group replaces
 * re-init), and an external init belongs to external commits. Judged before the library sees it:
 * a removal of a leaf outside the tree would send it into an endless loop.
 */
export function judgeCommit(group: Group, proposals: readonly ProposalOrRef[]): MlsRefusal | undefined {
  for (const entry of proposals) {
    if (entry.proposalOrRefType === proposalOrRefTypes.reference) continue;
    const { proposal } = entry;
    if (!isDefaultProposal(proposal)) return NOT_ALLOWED;
    if (proposal.proposalType === defaultProposalTypes.add) continue;
    if (proposal.proposalType !== defaultProposalTypes.remove) return NOT_ALLOWED;
    if (memberAt(group, proposal.remove.removed) === undefined) return { kind: "unknown_member" };
  }
  return undefined;
}

/** Alone, outside a commit, only the wish to be removed oneself is allowed. */
export function judgeProposal({ proposal, senderLeafIndex }: ProposalWithSender): MlsRefusal | undefined {
  const isSelfRemove =
    isDefaultProposal(proposal) &&
    proposal.proposalType === defaultProposalTypes.remove &&
    senderLeafIndex !== undefined &&
    proposal.remove.removed === senderLeafIndex;
  return isSelfRemove ? undefined : NOT_ALLOWED;
}
