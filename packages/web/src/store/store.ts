import { useSyncExternalStore } from "react";

/** One value that many components read. Each change replaces it; readers compare by identity. */
export interface Store<S> {
  readonly get: () => S;
  readonly set: (change: (state: S) => S) => void;
  /** Calls after each change, until the returned function is called. */
  readonly subscribe: (listener: () => void) => () => void;
}

export function createStore<S>(initial: S): Store<S> {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    set: (change) => {
      const next = change(state);
      if (next === state) return;
      state = next;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Renders again when what `select` picks is another value; it must pick, not build. */
export function useStore<S, T>(store: Store<S>, select: (state: S) => T): T {
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}
