// What the desk's own code says of orders: the same English as on the printed page. A note for translators above each.

export const orderTexts = {
  /** Why an order asks for nothing. */
  "order.notBound.platformUnknown": "The order doesn't name this service.",
  /** Why an order asks for nothing. */
  "order.notBound.platformOut": "The order leaves this service out.",
  /** Why an order asks for nothing. */
  "order.notBound.noNorm": "Nothing in the order forbids this.",
  /** Why an order asks for nothing. */
  "order.notBound.partyUnknown": "Nobody found that this is somebody whom the order binds.",
  /** Why an order asks for nothing. */
  "order.notBound.carveOut": "The order exempts them.",
  /** Why an order asks for nothing. */
  "order.notBound.notRecorded": "The order wasn't known here at that time.",
  /** Why an order asks for nothing. */
  "order.notBound.notYet": "The order wasn't granted yet.",
  /** Why an order asks for nothing. */
  "order.notBound.stayed": "The order is stayed.",
  /** Why an order asks for nothing. */
  "order.notBound.ended": "The order has ended.",
  /** Why an order asks for nothing. */
  "order.notBound.eventUnverified": "What is known of its course was not compared with the court's docket.",
  /** What keeps a part of an order from being enforced. */
  "order.defect.sourceUnverified": "Nobody compared this record with the order itself.",
  /** What keeps a part of an order from being enforced. */
  "order.defect.notCited": "It cites no paragraph of the order whose text is on record.",
  /** What keeps a part of an order from being enforced. */
  "order.defect.notVerified": "Nobody compared this part with the order.",
  /** Why nobody but a person can say whether an order is in force. */
  "order.doubt.onTheDay": "Something changed on that day, and the hour isn't known.",
  /** Why nobody but a person can say whether an order is in force. */
  "order.doubt.sequence": "Two events may have happened in either order.",
  /** Why nobody but a person can say whether an order is in force. */
  "order.doubt.unclear": "Somebody looked and couldn't find out whether it is in force.",
  /** Why nobody but a person can say whether an order is in force. */
  "order.doubt.remanded": "It was sent back to the court below.",
  /** Why nobody but a person can say whether an order is in force. */
  "order.doubt.stayEnding": "A stay ends about now, and the day can't be counted exactly.",
  /** Why nobody but a person can say whether an order is in force. */
  "order.doubt.afterStay": "A stay has run out, but the case went on after it.",
  /** A question that a person answers. */
  "order.ask.isItThem": "Is this really the party whom the order names?",
  /** A question that a person answers. */
  "order.ask.inCarveOut": "Does the exemption cover them?",
  /** A question that a person answers. */
  "order.ask.reach": "No court has said whether the order reaches them. Does it?",
  /** A question that a person answers. */
  "order.ask.condition": "Did they know of the order?",
  /** A question that a person answers. */
  "order.ask.conflict": "Another order allows or demands what this one forbids. Which one holds?",
  /** A question that a person answers. */
  "order.ask.newer": "The record has grown since it was confirmed, and says otherwise now. Is that right?",
  /** How an order stands at a time. */
  "order.status.notRecorded": "not known at that time",
  /** How an order stands at a time. */
  "order.status.notYet": "not granted yet",
  /** How an order stands at a time. */
  "order.status.inForce": "in force",
  /** How an order stands at a time. */
  "order.status.stayed": "stayed",
  /** How an order stands at a time. */
  "order.status.ended": "ended",
  /** How an order stands at a time. */
  "order.status.unknown": "unknown",
  /** How an order stands at a time. */
  "order.status.mixed": "different for different parts",
  /** How a duty stands that an order names. */
  "order.duty.notInForce": "not owed now",
  /** How a duty stands that an order names. */
  "order.duty.unknown": "unknown",
  /** How a duty stands that an order names. */
  "order.duty.askCounsel": "ask counsel",
  /** How a duty stands that an order names. */
  "order.duty.due": "due",
  /** How a duty stands that an order names. */
  "order.duty.overdue": "overdue",
  /** How a duty stands that an order names. */
  "order.duty.claimed": "said to have come, not verified",
  /** How a duty stands that an order names. */
  "order.duty.received": "received",
  /** How a duty stands that an order names. */
  "order.duty.receivedLate": "received late",
} as const;
