// What was decided and what is refused. A note for translators above each.

export const decided = {
  /** Heading. */
  "history.title": "What was decided",
  /** Where an entry stands in the public log. */
  "history.logged": "Entry {index} of the public log",
  /** Where the log hasn't got it yet. */
  "history.unlogged": "Not in the public log yet",
  /** Who decided: the program itself. */
  "by.desk": "The desk itself",
  /** Who decided: whoever runs the server. */
  "by.operator": "Whoever runs the server",
  /** Who decided: somebody whose name isn't known any more. */
  "by.unknown": "Somebody",
  /** An event. */
  "event.caseOpened": "Case opened",
  /** An event. */
  "event.findingsAdded": "Findings added",
  /** An event. */
  "event.caseConfirmed": "Confirmed as an attack",
  /** An event. */
  "event.caseDismissed": "Dismissed",
  /** An event. */
  "event.caseReopened": "Taken back",
  /** An event. */
  "event.findingGrown": "A finding grew",
  /** An event. */
  "event.caseMerged": "Another case merged into this",
  /** An event. */
  "event.caseMergedAway": "Merged into another case",
  /** An event. */
  "event.caseSplit": "Split",
  /** An event. */
  "event.caseSplitOff": "Split off from another case",
  /** An event. */
  "event.holdPlaced": "Duty to keep began",
  /** An event. */
  "event.holdReleased": "Duty to keep ended",
  /** An event. */
  "event.proposed": "Proposed",
  /** An event. */
  "event.approved": "Approved by a second person",
  /** An event. */
  "event.withdrawn": "Withdrawn",
  /** An event. */
  "event.targetsAllowed": "Opening allowed",
  /** An event. */
  "event.targetsOpened": "Opened",
  /** An event. */
  "event.noticesAllowed": "Notices allowed",
  /** An event. */
  "event.noticesStopped": "Notices stopped",
  /** An event. */
  "event.noticesSent": "Notices sent",
  /** An event. */
  "event.personAppointed": "Somebody joined the desk",
  /** An event. */
  "event.personRevoked": "Somebody left the desk",
  /** An event. */
  "event.controlImposed": "Service refused",
  /** An event. */
  "event.controlConfirmed": "Refusal confirmed by a second person",
  /** An event. */
  "event.controlLifted": "Refusal ended",
  /** An event. */
  "event.orderConfirmed": "Order confirmed",
  /** An event. */
  "event.caseDeleted": "Case file deleted",
  /** An event: a person said whom of an order's people an account is. */
  "event.partyFound": "Said whom an order means",

  /** Heading and name of a page. */
  "controls.title": "Kill switch",
  /** Below it. */
  "controls.lead":
    "Refuses a class of traffic, an app version, registrations or an account, at once and for everybody. Alone you decide for an hour; a second person makes it last. People see a plain sentence.",
  /** Nothing there. */
  "controls.none": "Nothing is refused.",
  /** Heading. */
  "controls.impose": "Refuse at once",
  /** Label of a choice. */
  "control.kind": "What is refused",
  /** A kind of refusal. */
  "control.refuseClass": "A class of traffic",
  /** A kind of refusal. */
  "control.refuseSize": "A class of traffic above a size",
  /** A kind of refusal. */
  "control.refuseBuild": "An app version",
  /** A kind of refusal. */
  "control.refuseRegistration": "Registrations",
  /** A kind of refusal. */
  "control.suspendAccount": "An account",
  /** Label of a field or choice. */
  "control.value": "Which",
  /** Label of a field. */
  "control.overBytes": "Above so many bytes",
  /** Label of a choice. */
  "control.reason": "What people are told",
  /** What people are told. */
  "reason.attackUnderway": "An attack is under way",
  /** What people are told. */
  "reason.faultyBuild": "This app version is faulty",
  /** What people are told. */
  "reason.imitatedBuild": "This app version is imitated",
  /** What people are told. */
  "reason.courtOrder": "A court's order",
  /** What people are told. */
  "reason.termsBroken": "The terms were broken",
  /** What people are told. */
  "reason.drill": "A drill",
  /** Label of a choice. */
  "control.basis": "On what it rests",
  /** A basis. */
  "basis.order": "A court's order",
  /** A basis. */
  "basis.terms": "The terms of service",
  /** A basis. */
  "basis.safety": "Safety",
  /** Button. */
  "control.impose": "Refuse now",
  /** Button. */
  "control.confirm": "Make it last",
  /** Button. */
  "control.withdraw": "End it",
  /** Button. */
  "control.proposeLift": "Propose to end it",
  /** Until when it holds. */
  "control.until": "In force until {date}",
  /** Until when it holds. */
  "control.lasting": "In force until it is ended",
  /** Until when it held. */
  "control.ended": "Ended {date}",
  /** Who decided. */
  "control.by": "By {names}",
  /** Classes of traffic. */
  "class.message": "Messages",
  /** Classes of traffic. */
  "class.commit": "Changes of a conversation's members",
  /** Classes of traffic. */
  "class.welcome": "New conversations",
  /** Classes of traffic. */
  "class.ephemeral": "Typing",
  /** Classes of traffic. */
  "class.introduction": "Introductions",
  /** Classes of traffic. */
  "class.call": "Calls",
  /** Classes of traffic. */
  "class.sync": "Sync between one's own devices",
  /** Whose registrations. */
  "network.everyone": "Everyone",
  /** Where registrations come from. */
  "network.unknown": "Unknown networks",
  /** Where registrations come from. */
  "network.local": "This machine",
  /** Where registrations come from. */
  "network.residential": "Homes",
  /** Where registrations come from. */
  "network.mobile": "Mobile networks",
  /** Where registrations come from. */
  "network.hosting": "Leased hosts",
  /** Where registrations come from. */
  "network.relay": "Relays and VPNs",

  /** Heading and name of a page. */
  "log.title": "Log",
  /** Below it. */
  "log.lead":
    "Every decision, newest first. The public log has a hash of each, without names; whoever has the case's file can prove that both say the same.",
  /** Nothing there. */
  "log.none": "Nothing was decided yet.",
  /** What the log hasn't got. */
  "log.unlogged": {
    one: "{count} entry waits for the public log",
    other: "{count} entries wait for the public log",
  },
} as const;
