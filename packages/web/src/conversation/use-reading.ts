import { useEffect, useSyncExternalStore } from "react";
import { useApp, useAppState } from "../app/app-context.ts";
import type { Timeline } from "../store/timeline.ts";

/** Marks the newest message of the other as read while it is in view of somebody: window focused, list at its end. */
export function useReading(timeline: Timeline, me: string | undefined, atEnd: boolean): void {
  const { engine, feed } = useApp();
  const watched = useWatched();
  const newest = timeline.entries.findLast((entry) => entry.kind === "message" && entry.from !== me);
  const messageId = newest?.kind === "message" ? newest.messageId : undefined;
  const { conversationId } = timeline;
  // On a narrow screen details stand in front of the messages.
  const shown = useAppState((state) => state.place.view === "conversation") || isWide();
  useEffect(() => {
    if (messageId === undefined || !atEnd || !watched || !shown) return;
    void engine.call("message.read", { conversationId, messageId }).then(() => feed.conversations());
  }, [engine, feed, conversationId, messageId, atEnd, watched, shown]);
}

/** As in shell.css: room for details beside a conversation. */
function isWide(): boolean {
  return matchMedia("(min-width: 70rem)").matches;
}

function useWatched(): boolean {
  return useSyncExternalStore(subscribe, () => document.visibilityState === "visible" && document.hasFocus());
}

function subscribe(changed: () => void): () => void {
  const events = ["focus", "blur"] as const;
  for (const name of events) addEventListener(name, changed);
  document.addEventListener("visibilitychange", changed);
  return () => {
    for (const name of events) removeEventListener(name, changed);
    document.removeEventListener("visibilitychange", changed);
  };
}
