import { useEffect, useEffectEvent } from "react";
import type { AppState } from "../store/state.ts";
import { useApp } from "./app-context.ts";
import { depthOf, type Place } from "./place.ts";

/** Keys that work everywhere; `app/help-dialog.tsx` lists them. */
export function useShortcuts(): void {
  const { store, go, back } = useApp();
  const keys = useEffectEvent((event: KeyboardEvent): void => {
    if (event.defaultPrevented || document.querySelector("dialog[open]") !== null) return;
    const command = event.ctrlKey || event.metaKey;
    const state = store.get();
    if (command && event.key.toLowerCase() === "k") {
      document.querySelector<HTMLInputElement>("#search")?.focus();
    } else if (command && event.key === "/") {
      store.set((now) => ({ ...now, help: true }));
    } else if (event.altKey && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      const next = neighbour(state, event.key === "ArrowDown" ? 1 : -1);
      if (next !== undefined) go(next);
    } else if (event.altKey && event.key.toLowerCase() === "n") {
      go({ view: "begin" });
    } else if (event.key === "Escape" && depthOf(state.place) > 1) {
      back();
    } else return;
    event.preventDefault();
  });
  useEffect(() => {
    addEventListener("keydown", keys);
    return () => removeEventListener("keydown", keys);
  }, []);
}

function neighbour({ conversations, place }: AppState, step: 1 | -1): Place | undefined {
  const open = place.view === "conversation" ? place.conversationId : undefined;
  const at = conversations.findIndex(({ conversationId }) => conversationId === open);
  const next = conversations[at === -1 ? 0 : at + step];
  return next === undefined ? undefined : { view: "conversation", conversationId: next.conversationId };
}
