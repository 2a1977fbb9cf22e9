import { toHex } from "@bridle/protocol";
import type { WaitingIntroduction } from "../ports/introductions.ts";
import type { Tables } from "../ports/store.ts";
import type { IntroductionPosting } from "./posting.ts";
import type { Settings } from "./settings.ts";

/** How often a stranger's introduction reaches one person who takes it at once. */
export interface Turns {
  /** Takes one, by the tag of sender and recipient; `false` when there is none. */
  take(senderTag: Uint8Array): boolean;
}

export interface StrangerBounds {
  readonly settings: Settings;
  readonly turns: Turns;
}

/**
 * Bounds what strangers can pile up in front of one person, by each sender's share: one who has enough
 * waiting or had their turns today gets no more in; when there is no room at all, the oldest of whoever has
 * most waiting goes.
 */
export function admitIntroduction(
  tables: Tables,
  posting: IntroductionPosting,
  { settings, turns }: StrangerBounds,
): boolean {
  const waiting = stillWaiting(tables, posting);
  const bySender = new Map<string, WaitingIntroduction[]>();
  for (const introduction of waiting) {
    const sender = toHex(introduction.senderTag);
    bySender.set(sender, [...(bySender.get(sender) ?? []), introduction]);
  }
  const own = bySender.get(toHex(posting.senderTag))?.length ?? 0;
  if (own >= settings.introductionsPerSenderMax || !turns.take(posting.senderTag)) return false;
  if (waiting.length < settings.introductionsMax) return true;
  // Of equals the one whose oldest came first: maps keep the order of arrival.
  let heaviest: readonly WaitingIntroduction[] = [];
  for (const theirs of bySender.values()) if (theirs.length > heaviest.length) heaviest = theirs;
  const [oldest] = heaviest;
  if (oldest !== undefined) withdraw(tables, posting, oldest);
  return true;
}

/** What no device has fetched and dropped yet; the rest is forgotten on the way. */
function stillWaiting(tables: Tables, posting: IntroductionPosting): readonly WaitingIntroduction[] {
  return tables.introductions.waiting(posting.recipient).filter((introduction) => {
    const held = introduction.places.some(({ device, seq }) => tables.mailboxes.holds(device, seq));
    if (!held) tables.introductions.remove(posting.recipient, introduction.payload);
    return held;
  });
}

function withdraw(tables: Tables, posting: IntroductionPosting, introduction: WaitingIntroduction): void {
  for (const { device, seq } of introduction.places) tables.mailboxes.dropOne(device, seq, "strangers");
  tables.introductions.remove(posting.recipient, introduction.payload);
}
