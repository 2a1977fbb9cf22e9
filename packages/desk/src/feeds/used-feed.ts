import type { ServerFeed } from "./intake.ts";

/** A feed in use, as the decision says that took it: which bytes, whose, on which terms, and how old it was then. */
export interface UsedFeed extends Pick<
  ServerFeed,
  "name" | "sha256" | "publishers" | "licence" | "trust" | "ageDays"
> {
  /** The operator's name for the key that signed the list. */
  readonly signedBy?: string;
}

/** Why something of the operator's list isn't used. */
export const feedRefusals = [
  "badList",
  "badSignature",
  "missing",
  "otherBytes",
  "tooLarge",
  "unreadable",
  "noPublisher",
  "noLicence",
  "licenceNotAccepted",
  /** Other feeds fill what a server keeps in memory. */
  "tooMany",
] as const;
export type FeedRefusal = (typeof feedRefusals)[number];

/** A file of the list that isn't used, or with the name of the list all of it. */
export interface RefusedFeed {
  readonly name: string;
  readonly why: FeedRefusal;
}

const NAMES: Readonly<Record<string, FeedRefusal>> = {
  "no good signature of an expected key": "badSignature",
  "too large": "tooLarge",
  "not the pinned hash": "otherBytes",
  "not in the pin list": "missing",
  "not in the list": "missing",
  "not a STIX bundle and not Echap's YAML": "unreadable",
  "no publisher stated": "noPublisher",
  "no licence stated": "noLicence",
  "a licence that the operator has to accept": "licenceNotAccepted",
};

/** The name of a reason that `takeInFeeds` gives. */
export function feedRefusalOf(why: string): FeedRefusal {
  return NAMES[why] ?? "unreadable";
}
