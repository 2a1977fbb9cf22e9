import { string } from "@bridle/protocol/params";
import { roles } from "../approvals/roles.ts";
import type { LeftOut } from "../feeds/intake.ts";
import type { FeedRefusal, RefusedFeed, UsedFeed } from "../feeds/used-feed.ts";
import { deskCall, replies } from "./desk-call.ts";

/** A feed in use. */
export interface FeedView extends Omit<UsedFeed, "signedBy" | "ageDays"> {
  readonly signedBy: string | null;
  /** Days since its newest entry was written, today. */
  readonly ageDays: number | null;
  /** Whether it is young enough to make leads. */
  readonly makesLeads: boolean;
  readonly sinceMs: number;
  /** How much of it is used and why the rest isn't; nothing until it was read. */
  readonly counts: {
    readonly used: number;
    readonly leftOut: Readonly<Partial<Record<LeftOut, number>>>;
  } | null;
  /** Why its file can't be read any more. */
  readonly trouble: FeedRefusal | null;
  /** Accounts of which it made a lead, as long as signals are kept. */
  readonly leads: number;
}

export interface FeedsView {
  readonly feeds: readonly FeedView[];
  /** What the operator's newest list names and isn't used. A feed of that name above is the one from before. */
  readonly refused: readonly RefusedFeed[];
  /** Whether a newer choice is being read. */
  readonly reading: boolean;
}

/** What is published about a host or an address, of whatever age. */
export interface LookedUpView {
  /** The host that was found in what was asked. */
  readonly host: string | null;
  readonly found: {
    readonly indicator: string;
    readonly publishers: readonly string[];
    readonly campaigns: readonly string[];
    readonly feeds: readonly string[];
    readonly ageDays: number | null;
  } | null;
}

/** Researchers' feeds, as everybody at the desk sees them. Which are used is said where the machine is. */
export const feedCalls = {
  "feeds.list": deskCall({}, roles, replies<FeedsView>()),
  /** Looks in the feeds that are here, and nowhere else. */
  "feeds.lookUp": deskCall({ what: string({ min: 1, max: 2_000 }) }, roles, replies<LookedUpView>()),
} as const;
