// What comes of a court's order here. A note for translators above each.

export const orderWorkTexts = {
  /** Heading. */
  "asks.title": "What this order asks for",
  /** Below it. */
  "asks.lead":
    "Nothing happens by itself. You propose, counsel approves, and the server refuses from then on until the order ends.",
  /** Nothing there. */
  "asks.none": "Nothing now.",
  /** Where two persons haven't confirmed the order. */
  "asks.unconfirmed": "Nothing before two persons confirmed it.",
  /** What an order asks for. */
  "ask.suspendAccount": "Suspend an account",
  /** What an order asks for. */
  "ask.refuseBuild": "Refuse an app version",
  /** What an order asks for. */
  "ask.refuseRegistration": "Refuse a registration",
  /** What an order asks for. */
  "ask.preserveEvidence": "Keep the case files about an account",
  /** Where the order says so: `paragraphs` as courts cite them, for which of the operator's services, and `as` whom of the order's people. */
  "asks.ground": "{paragraphs}, on the service {platform}, found to be {as}",
  /** Link to the order. */
  "asks.order": "The order",
  /** Button. */
  "asks.propose": "Propose it to counsel",
  /** State of what an order asks for. */
  "asks.proposed": "Waits for counsel",
  /** State of what an order asks for. */
  "asks.done": "Done",
  /** State of what an order asks for. */
  "asks.noForm": "No control does just this. People decide what to do.",
  /** State of what an order asks for. */
  "asks.nothingHere": "No case file is about them.",
  /** Heading. */
  "asks.questions": "For a person to decide",
  /** Heading. */
  "asks.reasons": "Why it asks for nothing more",
  /** Heading over refusals and duties to keep. */
  "asks.resting": "What rests on this order",
  /** State of a refusal. */
  "asks.stands": "In force",
  /** State of a refusal: two persons ought to look whether it is still right. */
  "asks.doubted": "To be looked at",
  /** State of a refusal. */
  "asks.ended": "Ended",
  /** A case file that is kept; the first letters of its id. */
  "asks.kept": "Case {id} is kept",
  /** Button; only counsel sees it. */
  "asks.release": "End the duty to keep",
  /** Heading. */
  "party.title": "Whom the order means here",
  /** Below it. */
  "party.lead":
    "Only people say that an account belongs to somebody whom the order names. In doubt say suspected: nothing follows from that.",
  /** Nothing there. */
  "party.none": "Nobody was named yet.",
  /** Label of a field. */
  "party.subject": "Account or app version",
  /** Label of a choice among those whom the order names. */
  "party.as": "Who that is",
  /** Label of a choice. */
  "party.grade": "How sure you are",
  /** How sure somebody is. */
  "grade.suspected": "Suspected",
  /** How sure somebody is. */
  "grade.probable": "Probable",
  /** How sure somebody is. */
  "grade.found": "Found",
  /** How sure somebody is. */
  "grade.excluded": "It is not them",
  /** Label of a box to tick; some orders bind only those who knew of them. */
  "party.notice": "They knew of the order",
  /** Button. */
  "party.record": "Record it",
  /** Who said so and when. */
  "party.by": "By {name}, {date}",
  /** When a duty is due; `date` is a date. */
  "orders.dueBy": "Due by {date}",
  /** A duty without a day. */
  "orders.noDay": "No day is known",
  /** Nothing was received. */
  "orders.nothingCame": "Nothing came",
  /** Heading above what was received. */
  "orders.came": "What came",
  /** Something that was received. */
  "received.certificate": "Certificate",
  /** Something that was received. */
  "received.payment": "Payment",
  /** Something that was received. */
  "received.report": "Report",
  /** Heading. */
  "orders.breaches": "What was breached",
  /** Nothing there. */
  "orders.noBreaches": "No breach is on record.",
  /** Who found a breach. */
  "orders.foundBy": "Found by {name}",
  /** Heading on a case's page. */
  "holds.title": "Duties to keep",
  /** Below it. */
  "holds.lead": "While one of them lasts this case's file isn't deleted. Nothing else is kept for it.",
  /** Before the hash of the paper that asks for it. */
  "holds.paper": "By the paper with the hash",
  /** Field for counsel: the hash of a paper that asks to keep the case's file. */
  "holds.hash": "Hash of a paper that asks for it (SHA-256)",
  /** Below that field. */
  "holds.hashHint":
    "Choose the paper, or type its hash. The paper stays on this device; its hash goes into the log.",
  /** The chosen paper couldn't be read from the disk. */
  "holds.unread": "This paper can't be read. Choose it again, or type its hash.",
  /** Button: computes the hash of a file. */
  "holds.fromFile": "Choose the paper",
  /** Button: from now on the case's file is kept. */
  "holds.place": "Keep this case's file",
  /** In the list of orders: how much of it waits for somebody to look. */
  "orders.toLookAt": { one: "{count} thing to look at", other: "{count} things to look at" },
  /** How many files of evidence a breach has. */
  "orders.evidence": { one: "{count} piece of evidence", other: "{count} pieces of evidence" },
} as const;
