// Choosing what to examine, the lists, the password, and a run that goes on. Each text has a note for translators above it.

export const begin = {
  /** Name of the page: in its title and at its top. */
  "check.name": "Device check",
  /** Heading of the first screen. */
  "check.title": "Check a phone for traces of known spyware",
  /** Below it: what this is, and that it sends nothing. No promise beyond it. */
  "check.lead":
    "You give it a backup or a report of a phone. Everything is read on this computer. Nothing is sent anywhere, and nothing is kept when you close this page.",
  /** A caution: being seen doing this can be dangerous, and the phone itself may be watched. */
  "check.caution":
    "Use another device than the phone you check. If somebody may be watching you, think about who could see that you do this.",
  /** The page was opened over an unprotected connection, where browsers switch off what the check needs. */
  "check.insecure":
    "This page was opened without https. Browsers then hold back what the check needs to open encrypted backups.",

  /** Name of English in its own language; not translated. */
  "language.en": "English",
  /** Name of Arabic in its own language; not translated. */
  "language.ar": "العربية",
  /** For screen readers: the two buttons that choose the language. */
  "language.title": "Language",
  /** Button: close a panel. */
  "action.close": "Close",

  /** For screen readers: the place where a file is dropped. */
  "choose.title": "What to check",
  /** In the place where a file is dropped. */
  "choose.drop": "Drop a file or a folder here",
  /** Button: opens the browser's choice of a file. */
  "choose.file": "Choose a file",
  /** Button: opens the browser's choice of a folder. */
  "choose.folder": "Choose a folder",
  /** What the browser may ask when a folder is chosen: it says "upload". */
  "choose.hint":
    "An iPhone backup is a folder; the others are files. Your browser may ask whether to “upload” the folder: it only lets this page read it, and the page can't send it on.",
  /** Beside the name of a chosen folder. */
  "choose.aFolder": "folder",
  /** Button: begin the examination. */
  "choose.start": "Start the check",
  /** Button: choose another file or folder. */
  "choose.other": "Choose something else",

  /** While the lists of indicators are being loaded. */
  "ready.loading": "Loading the lists of known spyware",
  /** Everything is loaded; the connection can be cut. {size}: how much that was, such as 0.8 MB. */
  "ready.loaded":
    "Everything is loaded ({size}). You can disconnect from the internet now; the check works without it as long as this page stays open.",
  /** The lists could not be loaded. */
  "ready.failed":
    "The lists of known spyware could not be loaded. Connect to the internet and reload this page.",

  /** The worker ended by itself, mostly for want of memory. */
  "failure.gone":
    "The check stopped: this browser ran out of memory or closed it. Nothing was concluded. Close other pages and try again, or use the command line.",
  /** A fault in the program. */
  "failure.fault":
    "The check stopped because of a fault in this program. Nothing was concluded, and your files are as they were.",
  /** The person ended the run. */
  "failure.cancelled": "You ended the check. Nothing was concluded, and nothing was kept.",

  /** Opens the explanation of what can be examined. */
  "how.title": "What can be checked, and how to get it",
  /** First line of that explanation. */
  "how.lead":
    "If you suspect something now, make the sysdiagnose or bug report before you restart or update the phone.",
  /** Name of Apple's report; not translated. */
  "how.sysdiagnose": "iPhone: sysdiagnose",
  /** How to make it. */
  "how.sysdiagnoseText":
    "Press both volume buttons and the side button together for one second. After about ten minutes it is under Settings, Privacy & Security, Analytics & Improvements, Analytics Data. Move it to this computer by cable or AirDrop.",
  /** A backup made on a computer. */
  "how.backup": "iPhone: backup on a computer",
  /** How to make it. */
  "how.backupText":
    "Connect the phone to a computer, choose “Back up all of the data on your iPhone to this Mac” in Finder or iTunes, and switch on “Encrypt local backup”: an encrypted one holds more. The folder has a long name of digits and letters.",
  /** Name of Android's report. */
  "how.bugreport": "Android: bug report",
  /** How to make it. */
  "how.bugreportText":
    "Under Settings, About phone, tap the build number seven times. Then under System, Developer options, tap Bug report and Full report. Share the zip file to this computer by cable.",
  /** Name of a program; not translated. */
  "how.androidqf": "Android: androidqf, or a backup",
  /** What it is. */
  "how.androidqfText":
    "androidqf is a program that helpers use to collect more from a phone over a cable. Its folder or zip can be checked here, and so can a backup made with adb (.ab).",

  /** Opens the lists of indicators; {count} of them are in use, with {indicators} entries together. */
  "feeds.title": {
    one: "{count} list of known spyware, {indicators} traces",
    other: "{count} lists of known spyware, {indicators} traces",
  },
  /** What the lists are. */
  "feeds.lead":
    "Researchers publish the traces that spyware leaves: addresses, names of programs and files. The check looks for exactly these. They came with this page; nothing is fetched.",
  /** No list is chosen. */
  "feeds.none":
    "No list is chosen. Without one the check can find little, and its answer will be “incomplete”.",
  /** Label: who published a list. */
  "feeds.publisher": "Published by",
  /** Label: the date of a list's newest entry. */
  "feeds.newest": "Newest entry",
  /** How many days ago that was. */
  "feeds.age": { one: "{count} day ago", other: "{count} days ago" },
  /** Behind the age of a list that is more than a year old. */
  "feeds.old": "Newer spyware may leave other traces.",
  /** Label: how many traces a list holds. */
  "feeds.indicators": "Traces",
  /** How many of a list's entries no check can use. */
  "feeds.unusable": { one: "{count} not usable", other: "{count} not usable" },
  /** Label. */
  "feeds.licence": "Licence",
  /** Label: the fingerprint of the file. */
  "feeds.hash": "SHA-256",
  /** Label: addresses of the publication, as text. */
  "feeds.references": "Described in",
  /** Not stated. */
  "feeds.unknown": "not stated",
  /** The file is exactly the one that this version of the program names. */
  "feeds.pinned": "as named by this program:",
  /** The file is one that a signed index names. */
  "feeds.signed": "signed:",
  /** Nobody vouches for the file. */
  "feeds.unpinned": "not vouched for:",
  /** The list was brought along by the person. */
  "feeds.added": "You added this list.",
  /** Heading: use one's own lists. */
  "feeds.own": "Use lists of your own",
  /** What files are taken. */
  "feeds.ownHint":
    "STIX 2 files, or YAML files of Echap. With a feeds.json beside them each file's hash is compared with the one named there. Helplines hand out newer lists this way.",
  /** Field: the public key of whoever signed the list. */
  "feeds.signer": "Signer's key (if you were given one)",
  /** Help below it. */
  "feeds.signerHint": "With a key only files are taken whose feeds.json this key signed (feeds.json.sig).",
  /** Button: opens the browser's choice of files. */
  "feeds.choose": "Choose files",
  /** Button: read the chosen files. */
  "feeds.read": { one: "Use {count} file", other: "Use {count} files" },

  /** Heading: the backup is encrypted. */
  "password.title": "This is encrypted",
  /** Below it. */
  "password.lead":
    "Type the password that was set when the backup was made. It is used to open the backup here, and forgotten after it.",
  /** Field. */
  "password.label": "Password of the backup",
  /** Help below it. */
  "password.hint":
    "For an iPhone it is the password of “Encrypt local backup”, not the code of the phone. A file encrypted with age takes a passphrase or a key that begins with AGE-SECRET-KEY-1.",
  /** The password was wrong. */
  "password.wrong": "That password doesn't open it.",
  /** Button. */
  "password.open": "Open and check",

  /** Heading while the examination runs. */
  "run.title": "Checking",
  /** A phase: finding out what the file is. */
  "phase.recognise": "Find out what it is",
  /** A phase: turning the password into a key, slow on purpose. */
  "phase.deriveKey": "Open the encryption",
  /** A phase: reading the list of files. */
  "phase.list": "Read the list of files",
  /** A phase: reading and comparing. */
  "phase.read": "Compare the records with the lists",
  /** A phase: writing the report. */
  "phase.report": "Sum up",
  /** For screen readers: this phase is over. */
  "phase.done": "done",
  /** For screen readers: this phase goes on. */
  "phase.now": "going on",
  /** For screen readers: this phase comes later. */
  "phase.later": "to come",
  /** Nothing more precise is known. */
  "run.working": "Reading",
  /** What is being looked at. */
  "run.reading": "Looking at: {what}",
  /** How much of the evidence went through. */
  "run.bytes": "Read so far: {size}",
  /** The key is being derived; how long it takes isn't known. */
  "run.deriving":
    "Opening the encryption. Apple made this slow on purpose, so that nobody can try many passwords.",
  /** The key is being derived; the estimate. */
  "run.left": {
    one: "Opening the encryption: about {count} second left. Apple made this slow on purpose.",
    other: "Opening the encryption: about {count} seconds left. Apple made this slow on purpose.",
  },
  /** The estimate was too hopeful. */
  "run.longer": "Opening the encryption takes a little longer than expected.",
  /** The page must stay open. */
  "run.stay": "Keep this page open. It needs no connection.",
  /** Button: end the examination. */
  "run.cancel": "End the check",
  /** While it is being ended. */
  "run.ending": "Ending",
} as const;
