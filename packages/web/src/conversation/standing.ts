import type { CameBy, ContactDetails } from "@bridle/client";
import type { IconName } from "../parts/icon-paths.ts";
import type { PlainKey } from "../words/catalogue.ts";
import type { Words } from "../words/words.ts";

const CAME_BY: Readonly<Record<CameBy, PlainKey>> = {
  my_invite: "standing.myInvite",
  their_invite: "standing.theirInvite",
  their_introduction: "standing.theirIntroduction",
  my_introduction: "standing.myIntroduction",
  restored: "standing.restored",
};

type KeyState = ContactDetails["keys"]["state"];

const KEYS: Readonly<Record<Exclude<KeyState, "different_keys">, PlainKey>> = {
  verified: "keys.shortVerified",
  unaudited: "keys.shortUnaudited",
  unchecked: "keys.shortUnchecked",
};

/** What the public log says of their keys, in a few words; nothing where the standing says it already. */
export function keysInShort({ keys, blocked }: ContactDetails, words: Words): string | undefined {
  return blocked || keys.state === "different_keys" ? undefined : words.t(KEYS[keys.state]);
}

/** How sure one can be of somebody, as a meaning with an icon and words. */
export interface Standing {
  readonly meaning: "plain" | "caution" | "trusted";
  readonly icon: IconName;
  readonly text: string;
}

export function standingOf(contact: ContactDetails, words: Words): Standing {
  if (contact.blocked) return { meaning: "plain", icon: "block", text: words.t("standing.blocked") };
  if (contact.keys.state === "different_keys") {
    return { meaning: "caution", icon: "warning", text: words.t("standing.differentKeys") };
  }
  if (contact.changedAt !== undefined) {
    return { meaning: "caution", icon: "warning", text: words.t("standing.changed") };
  }
  if (!contact.verified) return { meaning: "plain", icon: "shield", text: words.t(CAME_BY[contact.cameBy]) };
  const { verifiedAt } = contact;
  const text =
    verifiedAt === undefined
      ? words.t("standing.verifiedSometime")
      : words.t("standing.verified", { date: words.date(verifiedAt) });
  return { meaning: "trusted", icon: "verified", text };
}
