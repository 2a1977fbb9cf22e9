import { createRoot } from "react-dom/client";
import { BridleApp } from "./app/app.tsx";
import { applyTheme, rememberedAppearance } from "./app/appearance.ts";
import { startNavigator } from "./app/navigator.ts";
import { connectEngine, keepAppHere } from "./engine/connect.ts";
import type { StoreState } from "./engine/engine.ts";
import { startFeed } from "./store/feed.ts";
import { initialState } from "./store/state.ts";
import { createStore } from "./store/store.ts";
import { inviteKind } from "./text/invite-link.ts";
import { loadWords, preferredLanguage } from "./words/words.ts";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/parts.css";
import "./styles/shell.css";
import "./styles/list.css";
import "./styles/conversation.css";
import "./styles/pages.css";
import "./styles/notices.css";

await start();

async function start(): Promise<void> {
  const appearance = rememberedAppearance();
  applyTheme(appearance.theme);
  const { theme, language } = appearance;
  const store = createStore(initialState(Date.now()));
  const invite = takeInvite();
  store.set((state) => ({ ...state, invite, settings: { ...state.settings, theme, language } }));

  const firstScreen = Promise.withResolvers<void>();
  void keepAppHere(firstScreen.promise);
  const engine = connectEngine();
  const feed = startFeed(engine, store);
  const { go, back } = startNavigator((place) => store.set((state) => ({ ...state, place })));
  engine.onState((device) => void follow(device));
  void follow(engine.state);
  const words = await loadWords(
    language === "system" ? preferredLanguage(navigator.languages) : language,
    navigator.languages,
  );
  const root = document.querySelector("#root");
  if (root === null) throw new Error("the page has no place for the app");
  createRoot(root).render(<BridleApp app={{ engine, store, feed, go, back }} words={words} />);

  /** After each time that the store opens, events may have been missed: everything is asked for again. */
  async function follow(device: StoreState): Promise<void> {
    store.set((state) => ({ ...state, device }));
    if (device.kind !== "ready") return;
    await feed.all();
    const { opened: before, account } = store.get();
    store.set((state) => ({ ...state, opened: true }));
    firstScreen.resolve();
    if (!before && invite !== undefined && account?.state === "ready") go({ view: "begin", way: "use" });
  }
}

/** The link that the page was opened with. Taken off the address at once, which others may see or keep. */
function takeInvite(): string | undefined {
  const link = location.href;
  if (location.pathname !== "/") history.replaceState(null, "", "/");
  return inviteKind(link) === undefined ? undefined : link;
}
