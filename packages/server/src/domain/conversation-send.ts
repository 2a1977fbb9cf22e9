import { type OutcomeOf, type ReplyOf, type RequestOf } from "@bridle/protocol";
import type { Conversation } from "../ports/conversations.ts";
import type { DeviceRow } from "../ports/rows.ts";
import type { Tables } from "../ports/store.ts";
import { done, refuse, type Decision, type SessionContext } from "./decision.ts";
import { readMlsMessage, type MlsMessage } from "./mls-message.ts";
import { unreadable } from "./noticed.ts";
import { answerKey } from "./once.ts";

/** How many epochs a message may be behind, because it crossed commits on its way. */
const EPOCHS_BEHIND_MAX = 3;

/** Takes a message into the conversation's order and into the mailboxes of all other devices. */
export function conversationSend(
  tables: Tables,
  request: RequestOf<"conversation.send">,
  context: SessionContext,
): Decision<ReplyOf<"conversation.send">, OutcomeOf<"conversation.send">> {
  const { caller, crypto, nowMs } = context;
  const { messageId, message: body } = request;
  const key = answerKey(crypto, caller, messageId);
  const answered = tables.answers.find(key);
  if (answered !== undefined) return done({ messageId, ...answered });
  const message = readMlsMessage(body);
  if (message === undefined || message.data.outerClass !== "message") {
    return refuse("bad_message", unreadable("conversation.send", body));
  }
  const { conversationId } = message.framing;
  const conversation = tables.conversations.find(conversationId);
  if (conversation === undefined || !isRecipient(conversation, caller.device)) {
    return refuse("not_a_member");
  }
  const wrongEpoch = epochRefusal(conversation, message);
  if (wrongEpoch !== undefined) return refuse(wrongEpoch);
  const place = nextPlace(conversation, nowMs);
  tables.conversations.advance(conversation, place);
  tables.devices.raiseSealedCount(caller.device, request.sealedCount);
  tables.answers.keep(key, place);
  const { commitment } = message.data;
  const to = recipientsBut(conversation, caller.device);
  const posting = { kind: "message", conversationId, ...place, body, commitment, to } as const;
  return done({ messageId, ...place }, [{ kind: "post", posting }]);
}

/** The number and time of what comes next. A conversation's time never goes back. */
export function nextPlace(
  conversation: Conversation,
  nowMs: number,
): { readonly order: number; readonly atMs: number } {
  return { order: conversation.order + 1, atMs: Math.max(nowMs, conversation.atMs) };
}

export function isRecipient(conversation: Conversation, device: DeviceRow): boolean {
  for (const recipient of conversation.recipients) if (recipient.device === device) return true;
  return false;
}

/** The attached devices in the delivery list, without the one that sent. */
export function recipientsBut(conversation: Conversation, sender: DeviceRow): readonly DeviceRow[] {
  const to: DeviceRow[] = [];
  for (const { device, attached } of conversation.recipients) {
    if (attached && device !== sender) to.push(device);
  }
  return to;
}

/**
 * Messages of the current epoch, and of the few before it that no removal closed: whoever was removed
 * can't speak in an epoch in which it still was a member [S32].
 */
function epochRefusal(
  conversation: Conversation,
  message: MlsMessage,
): "stale_epoch" | "future_epoch" | undefined {
  const { generation, epoch } = message.framing;
  if (generation !== conversation.generation) {
    return generation < conversation.generation ? "stale_epoch" : "future_epoch";
  }
  if (epoch > conversation.epoch) return "future_epoch";
  const oldest = Math.max(conversation.removalEpoch, conversation.epoch - EPOCHS_BEHIND_MAX);
  return epoch < oldest ? "stale_epoch" : undefined;
}
