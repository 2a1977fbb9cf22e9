import type { Settings } from "@bridle/client";
import { useApp, useAppState } from "../app/app-context.ts";

/** The settings, and a way to change some. A change shows at once; the client's answer has the last word. */
export function useSettings(): readonly [Settings, (change: Partial<Settings>) => void] {
  const { engine, store } = useApp();
  const settings = useAppState((state) => state.settings);
  const change = (wanted: Partial<Settings>): void => {
    const before = store.get().settings;
    store.set((state) => ({ ...state, settings: { ...state.settings, ...wanted } }));
    void engine
      .call("settings.set", wanted)
      .then((answer) => store.set((state) => ({ ...state, settings: answer.ok ? answer.value : before })));
  };
  return [settings, change];
}
