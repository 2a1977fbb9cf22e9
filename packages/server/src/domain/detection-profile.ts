import { signalKinds } from "@bridle/desk";
import type { ReplyOf } from "@bridle/protocol";

const DAY_MS = 24 * 60 * 60 * 1000;

/** Rows of signals go after this, and so does the key of their pseudonyms (docs/retention.md). */
export const SIGNAL_LIFETIME_MS = 14 * DAY_MS;
/** Times of stored signals are rounded down to this. */
export const COARSE_TIME_MS = 5 * 60 * 1000;
/** A case's list of exposed accounts goes so long after they were told and no hold stands. */
const CASE_LIFETIME_MS = 90 * DAY_MS;

/** What a server notices and how long it keeps it, as it tells everybody who asks. */
export type DetectionProfile = ReplyOf<"detection.profile">;

/** Changes whenever what is noticed or kept changes. */
const PROFILE_VERSION = 1;

/** Without a desk's key targets can't be opened by anybody. */
export function detectionProfileOf(desk?: {
  readonly analystsNeeded: number;
  readonly analysts: number;
}): DetectionProfile {
  return {
    version: PROFILE_VERSION,
    signals: signalKinds,
    coarseTimeMs: COARSE_TIME_MS,
    signalLifetimeMs: SIGNAL_LIFETIME_MS,
    pseudonymLifetimeMs: SIGNAL_LIFETIME_MS,
    caseLifetimeMs: CASE_LIFETIME_MS,
    sealed: desk !== undefined,
    analystsNeeded: desk?.analystsNeeded ?? 0,
    analysts: desk?.analysts ?? 0,
  };
}
