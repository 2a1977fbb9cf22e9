import { binaryPlist, IphoneBackup, type PlistInput, sqliteBytes, table, xmlPlist } from "@bridle/testkit";
import { expect, test } from "vitest";
import { brief, examined, statusOf } from "../run.ts";

const patterns = [
  "[domain-name:value='bad.example']",
  "[url:value='https://exact.example/path']",
  "[email-addr:value='spy@mail.example']",
  "[process:name='bh']",
  "[file:path='/private/var/tmp/hooker']",
  "[file:path='/Library/Bad']",
  "[file:name='roleaccountd.plist']",
  "[app:id='com.bad.app']",
  "[configuration-profile:id='PROFILE-1']",
];

type Rows = Parameters<typeof table>[2];
type Plant = (backup: IphoneBackup) => IphoneBackup;

const WHATSAPP = "AppDomainGroup-group.net.whatsapp.WhatsApp.shared";
const CHROME = "AppDomain-com.google.chrome.ios";
const FIREFOX = "AppDomainGroup-group.org.mozilla.ios.Firefox";
const WEBKIT = "Library/WebKit/WebsiteData/ResourceLoadStatistics";
const PROFILES = "SysSharedContainerDomain-systemgroup.com.apple.configurationprofiles";

const tables =
  (domain: string, path: string, content: Readonly<Record<string, Rows>>): Plant =>
  (backup) =>
    backup.database(
      domain,
      path,
      sqliteBytes((database) => {
        for (const [name, rows] of Object.entries(content)) table(database, name, rows);
      }),
    );

const plist =
  (domain: string, path: string, value: PlistInput): Plant =>
  (backup) =>
    backup.plist(domain, path, value);

const sms = (rows: Rows): Plant =>
  tables("HomeDomain", "Library/SMS/sms.db", { handle: [{ ROWID: 1, id: "+1" }], message: rows });
const attachment = (filename: string): Plant =>
  tables("HomeDomain", "Library/SMS/sms.db", {
    message: [{ ROWID: 1, text: "x" }],
    attachment: [{ ROWID: 1, filename, is_outgoing: 0 }],
  });
const whatsapp = (content: Readonly<Record<string, Rows>>): Plant =>
  tables(WHATSAPP, "ChatStorage.sqlite", content);
const history = (items: readonly string[], visits: Rows): Plant =>
  tables("HomeDomain", "Library/Safari/History.db", {
    history_items: items.map((url, index) => ({ id: index + 1, url })),
    history_visits: visits,
  });
const bad = "https://x.bad.example/a";

/** A text as `NSArchiver` writes an attributed one. */
function typedstream(text: string): Uint8Array {
  const bytes = Buffer.from(text);
  const length =
    bytes.length < 0x80 ? Buffer.of(bytes.length) : Buffer.of(0x81, bytes.length & 255, bytes.length >> 8);
  const head = Buffer.from(
    "\x04\x0bstreamtyped\x81\xe8\x03\x84\x01@\x84\x84\x84\x12NSAttributedString\0\x84\x84\x08NSObject\0\x85\x92\x84\x84\x84\x08NSString\x01\x94\x84\x01+",
    "latin1",
  );
  return new Uint8Array(Buffer.concat([head, length, bytes, Buffer.from([0x86, 0x84])]));
}

const positives: readonly (readonly [what: string, plant: Plant, expected: readonly string[]])[] = [
  [
    "SMS text",
    sms([{ ROWID: 1, text: `look: ${bad}.`, handle_id: 1, date: 1 }]),
    ["SMS critical domain bad.example"],
  ],
  [
    "SMS exact address",
    sms([{ ROWID: 1, text: "(https://exact.example/path)" }]),
    ["SMS critical url https://exact.example/path"],
  ],
  ["SMS bare name", sms([{ ROWID: 1, text: "go to bad.example now" }]), ["SMS critical domain bad.example"]],
  [
    "SMS serialised body",
    sms([
      {
        ROWID: 1,
        text: null,
        attributedBody: new Uint8Array(Buffer.from(`\x04\x0bstreamtyped\x01+\x1a${bad}\x86\x84`, "latin1")),
      },
    ]),
    ["SMS critical domain bad.example"],
  ],
  [
    "SMS text that only the serialised form has, in another script",
    sms([
      {
        ROWID: 1,
        text: null,
        attributedBody: typedstream(`привет https://сайт.bad.example/ ${"ж".repeat(300)}`),
      },
    ]),
    ["SMS critical domain bad.example"],
  ],
  [
    "SMS preview and withdrawn text",
    sms([
      { ROWID: 1, text: "x", payload_data: binaryPlist([bad]), message_summary_info: null },
      { ROWID: 2, text: bad, payload_data: binaryPlist([bad]), message_summary_info: null },
      { ROWID: 3, text: null, payload_data: null, message_summary_info: binaryPlist([typedstream(bad)]) },
    ]),
    ["SMS critical domain bad.example", "SMS critical domain bad.example", "SMS critical domain bad.example"],
  ],
  [
    "SMS Apple's warning, old",
    sms([
      {
        ROWID: 1,
        text: "ALERT: State-sponsored attackers may be targeting your iPhone. Apple…",
        is_from_me: 0,
      },
    ]),
    ["SMS high threat-notification"],
  ],
  [
    "SMS Apple's warning, new",
    sms([
      {
        ROWID: 1,
        text: "Apple detected a targeted mercenary spyware attack against your iPhone.",
        is_from_me: 0,
      },
    ]),
    ["SMS high threat-notification"],
  ],
  [
    "attachment name",
    attachment("~/Library/SMS/roleaccountd.plist"),
    ["SMSAttachments high file-name roleaccountd.plist"],
  ],
  [
    "attachment path",
    attachment("/private/var/tmp/hooker/x"),
    ["SMSAttachments high file-path /private/var/tmp/hooker"],
  ],
  ["attachment heuristic", attachment("/var/tmp/ABC/file-1"), ["SMSAttachments medium attachment-path"]],
  [
    "WhatsApp text",
    whatsapp({ ZWAMESSAGE: [{ Z_PK: 1, ZTEXT: bad, ZMESSAGEDATE: 7e8 }] }),
    ["Whatsapp critical domain bad.example"],
  ],
  [
    "WhatsApp chat under a private identifier",
    (backup) => {
      const numbers = { ZWAPHONENUMBERLIDPAIR: [{ Z_PK: 1, ZLID: "77@lid", ZPHONENUMBER: "15550001" }] };
      whatsapp({
        ZWACHATSESSION: [{ Z_PK: 1, ZCONTACTJID: "77@lid", ZPARTNERNAME: "" }],
        ZWAGROUPMEMBER: [{ Z_PK: 5, ZMEMBERJID: "77@lid", ZCONTACTNAME: "Eve" }],
        ZWAMESSAGE: [{ Z_PK: 1, ZTEXT: bad, ZMESSAGEDATE: 7e8, ZCHATSESSION: 1, ZGROUPMEMBER: 5 }],
      })(backup);
      return tables(WHATSAPP, "LID.sqlite", numbers)(backup);
    },
    ["Whatsapp critical domain bad.example"],
  ],
  [
    "WhatsApp preview",
    whatsapp({ ZWAMESSAGE: [{ Z_PK: 1, ZTEXT: "x" }], ZWAMESSAGEDATAITEM: [{ Z_PK: 1, ZCONTENT1: bad }] }),
    ["Whatsapp critical domain bad.example"],
  ],
  [
    "Safari visit",
    history([bad], [{ id: 1, history_item: 1, visit_time: 7e8 }]),
    ["SafariHistory critical domain bad.example"],
  ],
  [
    "Safari profile",
    tables("AppDomain-com.apple.mobilesafari", "Library/Safari/Profiles/ABC/History.db", {
      history_items: [{ id: 1, url: bad }],
      history_visits: [{ id: 1, history_item: 1 }],
    }),
    ["SafariHistory critical domain bad.example"],
  ],
  [
    "Safari redirect",
    history(
      ["http://a.example/", "https://b.test/"],
      [
        { id: 1, history_item: 1, visit_time: 7e8, redirect_destination: 2 },
        { id: 2, history_item: 2, visit_time: 7e8 + 0.5, redirect_destination: null },
      ],
    ),
    ["SafariHistory medium fast-redirect"],
  ],
  [
    "Safari tabs",
    tables("HomeDomain", "Library/Safari/BrowserState.db", {
      tabs: [{ id: 1, url: "https://fine.example/", last_viewed_time: 7e8 }],
      tab_sessions: [
        {
          id: 1,
          session_data: new Uint8Array(
            Buffer.concat([
              Buffer.alloc(4),
              binaryPlist({ SessionHistory: { SessionHistoryEntries: [{ SessionHistoryEntryURL: bad }] } }),
            ]),
          ),
        },
      ],
    }),
    ["SafariBrowserState critical domain bad.example"],
  ],
  [
    "Chrome history",
    tables(CHROME, "Library/Application Support/Google/Chrome/Default/History", {
      urls: [{ id: 1, url: bad, last_visit_time: 13_300_000_000_000_000 }],
    }),
    ["ChromeHistory critical domain bad.example"],
  ],
  [
    "Chrome icon",
    tables(CHROME, "Library/Application Support/Google/Chrome/Default/Favicons", {
      icon_mapping: [{ id: 1, page_url: bad }],
    }),
    ["ChromeFavicon critical domain bad.example"],
  ],
  [
    "Firefox history",
    tables(FIREFOX, "profile.profile/browser.db", {
      history: [{ id: 1, url: bad }],
      favicons: [{ id: 1, url: "https://fine.example" }],
    }),
    ["FirefoxHistory critical domain bad.example"],
  ],
  [
    "Firefox icon",
    tables(FIREFOX, "profile.profile/browser.db", {
      history: [{ id: 1, url: "x" }],
      favicons: [{ id: 1, url: bad, date: 1.7e12 }],
    }),
    ["FirefoxFavicon critical domain bad.example"],
  ],
  [
    "observed sites",
    tables("AppDomain-x", `${WEBKIT}/observations.db`, {
      ObservedDomains: [{ domainID: 1, registrableDomain: "bad.example", lastSeen: 1.7e9 }],
    }),
    ["WebkitResourceLoadStatistics critical domain bad.example"],
  ],
  [
    "session log",
    plist("AppDomain-com.apple.mobilesafari", `${WEBKIT}/full_browsing_session_resourceLog.plist`, {
      browsingStatistics: [{ PrevalentResourceOrigin: "bad.example", lastSeen: 1.7e9 }],
    }),
    ["WebkitSessionResourceLog critical domain bad.example"],
  ],
  [
    "session log redirect",
    plist("AppDomain-com.apple.mobilesafari", `${WEBKIT}/full_browsing_session_resourceLog.plist`, {
      browsingStatistics: [
        {
          PrevalentResourceOrigin: "fine.example",
          subresourceUniqueRedirectsTo: [{ origin: "bad.example" }],
        },
      ],
    }),
    ["WebkitSessionResourceLog high domain bad.example"],
  ],
  [
    "network use",
    tables("WirelessDomain", "Library/Databases/DataUsage.sqlite", {
      ZPROCESS: [{ Z_PK: 1, ZPROCNAME: "bh/com.x", ZFIRSTTIMESTAMP: 7e8 }],
    }),
    ["Datausage critical process bh"],
  ],
  [
    "network use heuristics",
    tables("WirelessDomain", "Library/Databases/DataUsage.sqlite", {
      ZPROCESS: [
        { Z_PK: 1, ZPROCNAME: "a" },
        { Z_PK: 4, ZPROCNAME: "b" },
      ],
      ZLIVEUSAGE: [
        { Z_PK: 1, ZHASPROCESS: 3 },
        { Z_PK: 2, ZHASPROCESS: 4 },
      ],
    }),
    ["Datausage high usage-without-process", "Datausage low missing-process"],
  ],
  [
    "daily network use",
    plist("HomeDomain", "Library/Preferences/com.apple.osanalytics.addaily.plist", {
      netUsageBaseline: { bh: [new Date(1.7e12), 1, 2] },
    }),
    ["OSAnalyticsADDaily critical process bh"],
  ],
  [
    "location client",
    plist("RootDomain", "Library/Caches/locationd/clients.plist", { bh: { BundleId: "x" } }),
    ["LocationdClients critical process bh"],
  ],
  [
    "location client's path",
    plist("RootDomain", "Library/Caches/locationd/clients.plist", {
      "com.x": { Executable: "/private/var/tmp/hooker" },
    }),
    ["LocationdClients high file-path /private/var/tmp/hooker"],
  ],
  [
    "permission, new schema",
    tables("HomeDomain", "Library/TCC/TCC.db", {
      access: [{ service: "kTCCServiceCamera", client: "bh", auth_value: 2, last_modified: 1.7e9 }],
    }),
    ["TCC critical process bh"],
  ],
  [
    "permission, old schema",
    tables("HomeDomain", "Library/TCC/TCC.db", {
      access: [{ service: "kTCCServiceCamera", client: "bh", allowed: 1 }],
    }),
    ["TCC critical process bh"],
  ],
  [
    "account looked up",
    plist("HomeDomain", "Library/Preferences/com.apple.identityservices.idstatuscache.plist", {
      "com.apple.madrid": { "mailto:Spy@mail.example": { LookupDate: 7e8 } },
    }),
    ["IDStatusCache critical email spy@mail.example"],
  ],
  [
    "odd account",
    plist("HomeDomain", "Library/Preferences/com.apple.identityservices.idstatuscache.plist", {
      "com.apple.madrid": { "mailto:a\u0000\u0000b": { LookupDate: 7e8 } },
    }),
    ["IDStatusCache high odd-account-id"],
  ],
  [
    "interaction",
    tables("HomeDomain", "Library/CoreDuet/People/interactionC.db", {
      ZINTERACTIONS: [{ Z_PK: 1, ZSTARTDATE: 7e8, ZSENDER: 1 }],
      ZCONTACTS: [{ Z_PK: 1, ZIDENTIFIER: "spy@mail.example" }],
    }),
    ["InteractionC critical email spy@mail.example"],
  ],
  [
    "shortcut",
    tables("HomeDomain", "Library/Shortcuts/Shortcuts.sqlite", {
      ZSHORTCUT: [{ Z_PK: 1, ZNAME: "n" }],
      ZSHORTCUTACTIONS: [
        { Z_PK: 1, ZSHORTCUT: 1, ZDATA: binaryPlist([{ WFWorkflowActionParameters: { WFURL: bad } }]) },
      ],
    }),
    ["Shortcuts critical domain bad.example"],
  ],
  [
    "calendar address",
    tables("HomeDomain", "Library/Calendar/Calendar.sqlitedb", {
      CalendarItem: [{ ROWID: 1, summary: "x", description: null }],
      Participant: [{ ROWID: 1, email: "spy@mail.example" }],
    }),
    ["Calendar critical email spy@mail.example"],
  ],
  [
    "calendar heuristic",
    tables("HomeDomain", "Library/Calendar/Calendar.sqlitedb", {
      CalendarItem: [{ ROWID: 1, summary: "Meeting", description: "Notes" }],
    }),
    ["Calendar high calendar-invitation"],
  ],
  [
    "address book",
    tables("HomeDomain", "Library/AddressBook/AddressBook.sqlitedb", {
      ABPerson: [{ ROWID: 1, First: "A" }],
      ABMultiValue: [{ UID: 1, value: "spy@mail.example" }],
    }),
    ["Contacts critical email spy@mail.example"],
  ],
  [
    "Lockdown Mode off",
    plist("HomeDomain", "Library/Preferences/.GlobalPreferences.plist", { LDMGlobalEnabled: false }),
    ["GlobalPreferences low lockdown-mode"],
  ],
  [
    "Lockdown Mode on",
    (backup) =>
      backup.file(
        "HomeDomain",
        "Library/Preferences/.GlobalPreferences.plist",
        xmlPlist({ LDMGlobalEnabled: true }),
      ),
    ["GlobalPreferences info lockdown-mode"],
  ],
  [
    "profile",
    plist(PROFILES, "Library/ConfigurationProfiles/profile-1.stub", {
      PayloadUUID: "profile-1",
      PayloadContent: [],
    }),
    ["ConfigurationProfiles critical profile-id PROFILE-1"],
  ],
  [
    "profile heuristic",
    plist(PROFILES, "Library/ConfigurationProfiles/profile-2.stub", {
      PayloadUUID: "p",
      PayloadContent: [{ PayloadType: "com.apple.notificationsettings" }],
    }),
    ["ConfigurationProfiles medium notification-settings-profile"],
  ],
  [
    "profile event",
    plist("SysSharedContainerDomain-x", "Library/ConfigurationProfiles/MCProfileEvents.plist", {
      ProfileEvents: [{ "PROFILE-1": { operation: "install", process: "bh", timestamp: new Date(1.7e12) } }],
    }),
    [
      "ProfileEvents critical process bh",
      "ProfileEvents critical profile-id PROFILE-1",
      "ProfileEvents low profile-event",
    ],
  ],
  [
    "app id",
    (backup) =>
      backup.info({
        Applications: {
          "com.bad.app": {
            iTunesMetadata: binaryPlist({
              softwareVersionBundleId: "com.bad.app",
              sourceApp: "com.apple.AppStore",
            }),
          },
        },
      }),
    ["Applications critical app-id com.bad.app"],
  ],
  [
    "app as process",
    (backup) => backup.info({ Applications: { bh: {} } }),
    ["Applications critical process bh"],
  ],
  [
    "app source",
    (backup) =>
      backup.info({
        Applications: {
          "com.a": {
            iTunesMetadata: binaryPlist({ softwareVersionBundleId: "com.a", sourceApp: "com.other.store" }),
          },
        },
      }),
    ["Applications medium app-source"],
  ],
  [
    "app without id",
    (backup) =>
      backup.info({ Applications: { "com.a": { iTunesMetadata: binaryPlist({ itemName: "A" }) } } }),
    ["Applications medium app-without-id"],
  ],
  [
    "outdated iOS",
    (backup) => backup.info({ "Product Version": "16.1" }),
    ["BackupInfo info outdated-system"],
  ],
  [
    "known path",
    (backup) => backup.file("RootDomain", "Library/Bad/x", new Uint8Array(1)),
    ["Manifest high file-path /Library/Bad"],
  ],
  [
    "known name",
    (backup) => backup.file("RootDomain", "Library/Preferences/roleaccountd.plist", new Uint8Array(1)),
    ["Manifest high file-name roleaccountd.plist"],
  ],
  [
    "site in a name",
    (backup) =>
      backup.file(
        "AppDomain-x",
        "Library/LocalStorage/https_www.bad.example_0.localstorage",
        new Uint8Array(1),
      ),
    ["Manifest high domain bad.example"],
  ],
];

test.each(positives)("[K34] %s", async (_what, plant, expected) => {
  const { report } = await examined(plant(new IphoneBackup()).files(), { patterns });
  expect(report.findings.map(brief).toSorted()).toEqual(expected);
  const unread = report.coverage.filter(({ status }) => status === "partial" || status === "failed");
  expect(unread).toEqual([]);
});

test("[K34] numbers stand for WhatsApp's private identifiers, in chats and interactions", async () => {
  const backup = tables("HomeDomain", "Library/CoreDuet/People/interactionC.db", {
    ZINTERACTIONS: [{ Z_PK: 1, ZSTARTDATE: 7e8, ZBUNDLEID: "net.whatsapp.WhatsApp", ZSENDER: 1 }],
    ZCONTACTS: [{ Z_PK: 1, ZIDENTIFIER: "77@lid", ZDISPLAYNAME: "" }],
  })(positives.find(([what]) => what.includes("private identifier"))![1](new IphoneBackup()));
  const { report, timeline } = await examined(backup.files(), { patterns });
  expect(report.findings[0]?.message).toContain("in +15550001 from Eve (+15550001)");
  expect([...timeline].map(({ text }) => text)).toContain("net.whatsapp.WhatsApp +15550001");
});

const near =
  "https://bad.example.org/ https://notbad.example/ https://exact.example/path2 spy@mail.example.org";

test("[K35] near misses in every record match nothing", async () => {
  const backup = new IphoneBackup();
  const plants: readonly Plant[] = [
    sms([{ ROWID: 1, text: `${near} ALERT: not at the beginning`, handle_id: 1, is_from_me: 1 }]),
    whatsapp({ ZWAMESSAGE: [{ Z_PK: 1, ZTEXT: near }] }),
    history(
      ["http://a.example/", "https://www.a.example/", "https://slow.test/"],
      [
        { id: 1, history_item: 1, visit_time: 7e8, redirect_destination: 2 },
        { id: 2, history_item: 2, visit_time: 7e8 + 0.5, redirect_destination: 3 },
        { id: 3, history_item: 3, visit_time: 7e8 + 9, redirect_destination: null },
      ],
    ),
    tables("WirelessDomain", "Library/Databases/DataUsage.sqlite", {
      ZPROCESS: [
        { Z_PK: 1, ZPROCNAME: "bhx/Bh" },
        { Z_PK: 2, ZPROCNAME: "BH" },
      ],
      ZLIVEUSAGE: [{ Z_PK: 1, ZHASPROCESS: 2 }],
    }),
    tables("HomeDomain", "Library/Calendar/Calendar.sqlitedb", {
      CalendarItem: [{ ROWID: 1, summary: "Meeting", description: "Notes on spy@mail.example.org" }],
    }),
    plist(PROFILES, "Library/ConfigurationProfiles/profile-9.stub", {
      PayloadUUID: "PROFILE-11",
      PayloadContent: [{ PayloadType: "com.apple.wifi" }],
    }),
    (backup) =>
      backup.info({
        Applications: {
          "com.bad.app2": {
            iTunesMetadata: binaryPlist({
              softwareVersionBundleId: "com.bad.app2",
              sourceApp: "com.apple.AppStore",
            }),
          },
        },
      }),
    (backup) =>
      backup
        .file("RootDomain", "Library/Badly/x", new Uint8Array(1))
        .file("RootDomain", "x/xroleaccountd.plist", new Uint8Array(1)),
  ];
  for (const plant of plants) plant(backup);
  const { report } = await examined(backup.files(), { patterns });
  expect(report.findings.map(brief)).toEqual([]);
  expect(report.state).toBe("nothing-known-found");
});

test("[K36] a schema that lacks columns degrades its check and no other", async () => {
  const backup = new IphoneBackup();
  sms([{ ROWID: 1, text: bad }])(backup);
  history(["https://a.example/"], [{ id: 1, other: 1 }])(backup);
  const { report } = await examined(backup.files(), { patterns });
  expect(report.findings.map(brief)).toEqual(["SMS critical domain bad.example"]);
  expect(statusOf(report, "SafariHistory")).toMatch(/^partial 1: .*history_visits has no history_item/);
  expect(statusOf(report, "SMS")).toBe("read 2");
});

test("[K36] a damaged database and plist are booked under their check", async () => {
  const backup = new IphoneBackup()
    .file("HomeDomain", "Library/SMS/sms.db", new Uint8Array(5000))
    .file("RootDomain", "Library/Caches/locationd/clients.plist", new Uint8Array(20));
  const { report } = await examined(backup.files(), { patterns });
  expect(report.state).toBe("incomplete");
  expect(statusOf(report, "SMS")).toMatch(/^failed 0: .*not a database/);
  expect(statusOf(report, "LocationdClients")).toMatch(/^failed 0: .*not a property list/);
});
