// Why something that a person at the desk asked for wasn't done. Each text has a note for translators above it.

export const refusals = {
  /** Something went wrong between page and server. */
  "refusal.unreachable": "The server doesn't answer. What you see may be old; nothing that you did is lost.",
  /** A refusal. */
  "refusal.not_signed_in": "You're signed out. Sign in to go on.",
  /** A refusal. */
  "refusal.not_allowed": "Your role may not do this.",
  /** A refusal. */
  "refusal.link_not_usable": "This link was used before, or its day is over. Ask for a new one.",
  /** A refusal. */
  "refusal.passkey_refused": "This passkey isn't known here, or the answer came too late. Try again.",
  /** A refusal. */
  "refusal.rate_limited": "Too many requests at once. Wait a minute.",
  /** A refusal; a fault of the page. */
  "refusal.bad_params": "The server didn't take this as it was written. Nothing was changed.",
  /** A refusal; the page is older or newer than the server. */
  "refusal.unknown_call": "This page is older than the server. Reload it.",
  /** A refusal; a fault of the server. */
  "refusal.failed": "Something went wrong on the server. Nothing was changed.",
  /** A refusal. */
  "refusal.unknown_person": "This person isn't at the desk, or has no share of its key.",
  /** A refusal; hardly ever seen. */
  "refusal.bad_id": "This was done before.",
  /** A refusal. */
  "refusal.unknown_case": "This case isn't there any more.",
  /** A refusal. */
  "refusal.unknown_finding": "This finding isn't there any more. It may be in a case by now.",
  /** A refusal. */
  "refusal.unknown_proposal": "This proposal isn't there any more.",
  /** A refusal. */
  "refusal.unknown_control": "This refusal of service isn't there any more.",
  /** A refusal. */
  "refusal.unknown_order": "Two persons haven't confirmed an order of this name.",
  /** A refusal. */
  "refusal.unknown_hold": "This duty to keep isn't there any more.",
  /** A refusal. */
  "refusal.unknown_batch": "These notices were sent or stopped already.",
  /** A refusal: somebody else changed the case meanwhile, or it has become much larger or stronger. */
  "refusal.stale":
    "This case changed while you looked at it: somebody decided, or it says more. You see it as it is now; decide again.",
  /** A refusal. */
  "refusal.nothing_to_do": "There is nothing to do.",
  /** A refusal. */
  "refusal.wrong_state": "This can't be done in the state that it is in.",
  /** A refusal. */
  "refusal.finding_taken": "One of these findings is in another case already.",
  /** A refusal. */
  "refusal.own_proposal": "You proposed this. Another person has to approve it.",
  /** A refusal. */
  "refusal.proposer_gone": "Whoever proposed this isn't at the desk any more. Propose it again.",
  /** A refusal. */
  "refusal.expired": "Its time is over. Begin again.",
  /** A refusal. */
  "refusal.different_content": "What you approved isn't what is proposed now. Look at it again.",
  /** A refusal. */
  "refusal.not_opened": "Two persons haven't opened all of these people yet.",
  /** A refusal. */
  "refusal.second_person_needed": "This takes a second person.",
  /** A refusal. */
  "refusal.untrue_basis":
    "The basis doesn't fit: a court's order needs the order, and nothing else may name one.",
  /** A refusal. */
  "refusal.unknown_party": "The order names nobody like this.",
  /** A refusal. */
  "refusal.order_not_binding": "No confirmed order surely asks for this now. The order's page says why.",
  /** A refusal. */
  "refusal.not_due": "Not yet, or not while a duty to keep lasts.",
  /** A refusal; below it stands what is wrong and where, in English. */
  "refusal.bad_order": "This isn't an order that can be read.",
  /** A refusal; below it stands where. */
  "refusal.order_only_grows":
    "An order's record only grows: events, receipts and breaches are added at its end. To mend something else, withdraw the record and enter another.",
  /** A refusal. */
  "refusal.order_without_source":
    "This record has no hash of the court's document, so nobody can confirm it.",
  /** A refusal. */
  "refusal.no_desk_key":
    "This desk has no key, so nobody can learn who was targeted. Whoever runs the server makes it with: bridle desk init.",
  /** A refusal. */
  "refusal.two_people_needed": "This takes the shares of two different people.",
  /** A refusal. */
  "refusal.wrong_passphrase": "One of the two passphrases is wrong. Both are asked for again.",
  /** A refusal. */
  "refusal.damaged": "The desk's key is damaged on the server's disk. Take the file from a backup.",
} as const;
