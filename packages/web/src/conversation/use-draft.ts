import { useEffect, useEffectEvent, useRef, useState } from "react";
import { useApp } from "../app/app-context.ts";
import type { ConversationId } from "../engine/engine.ts";

const SAVE_AFTER_MS = 400;

/** The text one is writing, kept by the client so that it survives a reload, a crash, another conversation. */
export function useDraft(
  conversationId: ConversationId,
  kept: string,
): readonly [string, (text: string) => void] {
  const { engine, feed } = useApp();
  const [text, setText] = useState(kept);
  const saved = useRef(kept);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const newest = useRef(kept);
  const save = (): void => {
    clearTimeout(timer.current);
    if (newest.current === saved.current) return;
    saved.current = newest.current;
    const params = { conversationId, text: newest.current };
    void engine.call("draft.set", params).then(() => feed.conversations());
  };
  const leave = useEffectEvent(save);
  useEffect(() => {
    const left = (): void => leave();
    addEventListener("pagehide", left);
    document.addEventListener("visibilitychange", left);
    return () => {
      removeEventListener("pagehide", left);
      document.removeEventListener("visibilitychange", left);
      leave();
    };
  }, []);
  const write = (next: string): void => {
    setText(next);
    newest.current = next;
    clearTimeout(timer.current);
    timer.current = setTimeout(save, SAVE_AFTER_MS);
  };
  return [text, write];
}
