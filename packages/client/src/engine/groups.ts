import { decodeGroup, encodeGroup, encodePrivatePart, snapshotForEpoch, type Group } from "@bridle/core";
import type { ConversationId } from "@bridle/protocol";
import { StoreFault } from "../ports/sql-database.ts";
import type { Store } from "../store/store.ts";

// MLS states between memory and store. `write…` belongs into the caller's transaction; `remember` goes
// behind it, so that what memory holds was durable first.

/** An epoch that begins; the one before it, where its late messages can still be opened. */
export interface NewEpoch {
  readonly next: Group;
  readonly before: Group | undefined;
  readonly atMs: number;
}

export interface Groups {
  get(conversationId: ConversationId): Group | undefined;
  /** After a message: same epoch, new ratchet. */
  writeRatchet(conversationId: ConversationId, group: Group): void;
  /** After a commit: keeps what is needed for late messages of the epoch before. */
  writeEpoch(conversationId: ConversationId, epoch: NewEpoch): void;
  remember(conversationId: ConversationId, group: Group): void;
  clear(): void;
  past(conversationId: ConversationId, epoch: number): Group | undefined;
  writePast(conversationId: ConversationId, group: Group): void;
}

/** The server takes messages of the last three epochs. */
const PAST_EPOCHS = 3;

export function createGroups(store: Store): Groups {
  const cache = new Map<ConversationId, Group>();
  return {
    get(conversationId) {
      const cached = cache.get(conversationId);
      if (cached !== undefined) return cached;
      const stored = store.conversations.group(conversationId);
      if (stored === undefined) return undefined;
      const group = decodeGroup(stored);
      if (!group.ok) throw new StoreFault("corrupt", `group: ${group.error.kind}`);
      cache.set(conversationId, group.value);
      return group.value;
    },
    writeRatchet: (conversationId, group) =>
      store.conversations.setPrivatePart(conversationId, encodePrivatePart(group)),
    writeEpoch(conversationId, { next, before, atMs }) {
      store.conversations.setGroup(conversationId, encodeGroup(next));
      if (before === undefined) return;
      const epoch = Number(before.epoch);
      store.conversations.putPast(conversationId, { epoch, ...encodeGroup(snapshotForEpoch(before)), atMs });
      store.conversations.deletePastBefore(conversationId, Number(next.epoch) - PAST_EPOCHS);
    },
    remember: (conversationId, group) => void cache.set(conversationId, group),
    clear: () => cache.clear(),
    past(conversationId, epoch) {
      const stored = store.conversations.past(conversationId, epoch);
      const group = stored === undefined ? undefined : decodeGroup(stored);
      return group?.ok === true ? group.value : undefined;
    },
    writePast(conversationId, group) {
      store.conversations.setPastPrivatePart(conversationId, Number(group.epoch), encodePrivatePart(group));
    },
  };
}
