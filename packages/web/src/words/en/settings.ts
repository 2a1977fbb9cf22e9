// Settings, in the person's words. Each text has a note for translators above it.

export const settings = {
  /** Heading of the page. */
  "settings.title": "Settings",
  /** Section: name, handle, links, recovery words, deleting the account. */
  "settings.me": "Me",
  /** Section. */
  "settings.devices": "Devices",
  /** Section. */
  "settings.privacy": "Privacy",
  /** Section: how the app is locked on this device. */
  "settings.lock": "Lock",
  /** Section: light or dark. */
  "settings.appearance": "Appearance",
  /** Section. */
  "settings.language": "Language",
  /** Section. */
  "settings.storage": "Storage",
  /** Section: warnings from the operator of the server. */
  "settings.notices": "Safety notices",
  /** Section. */
  "settings.about": "About",
  /** Button: open the list of keys. */
  "settings.keys": "Keyboard shortcuts",
  /** Link: opens the device check in a new tab. */
  "settings.check": "Check a phone for traces of spyware",

  /** Label of one's own name when there is none. */
  "me.noName": "No name",
  /** Label: name. */
  "me.name": "Name",
  /** What the name reveals. */
  "me.nameHint": "People you talk to see it. The server can't read it.",
  /** Label: handle. */
  "me.handle": "Handle",
  /** What the handle gives and costs. */
  "me.handleHint":
    "People who know its exact spelling can send you an introduction. The server knows it. Leave it empty to have none.",
  /** Heading. */
  "me.publicLinks": "Public links",
  /** What a public link gives and costs. */
  "me.publicLinksHint":
    "For a website or a business card. Whoever has one can send you an introduction; you decide each time. Delete it to stop that.",
  /** Button. */
  "me.publicLinkNew": "Make a public link",
  /** When it was made; `date` is a date. */
  "me.publicLinkAt": "Made {date}",
  /** Button. */
  "me.publicLinkDelete": "Delete link",
  /** For screen readers: the picture. */
  "me.publicLinkQr": "QR code of your public link",
  /** Heading. */
  "me.recovery": "Recovery words",
  /** State: not confirmed. */
  "me.recoveryOpen": "Not confirmed yet. Without them a lost device is a lost account.",
  /** State: confirmed. */
  "me.recoveryDone": "Confirmed. This device no longer has them.",
  /** Button. */
  "me.recoveryShow": "Show the words",
  /** Heading. */
  "me.delete": "Delete account",
  /** What it does. */
  "me.deleteHint":
    "Your account, your contacts and your messages go away from this device and from the server. What others received stays with them.",
  /** Heading of the question. */
  "me.deleteTitle": "Delete your account?",
  /** Consequence. */
  "me.deleteLead": "This can't be undone, and your recovery words stop working.",
  /** Button. */
  "me.deleteConfirm": "Delete account",

  /** Explains the list. */
  "devices.lead":
    "Each of these devices reads your messages. If you see one that you don't know, get your account back with your recovery words and remove the others.",
  /** Marks the device that this is. */
  "devices.this": "This device",
  /** Any other. */
  "devices.other": "Another device",
  /** Label of a device's fingerprint; `id` is its beginning. */
  "devices.id": "Fingerprint {id}",

  /** Switch. */
  "privacy.receipts": "Say when I have read a message",
  /** What it gives and costs. */
  "privacy.receiptsHint":
    "On: people you talk to see that you read their messages. Off: they don't. That a message arrived is always shown to them.",
  /** Switch. */
  "privacy.typing": "Show when I am typing",
  /** What it gives and costs. */
  "privacy.typingHint":
    "On: people you talk to see that you are writing, also when you don't send it. Off: they don't.",
  /** Heading. */
  "privacy.blocked": "Blocked people",
  /** None. */
  "privacy.blockedNone": "You haven't blocked anyone.",
  /** Heading of what always holds. */
  "privacy.always": "What always holds",
  /** First. */
  "privacy.alwaysStrangers":
    "Nobody reaches you without an invite from you, or an introduction that you accepted.",
  /** Second. */
  "privacy.alwaysLinks": "Links do nothing until you tap them, and Bridle never loads their pages.",
  /** Third. */
  "privacy.alwaysServer":
    "The server can't read what you write. It sees when your device connects, and how much it sends.",

  /** Heading: how it is now. */
  "lock.title": "On this device",
  /** The truth about the device slot. */
  "lock.device":
    "What Bridle keeps here is encrypted with a key that lies on this device. That stops a casual look at the files. It doesn't stop someone who has the unlocked device.",
  /** The truth about the passphrase slot. */
  "lock.passphrase":
    "What Bridle keeps here is encrypted with a key that only your passphrase opens. That also protects it when the device is taken while Bridle is closed. It doesn't stop someone who has the device while Bridle is open.",
  /** What to do besides. */
  "lock.do": "Lock your screen when you leave, and encrypt the device's disk.",
  /** Heading. */
  "lock.passphraseTitle": "Passphrase",
  /** What a passphrase gives and costs. */
  "lock.passphraseHint":
    "Bridle asks for it each time it opens. Nobody can reset it: without it you need your recovery words, and the messages on this device are lost.",
  /** Field. */
  "lock.current": "Passphrase now",
  /** Field. */
  "lock.next": "New passphrase",
  /** Advice for choosing one. */
  "lock.nextHint": "Five random words are good. Don't use it anywhere else.",
  /** Field. */
  "lock.repeat": "New passphrase again",
  /** They differ. */
  "lock.differ": "The two aren't the same.",
  /** Too short. */
  "lock.short": {
    one: "Use at least {count} character.",
    other: "Use at least {count} characters.",
  },
  /** Button. */
  "lock.set": "Set passphrase",
  /** Button. */
  "lock.change": "Change passphrase",
  /** Button. */
  "lock.remove": "Take the passphrase away",
  /** Said after setting it. */
  "lock.isSet": "Your passphrase is set. Bridle asks for it the next time it opens.",
  /** Said after taking it away. */
  "lock.isRemoved": "Bridle opens without a passphrase from now on.",
  /** While it works; it takes about a second on purpose. */
  "lock.working": "Working",
  /** The passphrase typed is wrong. */
  "lock.wrong": "That isn't the passphrase.",
  /** Heading of the screen that asks for it. */
  "unlock.title": "Bridle is locked",
  /** Field. */
  "unlock.passphrase": "Passphrase",
  /** Button. */
  "unlock.open": "Open",
  /** What to do when it is forgotten. */
  "unlock.forgotten":
    "Nobody can reset it. With your recovery words you get your account back in another browser.",

  /** Choice of light or dark. */
  "appearance.theme": "Colours",
  /** Choice. */
  "appearance.system": "As the device",
  /** Choice. */
  "appearance.light": "Light",
  /** Choice. */
  "appearance.dark": "Dark",
  /** Switch. */
  "appearance.enter": "Enter sends",
  /** What it gives and costs. */
  "appearance.enterHint":
    "On: Enter sends, Shift+Enter begins a new line. Off: Enter begins a new line, Ctrl+Enter sends.",

  /** Heading of the choice of language. */
  "language.title": "Language",
  /** Choice. */
  "language.system": "As the device",
  /** Name of English, in English in every language. */
  "language.en": "English",
  /** Name of Arabic, in Arabic in every language. */
  "language.ar": "العربية",

  /** How much is used; both are sizes with units. */
  "storage.used": "Bridle uses {used} of the {quota} that this browser allows.",
  /** When the browser doesn't say. */
  "storage.unknown": "This browser doesn't say how much Bridle uses.",
  /** The browser promised to keep it. */
  "storage.kept": "The browser keeps it until you delete it.",
  /** It did not. */
  "storage.notKept":
    "The browser may delete it when space runs short. Ask it to keep everything, and keep your recovery words.",
  /** Button. */
  "storage.keep": "Ask the browser to keep it",
  /** It said no. */
  "storage.refused": "The browser said no. Some do until you use a page often or add it to the home screen.",

  /** Label. */
  "about.version": "Version",
  /** Label. */
  "about.server": "Server",
  /** Label. */
  "about.account": "Account fingerprint",
  /** Label. */
  "about.device": "Device fingerprint",
  /** What the public log is. */
  "about.log":
    "The server writes everybody's keys into a log that anybody can read and that it can't change afterwards. Bridle looks at your own entry every hour.",
  /** Fact: the log's name. */
  "about.logName": "Log",
  /** Fact: how many entries it has. */
  "about.logSize": "Entries",
  /** Fact: who confirms that everybody sees the same log. */
  "about.witnesses": "Witnesses",
  /** Fact: who replays every change of the log. */
  "about.auditors": "Auditors",
  /** In place of names, when there are none. */
  "about.nobody": "nobody",
  /** Button: looks at all entries now. */
  "about.logCheck": "Look now",
  /** Button: copies the signed statements that contradict each other. */
  "about.logProof": "Copy the proof",
  /** The server describes another log, or other witnesses, than when this device first saw it. */
  "about.logChanged":
    "The server names another log or other witnesses than before. That can be in order, after a restored backup or with a new witness. Ask whoever runs it, by another way, before you go on.",
  /** Button. */
  "about.logAccept": "Go on with the new one",
  /** Licence. */
  "about.licence": "Bridle is free software under the GNU Affero General Public License, version 3 or later.",
  /** About encryption, the one place with its names. */
  "about.crypto":
    "Conversations use MLS (RFC 9420) with a hybrid of X25519 and ML-KEM-768 against future quantum computers. MLS signs messages, so what you write isn't deniable.",
  /** About the code's proof. */
  "about.proof":
    "This app is code from your server. A proof that everyone gets the same code comes in a later version.",
} as const;
