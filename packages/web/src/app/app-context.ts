import { createContext, useContext } from "react";
import type { Engine } from "../engine/engine.ts";
import type { Feed } from "../store/feed.ts";
import type { AppState } from "../store/state.ts";
import { useStore, type Store } from "../store/store.ts";
import type { Place } from "./place.ts";

/** What every screen works with. One per page, made before the first screen. */
export interface App {
  readonly engine: Engine;
  readonly store: Store<AppState>;
  readonly feed: Feed;
  /** Shows a place; "back" leads from it to the one before. */
  readonly go: (place: Place) => void;
  readonly back: () => void;
}

const AppContext = createContext<App | undefined>(undefined);
export const AppProvider = AppContext.Provider;

export function useApp(): App {
  const app = useContext(AppContext);
  if (app === undefined) throw new Error("a screen stands outside the app");
  return app;
}

/** A part of the state; renders again when that part is another value. */
export function useAppState<T>(select: (state: AppState) => T): T {
  return useStore(useApp().store, select);
}
