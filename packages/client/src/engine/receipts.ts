import type { ConversationId, MessageId } from "@bridle/protocol";
import { enqueueTo } from "./contents.ts";
import type { Engine, Receipts } from "./engine.ts";

// Delivery receipts, gathered: a device that drains a thousand messages says so in a few contents.
// They go to contacts only, and only for what was stored and could be shown (DESIGN §5).

const GATHER_MS = 150;
const AT_ONCE = 255;

export function createReceipts(engine: () => Engine): Receipts {
  const gathered = new Map<ConversationId, MessageId[]>();
  let scheduled = false;

  const send = async (): Promise<void> => {
    scheduled = false;
    const batch = [...gathered];
    gathered.clear();
    const { store, lane, wake } = engine();
    await lane.run(async () => {
      store.transaction(() => {
        for (const [conversationId, ids] of batch) {
          for (let at = 0; at < ids.length; at += AT_ONCE) {
            const of = ids.slice(at, at + AT_ONCE);
            enqueueTo(engine(), conversationId, { kind: "receipt", receipt: "delivered", of });
          }
        }
      });
    });
    for (const [conversationId] of batch) wake.outbox(conversationId);
  };

  return {
    delivered(conversationId, messageId) {
      const ids = gathered.get(conversationId);
      if (ids === undefined) gathered.set(conversationId, [messageId]);
      else ids.push(messageId);
      if (scheduled) return;
      scheduled = true;
      engine().background.later(GATHER_MS, send);
    },
  };
}
