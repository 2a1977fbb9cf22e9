// Introductions, contacts, safety numbers. Each text has a note for translators above it.

export const people = {
  /** Heading of the page. */
  "introductions.title": "Introductions",
  /** Below it. */
  "introductions.lead": "People who know your handle or your public link. They aren't told what you choose.",
  /** Nothing there. */
  "introductions.none":
    "Nobody is waiting. Introductions from people who know your handle or public link appear here.",
  /** Heading of one introduction. */
  "introduction.title": "Someone wants to reach you",
  /** Who they say they are, when they gave a name. Names can be anything. */
  "introduction.calls": "Calls themselves {name}. Bridle hasn't checked it.",
  /** When they gave neither name nor handle. */
  "introduction.noName": "They gave no name.",
  /** Label over their words. */
  "introduction.words": "Their words",
  /** When it came; `date` is date and time. */
  "introduction.at": "Came {date}",
  /** The promise kept so far. */
  "introduction.nothingLoaded": "Bridle has loaded nothing else from them.",
  /** Button. */
  "introduction.accept": "Accept",
  /** What it does. */
  "introduction.acceptHint": "A conversation opens, and you can write to each other.",
  /** Button. */
  "introduction.notNow": "Not now",
  /** What it does. */
  "introduction.notNowHint": "This introduction goes away. They may send another one.",
  /** Button. */
  "introduction.block": "Block",
  /** What it does. */
  "introduction.blockHint": "It goes away, and they can't reach you again with this account.",

  /** Button: tells the operator's desk about an account. */
  "report.action": "Report",
  /** Below that button. */
  "report.hint":
    "Whoever looks after this server's safety learns of it. The introduction stays until you answer it.",
  /** Title of the dialog. */
  "report.title": "Report this account",
  /** Above the reasons. */
  "report.why": "Why?",
  /** A reason. */
  "report.impersonation": "They pass themselves off as somebody else",
  /** A reason. */
  "report.suspicious_link": "They want me to open a link",
  /** A reason. */
  "report.threats": "They threaten me",
  /** A reason. */
  "report.spam": "Spam",
  /** A reason. */
  "report.other": "Something else",
  /** What a report tells. */
  "report.learns":
    "The desk of this server learns that you reported this account, and why. Nothing that either of you wrote is sent along. They aren't told.",
  /** Button: sends the report. */
  "report.send": "Send the report",
  /** Afterwards, in place of the button. */
  "report.sent": "Reported. Thank you.",

  /** Heading of the page about a contact. */
  "contact.title": "Contact",
  /** How long they have been a contact; `date` is a date. */
  "contact.since": "Contact since {date}",
  /** Heading. */
  "contact.standing": "How you know each other",
  /** Explains, until verified: my invite. */
  "contact.myInvite":
    "They used an invite that you made. The name is what they wrote; compare your safety number to be sure that it is them.",
  /** Their invite. */
  "contact.theirInvite":
    "You used an invite of theirs. The name is what they wrote; compare your safety number to be sure that it is them.",
  /** Their introduction. */
  "contact.theirIntroduction":
    "They introduced themselves and you accepted. The name is what they wrote; compare your safety number to be sure that it is them.",
  /** My introduction. */
  "contact.myIntroduction":
    "They accepted your introduction. The name is what they wrote; compare your safety number to be sure that it is them.",
  /** Came back with a restored account. */
  "contact.restored":
    "They came back with your account. Compare your safety number again to be sure that it is them.",
  /** After verifying; `date` is a date. */
  "contact.verified":
    "You compared your safety number and marked it as verified on {date}. If it changes, Bridle tells you before you send anything.",
  /** After verifying, when the date isn't known. */
  "contact.verifiedSometime":
    "You compared your safety number and marked it as verified. If it changes, Bridle tells you before you send anything.",
  /** After it changed; `date` is a date. */
  "contact.changed":
    "Their account was set up anew on {date}, by them or by someone in their place. Your safety number is a new one; compare it again.",
  /** Heading. */
  "safety.title": "Safety number",
  /** What it is. */
  "safety.lead": "If both of you see the same number, nobody sits between you.",
  /** How to compare at a distance. */
  "safety.onPhone":
    "On the phone: one of you reads the groups aloud, the other follows here. Use a call where you know the voice.",
  /** How to compare together. */
  "safety.inPerson":
    "In person: hold the devices side by side, or scan this code with the other's camera and compare the digits.",
  /** For screen readers: name of the digits. */
  "safety.digits": "Twelve groups of five digits",
  /** For screen readers: the picture. */
  "safety.qr": "QR code of the safety number",
  /** While it is worked out. */
  "safety.working": "Working out the safety number",
  /** Button. */
  "safety.verify": "The numbers are the same",
  /** What pressing the button does. */
  "safety.verifyHint": "Press it only after comparing. It marks {name} as verified.",
  /** When they differ. */
  "safety.differ":
    "If they differ, don't write anything private here. Talk to {name} another way, and make a new invite.",
  /** Heading of the interrupt before sending. */
  "changed.title": "The safety number with {name} changed",
  /** What can cause it. */
  "changed.why":
    "Mostly this means that they replaced their recovery words. It can also mean that someone else has taken over their account.",
  /** What is safe. */
  "changed.safe": "Nothing is sent until you decide. What you wrote is kept.",
  /** What to do. */
  "changed.next": "Ask them another way whether it was them, then compare the new number.",
  /** Button: look at the number. */
  "changed.compare": "Compare the number",
  /** Button: go on without comparing. */
  "changed.accept": "Go on without comparing",

  /** Heading. */
  "block.section": "Block",
  /** Button and heading. */
  "block.action": "Block {name}",
  /** Consequences, first line. */
  "block.cant": "They can't write to you any more, and what they send doesn't arrive.",
  /** Second line. */
  "block.told": "They aren't told. To them it looks as if you don't answer.",
  /** Third line. */
  "block.kept": "Your conversation stays on this device. You can unblock them later.",
  /** Heading: what the server's public log says of somebody's keys. */
  "log.title": "Public log of keys",
  /** State: the keys are in the log, and independent parties confirmed the log. */
  "keys.verified": "Verified in the public log",
  /** What that means. */
  "keys.verifiedWhy":
    "Everybody who looks is shown the same keys, and people who don't run this server have confirmed it.",
  /** State: the keys are in the log, but nobody independent confirmed it. */
  "keys.unaudited": "Unaudited",
  /** What that means. */
  "keys.unauditedWhy":
    "The keys are in the server's public log. Nobody independent has confirmed that this log is the same for everybody.",
  /** State: nothing can be said yet. */
  "keys.unchecked": "Not checked yet",
  /** What that means, and what happens by itself. */
  "keys.uncheckedWhy":
    "The keys aren't in the server's public log yet, or it couldn't be asked. Bridle looks again by itself. If it stays like this for more than a day, ask whoever runs the server.",
  /** What to do meanwhile. */
  "keys.compare": "To be sure, compare the safety number.",
  /** When the log was last looked at. */
  "keys.at": "Last looked at {when}",
  /** State and heading: the server was found out. */
  "differentKeys.title": "The server shows different keys to different people",
  /** What it means. */
  "differentKeys.why":
    "What it says about people's keys doesn't fit together. It may be trying to read along with somebody.",
  /** What to do next. */
  "differentKeys.next":
    "Meet the person or call them, and compare the safety number. If it is the same, nobody reads along with the two of you.",
  /** What else to do. */
  "differentKeys.tell":
    "Tell people you trust, outside this server. Under Settings, About, you can copy the proof and give it to an expert.",
  /** Heading of the question. */
  "block.title": "Block {name}?",
  /** Button. */
  "block.confirm": "Block",
  /** Said on the page of a blocked contact. */
  "block.isBlocked": "You blocked {name}.",
  /** Button. */
  "block.undo": "Unblock {name}",
  /** What unblocking does. */
  "block.undoHint": "You can write to each other again. What they sent meanwhile doesn't come back.",

  /** A contact without name and handle; `id` is the beginning of the account's fingerprint. */
  "contact.unnamed": "Someone ({id})",
} as const;
