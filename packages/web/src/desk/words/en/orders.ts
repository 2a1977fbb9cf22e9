// Courts' orders. A note for translators above each.

export const orders = {
  /** Heading and name of a page. */
  "orders.title": "Orders",
  /** Below it. */
  "orders.lead":
    "A court's order as data. It binds those whom it names, within its terms; it never lets anybody look into people's messages. In doubt a person decides.",
  /** Nothing there. */
  "orders.none": "No order is kept here.",
  /** Heading. */
  "orders.add": "Add an order, or a version that adds to one",
  /** Label of a field for the order's JSON text. */
  "orders.text": "The order as JSON",
  /** Button. */
  "orders.keep": "Keep it",
  /** Standing of an order. */
  "orders.confirmed": "Confirmed by two persons",
  /** Standing of an order. */
  "orders.unconfirmed": "Not confirmed",
  /** Button. */
  "orders.propose": "Propose to confirm",
  /** Who kept it and when. */
  "orders.kept": "Kept by {name}, {date}",
  /** Heading over the slider. */
  "orders.asOf": "In force as of",
  /** Label of the slider; `date` is a date. */
  "orders.day": "As of {date}",
  /** Label of a choice: what counts is what is known today, or what was known on that day. */
  "orders.known": "As far as was known",
  /** A choice. */
  "orders.knownToday": "Today",
  /** A choice. */
  "orders.knownThen": "On that day",
  /** Label before the status. */
  "orders.status": "Status",
  /** Heading. */
  "orders.timeline": "What happened",
  /** Heading. */
  "orders.norms": "What it forbids, allows and demands",
  /** Heading. */
  "orders.parties": "Whom it names",
  /** Heading. */
  "orders.platforms": "Services",
  /** A service in or out of the order's scope. */
  "orders.in": "In its scope",
  /** A service in or out of the order's scope. */
  "orders.out": "Left out",
  /** Heading. */
  "orders.duties": "What is due",
  /** Heading. */
  "orders.money": "Money",
  /** A sum that was reduced. */
  "orders.reduced": "{amount}, reduced from {before}",
  /** Where a part wasn't compared with the court's documents. */
  "orders.unverified": "Not verified",
  /** Button; saves a page that prints well. */
  "orders.print": "Save as a page to print",
  /** Button; saves the order in ODRL, a standard for policies. */
  "orders.odrl": "Save as ODRL",
} as const;
