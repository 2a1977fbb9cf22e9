import { expect, test } from "vitest";
import type { AccountId, ConversationId } from "../engine/engine.ts";
import { depthOf, home, parentOf, samePlace, type Place } from "./place.ts";

const conversationId = "c0" as ConversationId;
const accountId = "aa" as AccountId;
const places: readonly Place[] = [
  home,
  { view: "conversation", conversationId },
  { view: "contact", accountId, conversationId },
  { view: "contact", accountId },
  { view: "introductions" },
  { view: "begin" },
  { view: "begin", way: "use" },
  { view: "settings" },
  { view: "settings", section: "privacy" },
  { view: "recovery" },
];

test("back leads from every place to the list, one level at a time", () => {
  for (const place of places) {
    let at = place;
    for (let steps = 0; at.view !== "home"; steps += 1) {
      expect(depthOf(parentOf(at))).toBeLessThan(depthOf(at));
      at = parentOf(at);
      expect(steps).toBeLessThan(3);
    }
  }
});

test("places are compared by what they show", () => {
  expect(samePlace({ view: "settings", section: "me" }, { view: "settings", section: "me" })).toBe(true);
  expect(samePlace({ view: "settings" }, { view: "settings", section: "me" })).toBe(false);
});
