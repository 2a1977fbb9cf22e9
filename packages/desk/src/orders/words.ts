import type { NotBoundWhy, Question } from "./binding.ts";
import type { DutyState } from "./compliance.ts";
import type { NormStatus } from "./status.ts";

/** The names of texts that this package hands out. Pages have them in their catalogues; these are the English ones. */
export type OrderTextId =
  | NotBoundWhy
  | Question["ask"]
  | `order.status.${NormStatus["kind"] | "mixed"}`
  | `order.duty.${DutyState}`;

/**
 * English, for pages, the printed page and the command line. For translators: `notBound` is why an order asks for nothing,
 * `defect` what keeps a part of it from being enforced, `doubt` why nobody but a person can say whether it is in
 * force, `ask` what that person is asked, `status` and `duty` how an order or what it demands stands, in a few words.
 */
export const orderWords: Readonly<Record<OrderTextId, string>> = {
  "order.notBound.platformUnknown": "The order doesn't name this service.",
  "order.notBound.platformOut": "The order leaves this service out.",
  "order.notBound.noNorm": "Nothing in the order forbids this.",
  "order.notBound.partyUnknown": "Nobody found that this is somebody whom the order binds.",
  "order.notBound.carveOut": "The order exempts them.",
  "order.notBound.notRecorded": "The order wasn't known here at that time.",
  "order.notBound.notYet": "The order wasn't granted yet.",
  "order.notBound.stayed": "The order is stayed.",
  "order.notBound.ended": "The order has ended.",
  "order.notBound.eventUnverified": "What is known of its course was not compared with the court's docket.",
  "order.defect.sourceUnverified": "Nobody compared this record with the order itself.",
  "order.defect.notCited": "It cites no paragraph of the order whose text is on record.",
  "order.defect.notVerified": "Nobody compared this part with the order.",
  "order.doubt.onTheDay": "Something changed on that day, and the hour isn't known.",
  "order.doubt.sequence": "Two events may have happened in either order.",
  "order.doubt.unclear": "Somebody looked and couldn't find out whether it is in force.",
  "order.doubt.remanded": "It was sent back to the court below.",
  "order.doubt.stayEnding": "A stay ends about now, and the day can't be counted exactly.",
  "order.doubt.afterStay": "A stay has run out, but the case went on after it.",
  "order.ask.isItThem": "Is this really the party whom the order names?",
  "order.ask.inCarveOut": "Does the exemption cover them?",
  "order.ask.reach": "No court has said whether the order reaches them. Does it?",
  "order.ask.condition": "Did they know of the order?",
  "order.ask.conflict": "Another order allows or demands what this one forbids. Which one holds?",
  "order.ask.newer": "The record has grown since it was confirmed, and says otherwise now. Is that right?",
  "order.status.notRecorded": "not known at that time",
  "order.status.notYet": "not granted yet",
  "order.status.inForce": "in force",
  "order.status.stayed": "stayed",
  "order.status.ended": "ended",
  "order.status.unknown": "unknown",
  "order.status.mixed": "different for different parts",
  "order.duty.notInForce": "not owed now",
  "order.duty.unknown": "unknown",
  "order.duty.askCounsel": "ask counsel",
  "order.duty.due": "due",
  "order.duty.overdue": "overdue",
  "order.duty.claimed": "said to have come, not verified",
  "order.duty.received": "received",
  "order.duty.receivedLate": "received late",
};
