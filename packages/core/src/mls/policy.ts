import { defaultProposalTypes, isDefaultProposal, type ProposalWithSender } from "ts-mls";
import type { MlsRefusal } from "./refusal.ts";

const NOT_ALLOWED: MlsRefusal = { kind: "not_allowed" };

/**
 * What a member's commit may hold: adds, removals, and wishes to leave. Updates, PSKs, re-inits and
 * context extensions have no use here (a successor group replaces re-init), and an external init belongs
 * to external commits, which `readExternalCommit` judges.
 */
export function judgeCommit(proposals: readonly ProposalWithSender[]): MlsRefusal | undefined {
  const allAllowed = proposals.every(
    ({ proposal }) =>
      isDefaultProposal(proposal) &&
      (proposal.proposalType === defaultProposalTypes.add ||
        proposal.proposalType === defaultProposalTypes.remove),
  );
  return allAllowed ? undefined : NOT_ALLOWED;
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
