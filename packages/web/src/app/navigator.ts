import { depthOf, home, parentOf, samePlace, type Place } from "./place.ts";

/** Goes from place to place, in step with the browser's back and forward. */
export interface Navigator {
  readonly go: (place: Place) => void;
  readonly back: () => void;
  readonly stop: () => void;
}

/**
 * The browser's history holds only how many steps deep one is; the places themselves stay in memory, because
 * a browser writes its history to the disk in clear. After a reload one is at the list again.
 */
export function startNavigator(show: (place: Place) => void): Navigator {
  let trail: readonly Place[] = [home];
  let at = 0;

  const showAt = (index: number): void => {
    at = index;
    show(trail[at] ?? home);
  };
  const arrived = (event: PopStateEvent): void => {
    const index = indexIn(event.state);
    showAt(index < trail.length ? index : 0);
  };
  const push = (place: Place): void => {
    trail = [...trail.slice(0, at + 1), place];
    history.pushState({ at: at + 1 }, "");
    showAt(at + 1);
  };
  const replace = (place: Place): void => {
    trail = [...trail.slice(0, at), place];
    showAt(at);
  };

  history.replaceState({ at: 0 }, "");
  addEventListener("popstate", arrived);
  return {
    go: (place) => {
      const current = trail[at] ?? home;
      if (samePlace(place, current)) return;
      const steps = depthOf(place) - depthOf(current);
      // Sideways and up replace what is shown; what lies above it in the trail stays right.
      if (steps > 0 || at === 0) push(place);
      else replace(place);
    },
    back: () => {
      const current = trail[at] ?? home;
      const before = trail[at - 1];
      if (before !== undefined && depthOf(before) < depthOf(current)) history.back();
      else replace(parentOf(current));
    },
    stop: () => removeEventListener("popstate", arrived),
  };
}

function indexIn(state: unknown): number {
  if (typeof state !== "object" || state === null || !("at" in state)) return 0;
  return typeof state.at === "number" ? state.at : 0;
}
