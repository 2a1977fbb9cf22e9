import { assert, equalBytes, err, ok, type Result } from "@bridle/protocol";
import {
  contentTypes,
  defaultProposalTypes,
  isDefaultProposal,
  processPrivateMessage,
  processPublicMessage,
  senderTypes,
  wireformats,
  type IncomingMessageCallback,
  type MlsFramedMessage,
  type ProcessMessageResult,
  type ProposalWithSender,
} from "ts-mls";
import { attempt, type MlsEnv } from "./env.ts";
import { readExternalCommit } from "./external-commit.ts";
import { groupOf, libraryState, memberAt, memberByKey, type Group } from "./group.ts";
import type { Member } from "./leaf.ts";
import { recordEvidence, type Evidence } from "./message.ts";
import { judgeCommit, judgeProposal } from "./policy.ts";
import type { MlsRefusal } from "./refusal.ts";
import { decodeFramed } from "./wire.ts";

/** What a message turned out to be. `group` is a candidate: the caller adopts it or drops it. */
export type Received = ReceivedApplication | ReceivedCommit | ReceivedLeaving;

export interface ReceivedApplication {
  readonly kind: "application";
  readonly group: Group;
  readonly plaintext: Uint8Array;
  readonly authenticatedData: Uint8Array;
  readonly sender: Member;
  readonly evidence: Evidence;
}

/** A commit, to be judged (roles, delivery change) before its group is adopted. */
export interface ReceivedCommit {
  readonly kind: "commit";
  /** The next epoch; when `selfRemoved`, this epoch with the status `removed`. */
  readonly group: Group;
  readonly authenticatedData: Uint8Array;
  /** As in the new epoch: its credential may be new, its signature key is not. */
  readonly committer: Member;
  readonly added: readonly Member[];
  readonly removed: readonly Member[];
  /** The committer joined by this commit itself and is also in `added`. */
  readonly external: boolean;
  readonly selfRemoved: boolean;
  readonly evidence: Evidence;
}

/** A member asks to be removed. Until someone commits that, nobody sends. */
export interface ReceivedLeaving {
  readonly kind: "leaving";
  readonly group: Group;
  readonly authenticatedData: Uint8Array;
  readonly member: Member;
  readonly evidence: Evidence;
}

/**
 * Opens one message of a group. Total: whatever the bytes, the result is a value and the group
 * given stays as good as it was.
 */
export async function receive(
  env: MlsEnv,
  group: Group,
  bytes: Uint8Array,
): Promise<Result<Received, MlsRefusal>> {
  const decoded = decodeFramed(bytes);
  if (!decoded.ok) return decoded;
  const message = decoded.value;
  const refusal = judgeFrame(env, group, message);
  if (refusal !== undefined) return err(refusal);

  const recorder = recordEvidence();
  const heard: Heard = { proposals: [], refusal: undefined };
  const processed = await attempt(
    { env, suite: group.suite },
    (context) => {
      const params = { context, state: libraryState(group), callback: listen(heard) };
      return processFramed(params, message);
    },
    { adapt: recorder.adapt },
  );
  if (heard.refusal !== undefined) return err(heard.refusal);
  if (!processed.ok) return processed;

  const recorded = recorder.recorded();
  assert(recorded !== undefined, "a message that was accepted had its signature checked");
  const opened: Opened = { group, heard, result: processed.value, ...recorded };
  if (opened.result.kind === "applicationMessage") return applicationOf(opened, opened.result);
  return contentTypeOf(message) === contentTypes.proposal
    ? leavingOf(opened, opened.result)
    : commitOf(opened, opened.result);
}

interface Heard {
  proposals: readonly ProposalWithSender[];
  refusal: MlsRefusal | undefined;
}

interface Opened {
  readonly group: Group;
  readonly heard: Heard;
  readonly result: ProcessMessageResult;
  readonly evidence: Evidence;
  readonly signatureKey: Uint8Array;
}

/** What can be refused before any secret is touched. */
function judgeFrame(env: MlsEnv, group: Group, message: MlsFramedMessage): MlsRefusal | undefined {
  const isPrivate = message.wireformat === wireformats.mls_private_message;
  const frame = isPrivate ? message.privateMessage : message.publicMessage.content;
  if (!equalBytes(frame.groupId, group.groupId)) return { kind: "wrong_group" };
  if (frame.epoch < group.epoch) return { kind: "past_epoch" };
  if (frame.epoch > group.epoch) return { kind: "future_epoch" };
  if (group.status === "removed") return { kind: "inactive" };
  if (group.status === "past" && frame.contentType !== contentTypes.application)
    return { kind: "past_epoch" };
  return isPrivate ? undefined : judgePublic(env, group, message);
}

function judgePublic(
  env: MlsEnv,
  group: Group,
  { publicMessage }: Extract<MlsFramedMessage, { publicMessage: unknown }>,
): MlsRefusal | undefined {
  const { content } = publicMessage;
  if (content.sender.senderType === senderTypes.new_member_commit) {
    const external = readExternalCommit(publicMessage, group.suite);
    if (!external.ok) return external.error;
    const unknown = external.value.removedLeaves.some((leaf) => memberAt(group, leaf) === undefined);
    return unknown ? { kind: "unknown_member" } : undefined;
  }
  const isMembers = content.sender.senderType === senderTypes.member && env.publicHandshakes === true;
  return isMembers && content.contentType === contentTypes.commit ? undefined : { kind: "not_allowed" };
}

/** The library asks once signature and proposals are valid, before it makes the next epoch. */
function listen(heard: Heard): IncomingMessageCallback {
  return (incoming) => {
    if (incoming.kind === "proposal") {
      heard.refusal = judgeProposal(incoming.proposal);
    } else {
      heard.proposals = incoming.proposals;
      const isMembers = incoming.senderLeafIndex !== undefined;
      heard.refusal = isMembers ? judgeCommit(incoming.proposals) : undefined;
    }
    return heard.refusal === undefined ? "accept" : "reject";
  };
}

async function processFramed(
  params: Omit<Parameters<typeof processPrivateMessage>[0], "privateMessage">,
  message: MlsFramedMessage,
): Promise<ProcessMessageResult> {
  if (message.wireformat === wireformats.mls_private_message) {
    return processPrivateMessage({ ...params, privateMessage: message.privateMessage });
  }
  const result = await processPublicMessage({ ...params, publicMessage: message.publicMessage });
  return { ...result, kind: "newState" };
}

function contentTypeOf(message: MlsFramedMessage): number {
  return message.wireformat === wireformats.mls_private_message
    ? message.privateMessage.contentType
    : message.publicMessage.content.contentType;
}

function applicationOf(
  { group, evidence, signatureKey }: Opened,
  result: ProcessMessageResult & { kind: "applicationMessage" },
): Result<Received, MlsRefusal> {
  const sender = memberByKey(group, signatureKey);
  if (sender === undefined) return err({ kind: "unknown_member" });
  return ok({
    kind: "application",
    group: groupOf(result.newState, group.status === "past" ? "past" : undefined),
    plaintext: result.message.slice(),
    authenticatedData: result.aad.slice(),
    sender,
    evidence,
  });
}

type NewState = ProcessMessageResult & { kind: "newState" };

function leavingOf(
  { group, evidence, signatureKey }: Opened,
  { newState, aad }: NewState,
): Result<Received, MlsRefusal> {
  const member = memberByKey(group, signatureKey);
  if (member === undefined) return err({ kind: "unknown_member" });
  return ok({ kind: "leaving", group: groupOf(newState), authenticatedData: aad.slice(), member, evidence });
}

function commitOf(
  { group, heard, evidence, signatureKey }: Opened,
  result: NewState,
): Result<Received, MlsRefusal> {
  const next = groupOf(result.newState);
  const selfRemoved = next.status === "removed";
  const before = memberByKey(group, signatureKey);
  // Whoever is removed can't follow into the new epoch and knows the committer from the old one.
  const committer = selfRemoved ? before : memberByKey(next, signatureKey);
  const external = before === undefined || isReplaced(heard, before);
  const removed = heard.proposals
    .map((entry) => memberAt(group, removedBy(entry) ?? -1))
    .filter((member) => member !== undefined);
  const added = selfRemoved ? [] : addedTo(next, heard);
  if (added === undefined) return err({ kind: "unsupported" });
  if (committer === undefined) return err({ kind: "not_allowed" });
  return ok({
    kind: "commit",
    group: next,
    authenticatedData: result.aad.slice(),
    committer,
    added: external && !selfRemoved ? [...added, committer] : added,
    removed,
    external,
    selfRemoved,
    evidence,
  });
}

/** A commit that removes its own committer's leaf is a device that came back by itself. */
function isReplaced(heard: Heard, before: Member): boolean {
  return heard.proposals.some((entry) => removedBy(entry) === before.leafIndex);
}

function removedBy({ proposal }: ProposalWithSender): number | undefined {
  return isDefaultProposal(proposal) && proposal.proposalType === defaultProposalTypes.remove
    ? proposal.remove.removed
    : undefined;
}

/** `undefined` when a leaf is none that our groups hold. */
function addedTo(next: Group, heard: Heard): readonly Member[] | undefined {
  const added: Member[] = [];
  for (const { proposal } of heard.proposals) {
    if (!isDefaultProposal(proposal) || proposal.proposalType !== defaultProposalTypes.add) continue;
    const member = memberByKey(next, proposal.add.keyPackage.leafNode.signaturePublicKey);
    if (member === undefined) return undefined;
    added.push(member);
  }
  return added;
}
