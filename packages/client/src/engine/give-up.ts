import type { ConversationId } from "@bridle/protocol";
import { refuse, type Engine } from "./engine.ts";

/**
 * Nothing that waits in this conversation will be sent: it is shown as failed, and may be tried again later.
 * Belongs into the caller's transaction; what it gives back runs behind it and answers who waits.
 */
export function giveUp(
  { store, settled }: Engine,
  conversationId: ConversationId,
  why: "blocked" | "conversation_ended",
): () => void {
  const waiting = store.messages.waiting(conversationId);
  for (const message of waiting) store.messages.setStatus(message, "failed", why);
  store.outbox.deleteAll(conversationId);
  return () => {
    for (const { messageId } of waiting) {
      settled.get(messageId)?.(refuse(why, "it wasn't sent"));
      settled.delete(messageId);
    }
  };
}
