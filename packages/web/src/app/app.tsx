import { useEffect, useLayoutEffect, type ReactNode } from "react";
import type { StoreFailure } from "../engine/engine.ts";
import { Unlock } from "../lock/unlock.tsx";
import { Button } from "../parts/button.tsx";
import { BrandMark } from "../welcome/brand.tsx";
import { Welcome } from "../welcome/welcome.tsx";
import type { PlainKey } from "../words/catalogue.ts";
import type { Words } from "../words/words.ts";
import { AppProvider, useApp, useAppState, type App } from "./app-context.ts";
import { applyTheme, rememberAppearance } from "./appearance.ts";
import { ErrorBoundary } from "./error-boundary.tsx";
import { Shell } from "./shell.tsx";
import { useWords, WordsProvider } from "./words-context.tsx";

/** The whole app on a page. */
export function BridleApp(props: { readonly app: App; readonly words: Words }): ReactNode {
  return (
    <AppProvider value={props.app}>
      <WordsProvider first={props.words}>
        <ErrorBoundary>
          <Screen />
        </ErrorBoundary>
      </WordsProvider>
    </AppProvider>
  );
}

function Screen(): ReactNode {
  const device = useAppState((state) => state.device);
  const opened = useAppState((state) => state.opened);
  const account = useAppState((state) => state.account?.state);
  const deleted = useAppState((state) => state.deleted);
  const signingUp = useAppState((state) => state.signingUp);
  useAppearance();
  useTitle();
  useSaid();
  if (device.kind === "failed") return <Closed title="fatal.title" lead={FAILURES[device.reason]} />;
  if (device.kind === "locked") return <Unlock />;
  if (!opened)
    return device.kind === "silent" ? <Closed title="silent.title" lead="silent.lead" /> : <Opening />;
  if (deleted) return <Closed title="fatal.deletedTitle" lead="fatal.deleted" />;
  return account === "ready" && !signingUp ? <Shell /> : <Welcome />;
}

const FAILURES: Readonly<Record<StoreFailure, PlainKey>> = {
  newer_store: "fatal.newerStore",
  damaged_store: "fatal.damagedStore",
  storage_full: "fatal.storageFull",
  unsupported_browser: "fatal.browser",
  insecure_page: "fatal.insecure",
  worker_failed: "fatal.lead",
};

/** The first moments, mostly too short to be seen. */
function Opening(): ReactNode {
  const { t } = useWords();
  return (
    <main className="welcome">
      <output className="opening soft">{t("app.opening")}</output>
    </main>
  );
}

/** The app can't be shown: why, what is safe, what to do. */
function Closed(props: { readonly title: PlainKey; readonly lead: PlainKey }): ReactNode {
  const { t } = useWords();
  return (
    <main className="welcome">
      <div className="welcome-card">
        <BrandMark />
        <h1>{t(props.title)}</h1>
        <p className="welcome-lead">{t(props.lead)}</p>
        <div className="actions">
          <Button onPress={() => location.reload()}>{t("alert.reload")}</Button>
        </div>
      </div>
    </main>
  );
}

function useAppearance(): void {
  const theme = useAppState((state) => state.settings.theme);
  const language = useAppState((state) => state.settings.language);
  const ready = useAppState((state) => state.opened);
  useLayoutEffect(() => {
    applyTheme(theme);
    if (ready) rememberAppearance({ theme, language });
  }, [theme, language, ready]);
}

/** The tab's title counts what is unread; it never names anybody. */
function useTitle(): void {
  const { number, t } = useWords();
  const unread = useAppState((state) => state.conversations.reduce((sum, { unread }) => sum + unread, 0));
  useEffect(() => {
    document.title = unread === 0 ? t("app.name") : `(${number(unread)}) ${t("app.name")}`;
  }, [unread, number, t]);
}

const SAID_MS = 6_000;

function useSaid(): void {
  const { store } = useApp();
  const said = useAppState((state) => state.said);
  useEffect(() => {
    if (said === undefined) return;
    const timer = setTimeout(() => store.set((state) => ({ ...state, said: undefined })), SAID_MS);
    return () => clearTimeout(timer);
  }, [store, said]);
}
