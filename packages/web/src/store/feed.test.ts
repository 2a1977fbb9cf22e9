import type { ClientEvent, WarningKind } from "@bridle/client";
import { expect, test } from "vitest";
import type { Engine } from "../engine/engine.ts";
import { startFeed } from "./feed.ts";
import { initialState } from "./state.ts";
import { createStore } from "./store.ts";

test("[W29] what the recovery words would not bring back is said, once", () => {
  const store = createStore(initialState(0));
  let tell: (event: ClientEvent) => void = () => {};
  const engine = {
    subscribe: (listener: (event: ClientEvent) => void) => {
      tell = listener;
      return () => {};
    },
  } as unknown as Engine;
  startFeed(engine, store);
  const warn = (kind: WarningKind): void => tell({ name: "warning", data: { kind } });
  warn("backup_too_large");
  warn("backup_too_large");
  // What the timeline or a page says by itself is no line over everything.
  warn("message_refused");
  expect(store.get().alerts).toEqual(["backup_too_large"]);
});
