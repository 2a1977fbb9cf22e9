import type { NoticeRecord } from "../store/message-store.ts";
import { UNORDERED } from "../store/message-store.ts";
import type { Store } from "../store/store.ts";

/** The line "something is missing here", unless it is the last one already. Belongs into the caller's transaction. */
export function sayGap(store: Store, place: Omit<NoticeRecord, "notice">): void {
  const ordered = { before: UNORDERED - 1, limit: 1 };
  const [last] = store.messages.timeline(place.conversationId, ordered);
  if (last?.kind === "notice" && last.notice === "gap") return;
  store.messages.insertNotice({ ...place, notice: "gap" });
}
