import type { Finding, HeuristicCode, HitKind } from "../examination/finding.ts";

/** What a finding means, what else it could be, and how much weight it bears. */
export interface Explanation {
  readonly what: string;
  readonly otherwise: string;
  readonly weight: "strong" | "moderate" | "weak";
}

const hits: Readonly<Record<HitKind, Explanation>> = {
  "link-received": {
    what: "A message holds an address that researchers have linked to spyware. It shows that the address was sent, not that it was opened or did anything.",
    otherwise:
      "Somebody may have forwarded the link in a warning or a news story, or the address may have had another owner at that time.",
    weight: "moderate",
  },
  "address-visited": {
    what: "A program on the phone loaded an address that researchers have linked to spyware.",
    otherwise:
      "The page may have been opened on purpose, by a researcher or a reader of a report, or the address may have had another owner at that time.",
    weight: "moderate",
  },
  "address-mentioned": {
    what: "An address that researchers have linked to spyware stands in the phone's records. That alone doesn't show that it was opened.",
    otherwise:
      "It may have been noted on purpose, come with an invitation or a warning, or have had another owner at that time.",
    weight: "moderate",
  },
  contact: {
    what: "An account that researchers have linked to spyware was looked up or exchanged something with this phone.",
    otherwise: "The account may have been misused, or have been somebody else's at that time.",
    weight: "moderate",
  },
  "process-ran": {
    what: "A program ran under a name that known spyware has used.",
    otherwise:
      "Names can coincide, and some of them are close to names of Apple's own programs. An expert compares time, place and network use.",
    weight: "strong",
  },
  "file-present": {
    what: "The phone holds or held a file where known spyware puts one.",
    otherwise: "Names of files can coincide; the whole path says more than a name.",
    weight: "moderate",
  },
  "app-present": {
    what: "An app is installed that is listed as spyware or stalkerware.",
    otherwise:
      "Lists of stalkerware also name apps that parents or employers install openly. Somebody with access to the phone may have installed it.",
    weight: "strong",
  },
  "app-was-there": {
    what: "The phone's records show that an app that is listed as spyware or stalkerware was installed, updated or removed. It need not be there any more.",
    otherwise:
      "Lists of stalkerware also name apps that parents or employers install openly. Somebody with access to the phone may have installed it.",
    weight: "strong",
  },
  "profile-present": {
    what: "A configuration profile is installed that known spyware has used.",
    otherwise: "Profiles carry random identifiers; another one with the same is very unlikely.",
    weight: "strong",
  },
  "profile-met": {
    what: "A configuration profile that known spyware has used was installed, changed or removed. It need not be there any more.",
    otherwise: "Profiles carry random identifiers; another one with the same is very unlikely.",
    weight: "strong",
  },
  "property-set": {
    what: "The phone has a system property that known spyware sets.",
    otherwise: "A maker may have chosen the same name.",
    weight: "moderate",
  },
  "deleted-trace": {
    what: "Space that a deleted record used still holds an address that researchers have linked to spyware.",
    otherwise: "Rows are deleted for many reasons, the person's own tidying first of all.",
    weight: "moderate",
  },
};

type Words = readonly [what: string, otherwise: string];

const heuristics: Readonly<Record<HeuristicCode, Words>> = {
  "outdated-system": [
    "The system lacks security updates that existed when this check was made.",
    "The backup may be older than the updates.",
  ],
  "notification-settings-profile": [
    "A profile decides which notifications are shown; one was used to hide warnings.",
    "Employers and schools manage notifications so too.",
  ],
  "profile-event": [
    "A configuration profile was installed, changed or removed.",
    "Employers, schools and mobile carriers install profiles.",
  ],
  "threat-notification": [
    "The message has the wording with which Apple warns people whom it believes to be targets of mercenary spyware.",
    "Fraudsters copy the wording. A real warning also shows after signing in at appleid.apple.com, and asks for nothing.",
  ],
  "attachment-path": [
    "An attachment lies under a temporary name that attachments used against iMessage had.",
    "Some apps store attachments there while sending them.",
  ],
  "fast-redirect": [
    "A page without encryption led to another site within a second, as when somebody on the network injects a redirect.",
    "Shortened links, advertising and sign-in pages of public networks do the same.",
  ],
  "usage-without-process": [
    "Network use is booked on a program whose entry is gone. Pegasus removed entries so.",
    "A damaged or partly restored database shows the same.",
  ],
  "missing-process": [
    "Numbers are missing in the list of programs that used the network.",
    "iOS removes old entries itself; gaps are usual.",
  ],
  "process-without-binary": [
    "A program used the network whose file is not in the dump.",
    "Removed apps leave such entries.",
  ],
  "odd-account-id": [
    "An account name holds zero bytes, which only crafted requests do.",
    "Damage of the file could look alike.",
  ],
  "calendar-invitation": [
    "The entry has the very title and text with which QuaDream's spyware arrived by calendar.",
    "Two common words; the entry's date and sender matter.",
  ],
  "lockdown-mode": ["Whether Lockdown Mode is on.", "It is off on most phones."],
  "app-without-id": ["An app's record lacks what the App Store writes.", "Old or restored apps can lack it."],
  "app-source": [
    "An app came from elsewhere than the App Store.",
    "Employers' apps, other app stores in the EU and Japan, and developers' own apps do.",
  ],
  "shutdown-delays": [
    "Programs held a reboot up for several seconds.",
    "Slow or busy programs do that on healthy phones.",
  ],
  "shutdown-path": [
    "A program ran from a folder in which iOS keeps only data. Spyware has run from such folders.",
    "Apple's own tools for development can run from unusual folders.",
  ],
  "process-location": [
    "A program ran or crashed in a folder in which iOS keeps only data.",
    "Apple's own tools for development can run from unusual folders.",
  ],
  "accessibility-service": [
    "An app may read the screen and press buttons. Stalkerware asks for this.",
    "Screen readers, password managers and remote support need it.",
  ],
  "root-app": [
    "An app is installed with which people take full control of their phone.",
    "Its owner may have wanted that.",
  ],
  "sms-receiver": ["An app is told of messages or calls.", "Messengers, call filters and banking apps are."],
  "installs-apps": ["An app may install other apps.", "Browsers, file managers and app stores ask for this."],
  "shell-permission": ["The command shell used a permission.", "Computers that back the phone up use it."],
  "app-removed": ["An app was removed.", "People remove apps."],
  "app-downgraded": [
    "An app was replaced by an older version, which can bring old holes back.",
    "Trying an older version on purpose, or a developer's phone.",
  ],
  "old-patch-level": ["The phone's security updates are old.", "Its maker may offer no newer ones."],
  "adb-key": [
    "A computer may control the phone over USB or the network.",
    "The computer with which these records were taken is one of them.",
  ],
  "privileged-crash": [
    "A program with system rights crashed; attacks crash programs when they fail.",
    "Faulty drivers and updates do too.",
  ],
  "app-installer": [
    "An app came from elsewhere than an app store.",
    "Some people install apps from files or other stores on purpose.",
  ],
  "disabled-protection": [
    "A part of the system that updates or protects the phone is switched off.",
    "Owners switch off what they find annoying.",
  ],
  "unsafe-setting": [
    "A setting that protects the phone is not at its safe value.",
    "Makers ship some settings so.",
  ],
  "temporary-file": [
    "A file lies in the folder that tools use which come over a cable. Forensic and spy tools leave files there.",
    "Developers' tools do too.",
  ],
  "root-binary": [
    "The phone holds a program with which its protections are switched off.",
    "Its owner may have wanted that.",
  ],
  "writable-system": ["The system's own files can be changed.", "Phones whose owner took full control."],
  "mount-options": ["A part of the storage is mounted with unusual rights.", "Some makers do so."],
  "security-event": [
    "The phone's own log notes a security event.",
    "Updates and new accounts cause some of them.",
  ],
};

/** What to tell a person about a finding. */
export function explain({ because }: Pick<Finding, "because">): Explanation {
  if (because.kind === "heuristic") {
    const [what, otherwise] = heuristics[because.code];
    return { what, otherwise, weight: because.usual ? "weak" : "moderate" };
  }
  const explanation = hits[because.kind];
  return because.level === "truncated" ? { ...explanation, weight: "weak" } : explanation;
}

/**
 * What to do, in this order. Help comes before a reset: investigators need the phone as it is. But a person in
 * danger may choose safety first.
 */
export const advice: readonly string[] = [
  "Use another device to ask for help, for example the Digital Security Helpline of Access Now (accessnow.org/help) or Amnesty's Security Lab (securitylab.amnesty.org/get-help).",
  "If you want this investigated, don't delete anything and don't reset the phone yet; keep this backup, and make a sysdiagnose or bug report.",
  "If you must be safe now, switch the phone off and stop using it. That matters more than evidence.",
  "Then switch on Lockdown Mode (iPhone) or Advanced Protection (Android), install updates, and restart.",
  "Tell the people whom this may put at risk, in person or through another device.",
  "Ask a lawyer what this means for you.",
];
