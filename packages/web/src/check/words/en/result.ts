// The answer, what to do, the findings, what was examined, and saving. Each text has a note for translators above it.

export const result = {
  /** What was examined: its name, its kind, and when. */
  "result.examined": "Checked: {name} ({kind}), {time}.",
  /** How much was looked at. */
  "result.extent":
    "Files read: {files}. Kinds of records read in full: {checks}. Traces compared with: {indicators}.",
  /** Heading: what to do, in order. */
  "result.steps": "What to do now, in this order",
  /** For screen readers: links to the parts of the page. */
  "result.parts": "Parts of this report",
  /** Button: begin anew. */
  "result.again": "Check something else",
  /** Below it. */
  "result.againHint": "What was found is forgotten then, unless you saved it.",

  /** A step when the examination is incomplete. */
  "calm.seeMissing": "See under “What was examined” what could not be read, and why.",
  /** A step when the examination is incomplete. */
  "calm.again":
    "Make the backup or report once more and check it again; a file that was cut off or damaged on its way is the most frequent cause.",
  /** A step after nothing was found. */
  "calm.noProof": "Take this for what it is: nothing that is publicly known was found in these records.",
  /** A step: whoever was warned should ask for help all the same. */
  "calm.warned":
    "If Apple, Google, WhatsApp or Bridle warned you, or you have another reason to worry, ask for help all the same, from another device: for example the Digital Security Helpline of Access Now (accessnow.org/help).",
  /** A step: keep safe. */
  "calm.update":
    "Keep the phone updated. If you may be a target, switch on Lockdown Mode (iPhone) or Advanced Protection (Android).",

  /** Heading. */
  "findings.title": "Findings",
  /** There are none. */
  "findings.none": "There are no findings that call for action.",
  /** Heading: records that meet a published trace. */
  "findings.matches": {
    one: "{count} match with a published trace",
    other: "{count} matches with published traces",
  },
  /** Heading: records that look unusual. */
  "findings.unusual": {
    one: "{count} thing an expert should see",
    other: "{count} things an expert should see",
  },
  /** Opens findings that are common on healthy phones. */
  "findings.usual": {
    one: "{count} remark that is usual on healthy phones",
    other: "{count} remarks that are usual on healthy phones",
  },
  /** Explains them. */
  "findings.usualHint": "Experts look at these together with other things. Alone they say nothing.",
  /** Button: show more findings. */
  "findings.more": { one: "Show {count} more", other: "Show more of {count} others" },
  /** Before the harmless explanations of a finding. */
  "findings.otherwise": "What else it could be:",
  /** Before how much a finding counts: strong, moderate, weak. */
  "findings.weight": "Weight:",
  /** Before what to do about one finding. */
  "findings.next": "What next:",
  /** What to do about a match. */
  "findings.nextMatch":
    "Show this to somebody who helps people with spyware. Don't delete the record and don't reset the phone before that, unless you must be safe now.",
  /** What to do about something unusual. */
  "findings.nextUnusual": "Keep the file that you checked, and show this to somebody with experience.",
  /** What to do about something usual. */
  "findings.nextUsual": "Nothing by itself.",
  /** Opens the technical details of a finding. */
  "findings.details": "Where it stands, and who published it",
  /** Label. */
  "findings.when": "When",
  /** The record has no time. */
  "findings.noTime": "not recorded",
  /** Label: which check found it. */
  "findings.check": "Found by",
  /** Label: file, table, row. */
  "findings.where": "Where",
  /** Label: name of the spyware or campaign. */
  "findings.campaign": "Campaign",
  /** Label. */
  "findings.publisher": "Published by",
  /** Label: fingerprint of the file with the record. */
  "findings.hash": "SHA-256 of the file",

  /** Label: the published trace is a name of the internet. */
  "type.domain": "Published domain",
  /** Label: a numeric address of the internet. */
  "type.ip": "Published IP address",
  /** Label: a web address. */
  "type.url": "Published web address",
  /** Label: an e-mail address. */
  "type.email": "Published e-mail address",
  /** Label: a program's name. */
  "type.process": "Published program name",
  /** Label: a file's name. */
  "type.fileName": "Published file name",
  /** Label: a file's path. */
  "type.filePath": "Published file path",
  /** Label: a file's fingerprint. */
  "type.hash": "Published file hash",
  /** Label: an app's identifier. */
  "type.appId": "Published app id",
  /** Label: fingerprint of an app's certificate. */
  "type.appCert": "Published app certificate",
  /** Label: a configuration profile's identifier. */
  "type.profileId": "Published profile id",
  /** Label: a property of Android. */
  "type.property": "Published system property",

  /** Heading: what was read and what wasn't. */
  "coverage.title": "What was examined",
  /** Below it. */
  "coverage.lead": "The answer above speaks only of what was read here.",
  /** Heading: could not be read, or only in part. */
  "coverage.unread": {
    one: "{count} kind of records not wholly read",
    other: "{count} kinds of records not wholly read",
  },
  /** Heading: read in full. */
  "coverage.read": { one: "{count} kind of records read", other: "{count} kinds of records read" },
  /** Opens what the evidence doesn't hold. */
  "coverage.absent": {
    one: "{count} kind of records is not in this file",
    other: "{count} kinds of records are not in this file",
  },
  /** Explains it. */
  "coverage.absentHint":
    "Each kind of backup or report holds only some records. To have these examined too, check another kind.",
  /** How many records were read. */
  "coverage.records": { one: "{count} record", other: "{count} records" },

  /** Heading: the lists of indicators that were used. */
  "lists.title": "Lists used",

  /** Heading: the files that were read. */
  "files.title": "Files read",
  /** Opens the list of files. */
  "files.count": { one: "{count} file with its hash", other: "{count} files with their hashes" },
  /** More files than are listed. */
  "files.more": {
    one: "{count} more is in the saved report.",
    other: "{count} more are in the saved report.",
  },

  /** Heading: save the report. */
  "save.title": "Save the report",
  /** Below it. */
  "save.lead":
    "The page to read and print, the whole report for a helper's programs (JSON), and every dated record (CSV). Files are saved where your browser saves; nothing is sent.",
  /** Switch: leave personal things out. */
  "save.redact": "Leave personal things out",
  /** What that leaves out and what stays. */
  "save.redactHint":
    "Texts of messages, names, numbers, addresses that aren't published traces, and what happened in the timeline are left out. Published traces, kinds of findings, hashes and times stay, so that a helper can ask for the rest.",
  /** Field: the public key of a helper. */
  "save.encrypt": "Encrypt to a helper's age key",
  /** Help below it. */
  "save.encryptHint":
    "It begins with age1. Only that helper can open the files then, not even you. Leave it empty to save files that anyone can read.",
  /** What was typed is no such key. */
  "save.badRecipient": "That isn't a complete age key. Copy all of it.",
  /** Switch: sign the report. */
  "save.sign": "Sign the report",
  /** What that does. */
  "save.signHint":
    "A new key is made and saved as a file. Whoever gets the public key from you another way can verify that nobody changed the report.",
  /** Button: use an existing key. */
  "save.signWith": "Sign with a key file",
  /** The chosen file holds no key. */
  "save.badKey": "This file holds no signing key: 32 bytes in base64url are expected.",
  /** Before the public key. */
  "save.publicKey": "Public key:",
  /** Button. */
  "save.html": "Save the page",
  /** Button. */
  "save.json": "Save the report (JSON)",
  /** Button. */
  "save.csv": "Save the timeline (CSV)",
  /** Button. */
  "save.signature": "Save the signature",
  /** Saving failed. */
  "save.failed":
    "The file could not be made. It may be too large for this browser; the command line has no such limit.",
  /** What to think of when saving. */
  "save.hint":
    "Saved files can be found by whoever gets this computer. Encrypt them, or save them on something that you can keep safe.",
} as const;
