import type { Random } from "@bridle/desk";
import {
  AccountId,
  concatBytes,
  ConversationId,
  encodeAuthenticatedData,
  GrantId,
  MessageId,
  mlsGroupId,
  noDeliveryChange,
  type RequestOf,
} from "@bridle/protocol";
import type { Crowd } from "./crowd.ts";
import { drawnBytes, sha256 } from "./identity.ts";

/** Lets `who` in as an answer to an introduction: with the grant that it carried, founds a conversation. */
export function letIn(
  crowd: Crowd,
  random: Random,
  pair: { readonly who: number; readonly by: number },
): ConversationId | undefined {
  const { who, by } = pair;
  const accessKey = drawnBytes(random, 32);
  const grantId = parsed(GrantId.fromBytes(drawnBytes(random, 16)));
  const conversationId = parsed(ConversationId.fromBytes(drawnBytes(random, 16)));
  const invited = crowd.identityOf(who);
  // The introduction carried it, sealed; here its sender puts it on the server, as an app does before.
  const asking = crowd.signIn(who);
  const holderHash = sha256(concatBytes(accessKey, AccountId.toBytes(crowd.accountOf(by))));
  asking?.call("grant.put", { grantId, holderHash });
  asking?.close();
  const line = crowd.signIn(by);
  const member = {
    accountId: invited.accountId,
    permission: { grantId, accessKey },
    invitation: { grantId, nonce: drawnBytes(random, 12), sealed: drawnBytes(random, 200) },
    devices: [invited.deviceId],
  };
  const answer = line?.call("conversation.create", {
    messageId: messageId(random),
    conversationId,
    generation: 0,
    members: [member],
    welcome: drawnBytes(random, 64),
    sealedGroupInfo: drawnBytes(random, 64),
  });
  line?.close();
  return answer?.kind === "reply" ? conversationId : undefined;
}

/** Adds a stranger to a group, with a grant that was never given. */
export function strangersGroup(
  random: Random,
  target: { readonly accountId: AccountId; readonly deviceId: RequestOf<"sync.send">["deviceId"] },
): RequestOf<"conversation.create"> {
  const grantId = parsed(GrantId.fromBytes(drawnBytes(random, 16)));
  const member = {
    accountId: target.accountId,
    permission: { grantId, accessKey: drawnBytes(random, 32) },
    invitation: { grantId, nonce: drawnBytes(random, 12), sealed: drawnBytes(random, 200) },
    devices: [target.deviceId],
  };
  return {
    messageId: messageId(random),
    conversationId: parsed(ConversationId.fromBytes(drawnBytes(random, 16))),
    generation: 0,
    members: [member],
    welcome: drawnBytes(random, 64),
    sealedGroupInfo: drawnBytes(random, 64),
  };
}

/** An application message as far as a server can tell: a real clear head, and random bytes behind it. */
export function sentMessage(
  random: Random,
  said: { readonly conversationId: ConversationId; readonly count: number },
): RequestOf<"conversation.send"> {
  const commitment = drawnBytes(random, 32);
  const data = encodeAuthenticatedData({ outerClass: "message", commitment, delivery: noDeliveryChange });
  const epoch = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 1);
  const message = concatBytes(
    Uint8Array.of(0, 1, 0, 2),
    vector(mlsGroupId(said.conversationId, 0)),
    epoch,
    Uint8Array.of(1),
    vector(data),
    drawnBytes(random, 64),
  );
  return { messageId: messageId(random), sealedCount: said.count, message };
}

export function messageId(random: Random): MessageId {
  return parsed(MessageId.fromBytes(drawnBytes(random, 16)));
}

export function grantId(random: Random): GrantId {
  return parsed(GrantId.fromBytes(drawnBytes(random, 16)));
}

/** RFC 9420 §2.1.2, for contents below 16 KiB. */
function vector(content: Uint8Array): Uint8Array {
  const size = content.length;
  const head = size < 64 ? Uint8Array.of(size) : Uint8Array.of(0x40 | (size >> 8), size & 255);
  return concatBytes(head, content);
}

function parsed<Id>(id: Id | undefined): Id {
  if (id === undefined) throw new Error("assertion failed: drawn bytes of another size");
  return id;
}
