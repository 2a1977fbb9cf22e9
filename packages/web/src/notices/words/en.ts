// The page for safety notices. Read by people who are frightened: the answer first, then what to do. A note for translators
// stands above each text. "Attempt" must never sound like "success"; nobody is named as the attacker.

export const en = {
  /** Empty state. */
  "empty.title": "No safety notices",
  /** Below it. */
  "empty.lead":
    "If those who run your server find that someone tried to attack you, the warning appears here, and nowhere else. It never has a link, never asks for a code, and never asks you to install anything.",

  /** Heading when the finding is weak. */
  "title.possible": "You may have been targeted",
  /** Heading when the finding is likely. */
  "title.likely": "You were probably targeted",
  /** Heading when the finding is sure. */
  "title.strong": "You were targeted",
  /** Right below the heading: the most important sentence of the page. */
  "answer.attempt":
    "An attempt is not an infection. Nothing here says that somebody got into your device, and you have time to do the next steps calmly.",
  /** Who tried, without naming anybody. */
  "answer.who":
    "Somebody used this service to try to reach several people, and you are one of them. Attacks with spyware begin like this. Those who run the service found it and tell everyone who is concerned.",
  /** When it was issued. */
  "answer.issued": "Issued on {date} by those who run {server}.",

  /** Heading of the list of what was seen. */
  "seen.title": "What was seen",
  /** All of it on one day. */
  "seen.day": "On {from}:",
  /** First and last day. */
  "seen.range": "From {from} to {to}:",
  /** One of the list. */
  "seen.lookups": "Strangers looked people up on this service.",
  /** One of the list; an introduction is a stranger's first words, which the app shows apart. */
  "seen.introductions": "Strangers sent introductions to many people at once.",
  /** One of the list. */
  "seen.invites": "Strangers tried invites that weren't meant for them.",
  /** One of the list. */
  "seen.groupAdds": "Strangers tried to add people to groups without asking them.",
  /** One of the list. */
  "seen.calls": "Strangers tried to call people who hadn't let them in.",
  /** One of the list. */
  "seen.deviceLinks": "Somebody tried to attach their own device to other people's accounts.",
  /** One of the list. */
  "seen.malformed": "Something was sent that is built to break the app that opens it.",
  /** When none of the above fits. */
  "seen.other": "Strangers behaved in a way that ordinary people don't.",
  /** What came to the reader: nothing. */
  "reached.nothing": "None of it reached you.",
  /** What came to the reader. */
  "reached.lookedUp": "You were looked up. Nothing else reached you.",
  /** What came to the reader. */
  "reached.introduction":
    "An introduction reached you: plain words, and nothing that your device had to open.",
  /** What came to the reader. */
  "reached.accepted": "You let one of them in. From then on they could write to you.",

  /** Heading of what the service did. */
  "done.title": "What has been done",
  /** One of the list. */
  "done.refused": "What they sent was refused.",
  /** One of the list. */
  "done.accountsClosed": "Their accounts on this service are closed.",
  /** One of the list. */
  "done.repaired": "The way that they used is closed.",

  /** Heading of the numbered advice. The order matters. */
  "todo.title": "What to do, in this order",
  /** First step. */
  "todo.help": "Ask for help",
  /** About it. */
  "todo.helpHow":
    "Those listed below do this every day. Write to them from another device if you can, one that isn't yours.",
  /** Second step. */
  "todo.keep": "Don't delete or reset anything yet",
  /** About it. */
  "todo.keepWhy":
    "A reset also removes what could show what happened. If you want your device examined, leave it as it is and make a backup.",
  /** Third step; it may come before all others. */
  "todo.safe": "If you need to be safe now",
  /** About it. */
  "todo.safeHow": "Turn the device off and don't use it. Your safety comes before any evidence.",
  /** Fourth step. */
  "todo.close": "Afterwards, make the device harder to attack",
  /** About it; the names are those of the settings on phones. */
  "todo.closeHow":
    "Turn on Lockdown Mode on an iPhone, or Advanced Protection on Android. Install all updates, then restart.",
  /** Fifth step. */
  "todo.tell": "Tell people who are at risk through you",
  /** About it. */
  "todo.tellHow": "In person or by another device.",
  /** Sixth step. */
  "todo.law": "Ask a lawyer",
  /** About it. */
  "todo.lawWhy": "What you can do about it differs from country to country.",

  /** Heading of the list of helpers. */
  "help.title": "Who helps",
  /** Above it. */
  "help.lead":
    "They work for people at risk and take no money for it. There are no links on this page: type the address yourself.",
  /** When the notice names a newer list than this app has. */
  "help.newer": "A newer version of Bridle has a newer list.",
  /** Where a helper works: everywhere. */
  "help.everywhere": "Everywhere",
  /** Where a helper works. */
  "help.westAsiaNorthAfrica": "West Asia and North Africa",
  /** What it does: Access Now's Digital Security Helpline. */
  "help.accessNow":
    "Help for civil society, day and night. Answers within two hours, asks who you are, and may ask for a backup of your device.",
  /** What it does: CiviCERT. */
  "help.civicert": "A network of help desks in many countries. Its page names those near you.",
  /** What it does: SMEX's help desk. */
  "help.smex": "Help for activists, journalists and human rights defenders. Takes text and voice messages.",
  /** What it does: the Citizen Lab. */
  "help.citizenLab": "Helps people who got an official notice like this one, one to one.",
  /** What it does: Amnesty's Security Lab. */
  "help.amnesty": "Examines devices of activists, journalists and human rights defenders for spyware.",
  /** What it does: the Digital Security Lab of Reporters Without Borders. */
  "help.rsf": "Examines devices of journalists for spyware. Doesn't give first aid.",

  /** Heading. */
  "code.title": "Is this real?",
  /** Below it. */
  "code.lead": "Only those who run {server} can put something on this page. Nobody who writes to you can.",
  /** Above the digits. */
  "code.devices":
    "Compare on your other device: Settings, Safety notices shows the same twelve digits there.",
  /** For screen readers. */
  "code.digits": "Code of this notice",
  /** Above an address that can be typed. */
  "code.page": "In any browser, this address says on which day the notice was issued:",

  /** Heading. */
  "not.title": "What this is not",
  /** One of the list. */
  "not.verdict": "It doesn't say that your device is infected, and it can't say that it isn't.",
  /** One of the list. */
  "not.state": "It names no attacker. That is seldom known when people have to be told.",
  /** One of the list. */
  "not.ask":
    "It never asks for a password, a code, money, or for opening or installing anything. Whoever asks for that in its name isn't this service.",

  /** Instead of trust: the signature isn't the known one. */
  "unverified.lead":
    "This notice can't be confirmed: the service signs differently than when this device came to it, and nothing it signed before explains the change. Ask those who run it, in person or by phone, before you believe what it says. The advice below does no harm either way.",
  /** A notice of a newer version. */
  "newer.title": "A notice that needs a newer app",
  /** Below it. */
  "newer.lead": "Update Bridle to read it. Nothing is lost.",

  /** Switch. */
  "optOut.label": "No more of these",
  /** What it gives and what it costs. */
  "optOut.hint":
    "On: you get no further notices on any of your devices, also when you are targeted again. What is here stays.",

  /** Heading over notices before the newest. */
  "earlier.title": "Earlier notices",
  /** One of them, closed. */
  "earlier.line": "{title}, {date}",

  /** Heading of a list of days. */
  "quiet.title": "Refused for you",
  /** Below it. */
  "quiet.lead": "There is nothing for you to do.",
  /** A day. */
  "quiet.one": "{date}: Bridle refused an attempt by a stranger.",
  /** A day; two to five. */
  "quiet.few": "{date}: Bridle refused a few attempts by strangers.",
  /** A day; more than five. */
  "quiet.many": "{date}: Bridle refused many attempts by strangers.",
} as const;
