// The desk's daily work: overview, findings, cases. A note for translators above each.

export const work = {
  /** Heading. */
  "overview.title": "Overview",
  /** Heading of the chart. */
  "overview.signals": "Signals over time",
  /** What signals are; below the heading. */
  "overview.signalsLead":
    "What the server refused, and first contacts between strangers. Nothing about accepted conversations is here.",
  /** Choice of time. */
  "overview.day": "1 day",
  /** Choice of time. */
  "overview.week": "7 days",
  /** Choice of time. */
  "overview.fortnight": "14 days",
  /** Label of the choice of time. */
  "overview.range": "Time shown",
  /** Where nothing came. */
  "overview.quiet": "No signals in this time.",
  /** Button that shows the chart's numbers as a table. */
  "overview.table": "The same as a table",
  /** Head of a column. */
  "overview.kind": "Kind",
  /** Head of a column. */
  "overview.count": "Number",
  /** A number on the overview. */
  "overview.findings": { one: "{count} finding waits", other: "{count} findings wait" },
  /** A number on the overview. */
  "overview.open": { one: "{count} open case", other: "{count} open cases" },
  /** A number on the overview. */
  "overview.confirmed": { one: "{count} confirmed case", other: "{count} confirmed cases" },
  /** A number on the overview. */
  "overview.untold": { one: "{count} person not told yet", other: "{count} people not told yet" },
  /** A number on the overview. */
  "overview.controls": { one: "{count} refusal in force", other: "{count} refusals in force" },
  /** Heading. */
  "overview.waiting": "Waits for a second person",
  /** Where nothing waits. */
  "overview.nothingWaits": "Nothing waits.",
  /** Where the desk has no key. */
  "overview.noKey":
    "This desk has no key yet: who is targeted can't be opened, and so nobody can be told. Whoever runs the server makes it with: bridle desk init.",

  /** A kind of signal. */
  "signal.registered": "Account made",
  /** A kind of signal. */
  "signal.newBuild": "New app version",
  /** A kind of signal. */
  "signal.handleLookup": "Handle looked up",
  /** A kind of signal. */
  "signal.introduction": "Introduction by a stranger",
  /** A kind of signal. */
  "signal.introductionAccepted": "Introduction accepted",
  /** A kind of signal. */
  "signal.inviteRefused": "Unusable invite",
  /** A kind of signal. */
  "signal.keyPackageRefused": "Keys asked for without consent",
  /** A kind of signal. */
  "signal.memberRefused": "Adding people without consent",
  /** A kind of signal. */
  "signal.schemaViolation": "Malformed request",
  /** A kind of signal. */
  "signal.serverField": "Posing as the server",
  /** A kind of signal. */
  "signal.callRefused": "Call without consent",
  /** A kind of signal. */
  "signal.relayRefused": "Relayed data without consent",
  /** A kind of signal. */
  "signal.syncRefused": "Sync from a foreign device",
  /** A kind of signal. */
  "signal.linkRefused": "Unsigned change of devices",
  /** A kind of signal. */
  "signal.traceMismatch": "Not the app that it claims",
  /** A kind of signal. */
  "signal.indicatorHit": "Named by a researchers' feed",
  /** A kind of signal. */
  "signal.distress": "Crash after a stranger's contact",
  /** A kind of signal. */
  "signal.report": "Report by a person",

  /** Heading and name of a page. */
  "findings.title": "Findings",
  /** Below it. */
  "findings.lead":
    "What a rule says about an account or a cluster. A person decides whether it is an attack.",
  /** Nothing there. */
  "findings.none": "No finding waits.",
  /** Heading of suggestions. */
  "findings.suggestions": "These look like one campaign",
  /** Button; makes a case of the chosen findings. */
  "findings.open": { one: "Open a case with {count} finding", other: "Open a case with {count} findings" },
  /** Who a finding is about. */
  "finding.account": "Account {id}",
  /** Who a finding is about; accounts that share a device key or the like. */
  "finding.cluster": { one: "Cluster of {count} account", other: "Cluster of {count} accounts" },
  /** Which rule; `rule` is its name. */
  "finding.rule": "Rule {rule}, version {version}",
  /** How many people it touched. */
  "finding.exposed": { one: "{count} person exposed", other: "{count} people exposed" },
  /** Label before a list. */
  "finding.signals": "Signals",
  /** One line: how many of which kind of signal, between two times. */
  "finding.signal": "{kind}: {count}, {first} to {last}",
  /** Label before a list. */
  "finding.couldBe": "What harmless thing this could be",
  /** Label of a choice. */
  "finding.choose": "Choose this finding",
  /** How much a finding says. */
  "strength.weak": "Weak",
  /** How much a finding says. */
  "strength.moderate": "Moderate",
  /** How much a finding says. */
  "strength.strong": "Strong",
  /** How much a finding says. */
  "strength.certain": "Certain",

  /** What harmless thing a finding could be. */
  "couldBe.busyNewcomer":
    "Somebody whose work is to meet strangers: a newsroom, a courier, a helpline, an organiser. People answer them.",
  /** What harmless thing a finding could be. */
  "couldBe.faultyRelease":
    "A faulty release. Then others with the same app version do the same, without anything else in common.",
  /** What harmless thing a finding could be. */
  "couldBe.damagedInstallation":
    "A damaged installation, or an old backup brought back, that asks for what it once had.",
  /** What harmless thing a finding could be. */
  "couldBe.lostContacts":
    "Somebody whose contacts withdrew their consent, and whose app hasn't understood it yet.",
  /** What harmless thing a finding could be. */
  "couldBe.moveTogether":
    "An organisation that moves in together: many accounts from one code, on the same day, with the same app.",
  /** What harmless thing a finding could be. */
  "couldBe.addressBook": "Somebody who looks for the people of an address book and writes to them later.",
  /** What harmless thing a finding could be. */
  "couldBe.ownDevice": "A person who set up their own device again.",
  /** What harmless thing a finding could be. */
  "couldBe.spam": "Spam or advertising: a nuisance, and against most terms, but no attack on a device.",
  /** What harmless thing a finding could be. */
  "couldBe.researcher": "Somebody who tests the service.",

  /** Heading and name of a page. */
  "cases.title": "Cases",
  /** Below it. */
  "cases.lead": "A case groups findings to one campaign, with everybody whom it touched.",
  /** Nothing there. */
  "cases.none": "No case yet. A case begins with findings.",
  /** A case's name: the first letters of its id. */
  "case.name": "Case {id}",
  /** A case's state. */
  "case.open": "Open",
  /** A case's state. */
  "case.confirmed": "Confirmed",
  /** A case's state. */
  "case.dismissed": "Dismissed",
  /** A case's state. */
  "case.merged": "Merged into another",
  /** How many were told of how many. */
  "case.told": "{told} of {exposed} told",
  /** Where something waits for a second person. */
  "case.waiting": { one: "{count} decision waits", other: "{count} decisions wait" },
  /** Button. */
  "case.confirm": "Confirm as an attack",
  /** What it does. */
  "case.confirmHint": "From then on two persons can open who was targeted and send notices.",
  /** Button. */
  "case.dismiss": "Dismiss",
  /** Label of a choice. */
  "case.dismissReason": "Why it is dismissed",
  /** A reason. */
  "dismissal.harmless": "Harmless",
  /** A reason. */
  "dismissal.knownService": "A known service, such as a newsroom",
  /** A reason. */
  "dismissal.faultyBuild": "A faulty app version",
  /** A reason. */
  "dismissal.tooLittle": "Too little to go on",
  /** A reason. */
  "dismissal.drill": "A drill",
  /** What dismissing does. */
  "case.dismissHint": "It comes back by itself when it touches ten more people or says more than now.",
  /** Button. */
  "case.reopen": "Take back",
  /** Heading. */
  "case.campaign": "Accounts, links and people touched",
  /** Read aloud for the drawing. */
  "case.graph": {
    one: "{accounts} accounts and {count} person touched, drawn as points with lines between them",
    other: "{accounts} accounts and {count} people touched, drawn as points with lines between them",
  },
  /** Below the drawing, where not all points are drawn. */
  "case.graphPart": "The drawing shows the first {shown}; the table has everybody.",
  /** Heading. */
  "case.findings": "Findings",
  /** Heading. */
  "case.exposures": "Everybody whom it touched",
  /** Below it. */
  "case.exposuresLead": "Pseudonyms of fourteen days. Who they are is sealed until two persons open it.",
  /** Head of a column. */
  "exposure.target": "Person",
  /** Head of a column. */
  "exposure.reached": "What reached them",
  /** Head of a column. */
  "exposure.attempts": "Attempts",
  /** Head of a column. */
  "exposure.first": "First",
  /** Head of a column. */
  "exposure.last": "Last",
  /** Head of a column. */
  "exposure.told": "Told",
  /** The most that reached somebody. */
  "reach.nothing": "Nothing",
  /** The most that reached somebody. */
  "reach.lookedUp": "They were looked up",
  /** The most that reached somebody. */
  "reach.introduction": "An introduction in plain text",
  /** The most that reached somebody. */
  "reach.accepted": "They accepted",
  /** Whether somebody was told. */
  "told.yes": "Told {date}",
  /** Whether somebody was told. */
  "told.optedOut": "Wants no notices",
  /** Whether somebody was told. */
  "told.alreadyTold": "Was told before",
  /** Whether somebody was told. */
  "told.accountGone": "Account is gone",
  /** Whether somebody was told. */
  "told.lost": "Can't be opened any more",
  /** Whether somebody was told. */
  "told.no": "Not yet",
  /** Button that shows the rest of a long table. */
  "exposure.more": { one: "Show {count} more", other: "Show {count} more" },

  /** Heading of what can be done. */
  "case.do": "What to do next",
  /** Button. */
  "targets.propose": { one: "Propose to open {count} person", other: "Propose to open {count} people" },
  /** Below the heading, once two persons decided. */
  "targets.allowed":
    "Two persons decided to open who was targeted. Now two people unlock, each with the passphrase of their share.",
  /** Label of a choice. */
  "targets.holder": "Whose share",
  /** Label of a field. */
  "targets.passphrase": "Passphrase of the share",
  /** Button. */
  "targets.unlock": "Unlock",
  /** After the first share. */
  "targets.waiting": "{names} unlocked. The second person has ten minutes.",
  /** After opening. */
  "targets.opened": { one: "{count} person opened", other: "{count} people opened" },
  /** After opening; those whose signals are gone. */
  "targets.lost": {
    one: "{count} person can't be opened any more",
    other: "{count} people can't be opened any more",
  },
  /** Button. */
  "notices.propose": { one: "Propose to tell {count} person", other: "Propose to tell {count} people" },
  /** Where there is nobody left to tell. */
  "notices.none": "Everybody who can be told was told.",
  /** Heading over a notice as the app will show it. */
  "notices.preview": {
    one: "What {count} person will read in the app",
    other: "What {count} people will read in the app",
  },
  /** Below it. */
  "notices.previewLead":
    "In the language of their app, on a page that no message reaches. Each notice also has a code of its own, made when it is sent, which shows that it is real.",
  /** A batch of notices: how it stands. */
  "notices.batch": "{delivered} of {posted} delivered, {waiting} to go",
  /** A batch that was stopped. */
  "notices.stopped": "Stopped",
  /** Button. */
  "notices.stop": "Stop",

  /** Heading. */
  "proposals.title": "Waits for a second person",
  /** What is proposed. */
  "proposal.openTargets": { one: "Open {count} person", other: "Open {count} people" },
  /** What is proposed. */
  "proposal.sendNotices": { one: "Tell {count} person", other: "Tell {count} people" },
  /** What is proposed. */
  "proposal.confirmOrder": "Confirm the order {id}",
  /** What is proposed. */
  "proposal.liftControl": "End a refusal of service",
  /** By whom and until when. */
  "proposal.by": "Proposed by {name}, void after {date}",
  /** Button. */
  "proposal.approve": "Approve",
  /** Button. */
  "proposal.withdraw": "Withdraw",
} as const;
