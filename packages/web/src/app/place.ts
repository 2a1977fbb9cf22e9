import type { AccountId, ConversationId, MessageId } from "../engine/engine.ts";

/** The parts of the settings, in their order. */
export const settingsSections = [
  "me",
  "devices",
  "privacy",
  "lock",
  "appearance",
  "language",
  "storage",
  "notices",
  "about",
] as const;
export type SettingsSection = (typeof settingsSections)[number];

export type BeginWay = "invite" | "use" | "find";

/** Where in the app one is. Kept in memory only: an address or a history entry would tell whom one talks to. */
export type Place =
  | { readonly view: "home" }
  | { readonly view: "conversation"; readonly conversationId: ConversationId; readonly messageId?: MessageId }
  | {
      readonly view: "contact";
      readonly accountId: AccountId;
      readonly conversationId?: ConversationId | undefined;
    }
  | { readonly view: "introductions" }
  | { readonly view: "begin"; readonly way?: BeginWay }
  | { readonly view: "settings"; readonly section?: SettingsSection }
  | { readonly view: "recovery" };

export const home: Place = { view: "home" };

/** How deep a place lies: the list, what opens from it, what opens from that. "Back" goes one up. */
export function depthOf(place: Place): number {
  switch (place.view) {
    case "home":
      return 0;
    case "conversation":
    case "introductions":
    case "recovery":
      return 1;
    case "begin":
      return place.way === undefined ? 1 : 2;
    case "settings":
      return place.section === undefined ? 1 : 2;
    case "contact":
      return 2;
  }
}

/** Where "back" leads when there is no way that one came. */
export function parentOf(place: Place): Place {
  if (place.view === "contact" && place.conversationId !== undefined) {
    return { view: "conversation", conversationId: place.conversationId };
  }
  if (place.view === "settings" && place.section !== undefined) return { view: "settings" };
  if (place.view === "begin" && place.way !== undefined) return { view: "begin" };
  return home;
}

export function samePlace(a: Place, b: Place): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
