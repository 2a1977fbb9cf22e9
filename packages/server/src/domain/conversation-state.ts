import { type OutcomeOf, type ReplyOf, type RequestOf } from "@bridle/protocol";
import type { Tables } from "../ports/store.ts";
import { done, refuse, type Decision, type SessionContext, type Nothing } from "./decision.ts";

/** What a device of a member needs to come back. */
export function conversationGroupInfo(
  tables: Tables,
  request: RequestOf<"conversation.groupInfo">,
  context: SessionContext,
): Decision<ReplyOf<"conversation.groupInfo">, OutcomeOf<"conversation.groupInfo">> {
  const conversation = tables.conversations.find(request.conversationId);
  if (conversation === undefined) return refuse("not_a_member");
  const { row, generation, epoch, order } = conversation;
  if (!tables.conversations.isMember(row, context.caller.account)) return refuse("not_a_member");
  return done({ generation, epoch, order, sealedGroupInfo: tables.conversations.sealedGroupInfo(row) });
}

export function conversationAttach(
  tables: Tables,
  request: RequestOf<"conversation.attach">,
  context: SessionContext,
): Decision<Nothing, OutcomeOf<"conversation.attach">> {
  const { account } = context.caller;
  const conversation = tables.conversations.find(request.conversationId);
  if (conversation === undefined || !tables.conversations.isMember(conversation.row, account)) {
    return refuse("not_a_member");
  }
  tables.conversations.attach(conversation, account, request.attached);
  return done({});
}
