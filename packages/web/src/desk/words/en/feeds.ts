// Researchers' feeds. A note for translators above each.

export const feeds = {
  /** Heading and name of a page: lists of addresses that researchers tie to spyware. */
  "feeds.title": "Feeds",
  /** Below it. */
  "feeds.lead":
    "Hosts and addresses that researchers tie to spyware. Meeting one is a lead for a person: it proves nothing, and nobody is refused anything for it.",
  /** Nothing there. */
  "feeds.none": "No feed is in use. Whoever runs the server takes one in with: bridle desk feeds use.",
  /** While a newer choice of feeds is looked through. */
  "feeds.reading": "The server is reading a newer choice.",
  /** Label before names. */
  "feeds.publisher": "Published by",
  /** Label before a licence's name. */
  "feeds.licence": "Licence",
  /** Label before an age. */
  "feeds.newest": "Newest entry",
  /** How old the newest entry is. */
  "feeds.age": { one: "{count} day old", other: "{count} days old" },
  /** The newest entry was written today. */
  "feeds.today": "From today",
  /** An age that nobody knows. */
  "feeds.ageUnknown": "Of no known age",
  /** Behind an age of more than two years, or an unknown one. */
  "feeds.tooOld": "Too old to make leads. It is still found by looking something up.",
  /** Label before a hash. */
  "feeds.hash": "SHA-256",
  /** Label: who says that these are the right bytes. */
  "feeds.trust": "Vouched for by",
  /** The list was signed; `name` is the operator's name for the key. */
  "feeds.signed": "A signature of {name}",
  /** The operator's list has the hash, and nobody signed the list. */
  "feeds.pinned": "The operator's list, which nobody signed",
  /** Label before a date. */
  "feeds.since": "In use since",
  /** Label before a number. */
  "feeds.used": "Used",
  /** How many entries are used. */
  "feeds.usedCount": { one: "{count} host or address", other: "{count} hosts and addresses" },
  /** Until the server has read the file. */
  "feeds.unread": "Not read yet",
  /** Label before reasons and numbers. */
  "feeds.leftOut": "Left out",
  /** Nothing was left out. */
  "feeds.leftOutNone": "Nothing",
  /** Why entries aren't used: file hashes, apps, people. */
  "leftOut.notInfrastructure": {
    one: "{count} that isn't a host or an address",
    other: "{count} that aren't hosts or addresses",
  },
  /** Why entries aren't used: a page on a host with many other pages. */
  "leftOut.page": { one: "{count} page on a shared host", other: "{count} pages on shared hosts" },
  /** Why entries aren't used: addresses of local networks. */
  "leftOut.notGlobal": {
    one: "{count} address of a private network",
    other: "{count} addresses of private networks",
  },
  /** Why entries aren't used: their publisher says so. */
  "leftOut.notForDetection": {
    one: "{count} that its publisher doesn't mean for detection",
    other: "{count} that their publisher doesn't mean for detection",
  },
  /** Why entries aren't used. */
  "leftOut.expired": { one: "{count} that expired", other: "{count} that expired" },
  /** Why entries aren't used. */
  "leftOut.unreadable": { one: "{count} that can't be read", other: "{count} that can't be read" },
  /** Label before a number. */
  "feeds.leads": "Leads in 14 days",
  /** How often the server met something that the feed names. */
  "feeds.leadCount": { one: "{count} lead", other: "{count} leads" },
  /** Below the list. */
  "feeds.leadsLead":
    "A lead is an account that came, new or with a new app version, from an address in a feed. It is counted once, with the newest feed that names the address.",
  /** Heading. */
  "feeds.refused": "Not used",
  /** Below that heading. */
  "feeds.refusedLead":
    "The operator's newest list names these. A feed that was in use before stays in use as it was.",
  /** Why a file isn't used. */
  "feedRefusal.badList": "The list can't be read. Everything stays as it was.",
  /** Why a file isn't used. */
  "feedRefusal.badSignature": "None of the expected keys signed the list. Everything stays as it was.",
  /** Why a file isn't used. */
  "feedRefusal.missing": "The file isn't there, or the server may not read it.",
  /** Why a file isn't used. */
  "feedRefusal.otherBytes": "The file isn't the one whose hash was given.",
  /** Why a file isn't used. */
  "feedRefusal.tooLarge": "The file is too large.",
  /** Why a file isn't used. */
  "feedRefusal.unreadable": "The file isn't a list of indicators that Bridle can read.",
  /** Why a file isn't used. */
  "feedRefusal.noPublisher": "Nobody says who published it.",
  /** Why a file isn't used. */
  "feedRefusal.noLicence": "Nobody says under which licence it may be used.",
  /** Why a file isn't used. */
  "feedRefusal.licenceNotAccepted": "Its licence has limits that the operator hasn't accepted.",
  /** Why a file isn't used. */
  "feedRefusal.tooMany": "Together with the others it is more than a server keeps.",
  /** Heading. */
  "feeds.lookUp": "Look something up",
  /** Below that heading. */
  "feeds.lookUpLead":
    "Paste a link, a name or an address that somebody reported. It is looked for in these feeds alone, on this server; nothing is opened and nobody else is asked.",
  /** Label of a field. */
  "feeds.what": "Link, name or address",
  /** Button. */
  "feeds.look": "Look up",
  /** What came of it; `host` is a name or an address. */
  "feeds.noHost": "There is no name and no address in this.",
  /** What came of it. */
  "feeds.notFound": "No feed here names {host}. That doesn't say that it is harmless.",
  /** What came of it; `indicator` is what the feed has, perhaps a parent of the host. */
  "feeds.found": "A feed names {indicator}. It may belong to somebody else by now.",
  /** Label before names of campaigns or spyware. */
  "feeds.campaigns": "Tied to",
  /** Label before names of feeds. */
  "feeds.in": "In",
  /** An event. */
  "event.feedUsed": "Feed taken into use",
  /** An event. */
  "event.feedDropped": "Feed no longer used",
} as const;
