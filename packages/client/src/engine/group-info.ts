import { exportGroupInfo, openBox, sealBox, type Group } from "@bridle/core";
import type { ConversationRecord } from "../store/conversation-store.ts";
import type { Engine } from "./engine.ts";

// The way back in for members, under the key that only they hold; the server keeps it unread. It opens for
// the conversation and generation that it was sealed for: a server can't hand out another one's.

type Place = Pick<ConversationRecord, "conversationId" | "generation" | "rejoinKey">;

export function sealGroupInfo(
  engine: Pick<Engine, "crypto">,
  group: Group,
  place: Place,
): Promise<Uint8Array> {
  const plaintext = exportGroupInfo(group);
  return sealBox(engine.crypto, place.rejoinKey, { label: labelOf(place), plaintext });
}

export function openGroupInfo(
  engine: Pick<Engine, "crypto">,
  sealed: Uint8Array,
  place: Place,
): Promise<Uint8Array | undefined> {
  return openBox(engine.crypto, place.rejoinKey, { label: labelOf(place), sealed });
}

function labelOf({ conversationId, generation }: Place): string {
  return `bridle/group-info/v1 ${conversationId} ${generation}`;
}
