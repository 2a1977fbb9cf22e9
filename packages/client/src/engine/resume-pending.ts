import { decodeGroup } from "@bridle/core";
import type { ConversationRecord } from "../store/conversation-store.ts";
import { settleCommit } from "./commit-removals.ts";
import type { Engine } from "./engine.ts";
import { decodePending } from "./pending.ts";
import { settleRejoin } from "./rejoin.ts";
import { LATER, type Later } from "./taken.ts";

/**
 * An entry of an epoch that begins with our own commit, whose answer never came: asks again before the entry
 * is judged, because the server delivers no device its own commits ([E11]). True when something came of it:
 * the conversation is to be read afresh. Runs inside the lane.
 */
export async function resumePending(
  engine: Engine,
  conversation: ConversationRecord,
  epoch: number,
): Promise<boolean | Later> {
  if (conversation.pending === undefined) return false;
  const pending = decodePending(conversation.pending);
  if (pending.kind === "founding") return false;
  const next = decodeGroup(pending.next);
  if (!next.ok || Number(next.value.epoch) > epoch) return false;
  const { conversationId } = conversation;
  const turn =
    pending.kind === "rejoin"
      ? await settleRejoin(engine, conversationId, pending)
      : await settleCommit(engine, conversationId, pending);
  const isOpen = turn === "waits" || typeof turn === "object";
  return isOpen ? LATER : true;
}
