import type { AccountId, IntroductionId } from "@bridle/protocol";
import type { IntroductionRecord } from "../store/contact-store.ts";

/** Introductions that wait for an answer on this device: of one account, and of all. */
const OPEN_PER_ACCOUNT_MAX = 3;
const OPEN_MAX = 200;

/**
 * Whether one more of this account's is kept, and which one goes for it: where there is no room, the oldest
 * of whoever has most. `open` is oldest first.
 */
export function shareOf(
  open: readonly Pick<IntroductionRecord, "id" | "accountId">[],
  accountId: AccountId,
): { readonly isKept: boolean; readonly gone: IntroductionId | undefined } {
  const bySender = Map.groupBy(open, (introduction) => introduction.accountId);
  const own = bySender.get(accountId)?.length ?? 0;
  if (own >= OPEN_PER_ACCOUNT_MAX) return { isKept: false, gone: undefined };
  if (open.length < OPEN_MAX) return { isKept: true, gone: undefined };
  let heaviest: readonly Pick<IntroductionRecord, "id">[] = [];
  for (const theirs of bySender.values()) if (theirs.length > heaviest.length) heaviest = theirs;
  return { isKept: true, gone: heaviest[0]?.id };
}
