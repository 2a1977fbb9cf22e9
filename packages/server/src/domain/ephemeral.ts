import { encode, serverFrame, type RequestOf } from "@bridle/protocol";
import type { Tables } from "../ports/store.ts";
import { isRecipient, recipientsBut } from "./conversation-send.ts";
import { done, type Decision, type SessionContext, type Nothing } from "./decision.ts";

/** Passes something fleeting on to whoever is there. Never stored, never acknowledged. */
export function ephemeralSend(
  tables: Tables,
  request: RequestOf<"ephemeral.send">,
  context: SessionContext,
): Decision<Nothing> {
  const { device } = context.caller;
  const conversation = tables.conversations.find(request.conversationId);
  if (conversation === undefined || !isRecipient(conversation, device)) return done({});
  const to = recipientsBut(conversation, device);
  const frame = encode(serverFrame, { kind: "ephemeral", ...request });
  return done({}, [{ kind: "live", to, frame }]);
}
