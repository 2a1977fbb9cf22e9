import { calls } from "@bridle/protocol";
import { accountDelete, accountFind, accountRegister } from "./account.ts";
import { blobGet, blobPut } from "./blob.ts";
import { blockDelete, blockPut } from "./block.ts";
import { askingCall, openCall, sessionCall, type BoundCall } from "./bound-call.ts";
import { chainAppend, chainGet } from "./chain.ts";
import { conversationCommit, conversationRejoin } from "./conversation-commit.ts";
import { conversationCreate } from "./conversation-create.ts";
import { conversationSend } from "./conversation-send.ts";
import { conversationAttach, conversationGroupInfo } from "./conversation-state.ts";
import { directoryConsistency, directoryInfo, directoryLookup } from "./directory.ts";
import { ephemeralSend } from "./ephemeral.ts";
import { grantDelete, grantPut } from "./grant.ts";
import { handleFind, handleSet } from "./handle.ts";
import { serverInfo } from "./info.ts";
import { introductionSend } from "./introduction.ts";
import { inviteClaim, inviteDelete, invitePut } from "./invite.ts";
import { keyPackageCount, keyPackageFetch, keyPackagePublish } from "./key-package.ts";
import { callOffer, relayAllocate, relayForward, syncSend } from "./live.ts";
import { noticeKeys, noticeOptOut } from "./notice.ts";
import { detectionProfile, distressSend, reportSend } from "./safety.ts";
import { sessionChallenge, sessionOpen, sessionResume, sessionRevoke } from "./session.ts";

const all: readonly BoundCall[] = [
  openCall(calls["server.info"], "read", serverInfo),

  openCall(calls["account.register"], "store", accountRegister),
  openCall(calls["account.find"], "read", accountFind),
  sessionCall(calls["account.delete"], "write", accountDelete),

  openCall(calls["session.challenge"], "read", sessionChallenge),
  openCall(calls["session.open"], "write", sessionOpen),
  openCall(calls["session.resume"], "write", sessionResume),
  sessionCall(calls["session.revoke"], "read", sessionRevoke),

  sessionCall(calls["chain.get"], "read", chainGet),
  openCall(calls["chain.append"], "store", chainAppend),
  sessionCall(calls["blob.put"], "store", blobPut),
  sessionCall(calls["blob.get"], "read", blobGet),

  sessionCall(calls["handle.find"], "read", handleFind),
  sessionCall(calls["handle.set"], "store", handleSet),

  sessionCall(calls["invite.put"], "store", invitePut),
  sessionCall(calls["invite.delete"], "write", inviteDelete),
  sessionCall(calls["invite.claim"], "write", inviteClaim),
  sessionCall(calls["grant.put"], "store", grantPut),
  sessionCall(calls["grant.delete"], "write", grantDelete),
  sessionCall(calls["block.put"], "store", blockPut),
  sessionCall(calls["block.delete"], "write", blockDelete),

  sessionCall(calls["keyPackage.publish"], "store", keyPackagePublish),
  sessionCall(calls["keyPackage.count"], "read", keyPackageCount),
  sessionCall(calls["keyPackage.fetch"], "write", keyPackageFetch),

  sessionCall(calls["introduction.send"], "store", introductionSend),

  sessionCall(calls["conversation.create"], "store", conversationCreate),
  sessionCall(calls["conversation.send"], "store", conversationSend),
  sessionCall(calls["conversation.commit"], "store", conversationCommit),
  sessionCall(calls["conversation.rejoin"], "store", conversationRejoin),
  sessionCall(calls["conversation.groupInfo"], "read", conversationGroupInfo),
  sessionCall(calls["conversation.attach"], "write", conversationAttach),
  sessionCall(calls["ephemeral.send"], "read", ephemeralSend),

  sessionCall(calls["call.offer"], "read", callOffer),
  sessionCall(calls["relay.allocate"], "read", relayAllocate),
  sessionCall(calls["relay.forward"], "read", relayForward),
  sessionCall(calls["sync.send"], "read", syncSend),

  sessionCall(calls["report.send"], "read", reportSend),
  sessionCall(calls["distress.send"], "read", distressSend),
  openCall(calls["notice.keys"], "read", noticeKeys),
  sessionCall(calls["notice.optOut"], "write", noticeOptOut),

  openCall(calls["detection.profile"], "read", detectionProfile),
  askingCall(calls["directory.info"], "nothing", directoryInfo),
  askingCall(calls["directory.lookup"], "session", directoryLookup),
  askingCall(calls["directory.consistency"], "session", directoryConsistency),
];

const byTag: ReadonlyMap<number, BoundCall> = new Map(all.map((bound) => [bound.tag, bound]));

/** The call that a tag names, if there is one. */
export function boundCall(tag: number): BoundCall | undefined {
  return byTag.get(tag);
}
