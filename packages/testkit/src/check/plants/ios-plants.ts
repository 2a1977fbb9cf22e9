import { binaryPlist } from "../plist-writer.ts";
import { addresses, backupInfo, each, type Files, inBackup, type Plant, type Rows, tables } from "./plant.ts";

const WHATSAPP = "AppDomainGroup-group.net.whatsapp.WhatsApp.shared";
const CHROME = "AppDomain-com.google.chrome.ios";
const CHROME_FOLDER = "Library/Application Support/Google/Chrome/Default";
const FIREFOX = "AppDomainGroup-group.org.mozilla.ios.Firefox";
const WEBKIT = "Library/WebKit/WebsiteData/ResourceLoadStatistics";
const PROFILES = "SysSharedContainerDomain-systemgroup.com.apple.configurationprofiles";
const HOME = "HomeDomain";

type Content = Readonly<Record<string, Rows>>;

const database =
  (domain: string, path: string, content: (value: string) => Content) =>
  (value: string): Files =>
    inBackup(domain, path, tables(content(value)));

const plist =
  (domain: string, path: string, content: (value: string) => Parameters<typeof binaryPlist>[0]) =>
  (value: string): Files =>
    inBackup(domain, path, binaryPlist(content(value)));

const SMS = "Library/SMS/sms.db";

const messages: readonly Plant[] = [
  ...addresses(
    "SMS",
    database(HOME, SMS, (url) => ({ message: [{ ROWID: 1, text: `see (${url}), or not`, date: 7e8 }] })),
    "text",
  ),
  ...addresses(
    "SMS",
    database(HOME, SMS, (url) => ({ message: [{ ROWID: 1, text: "x", subject: url }] })),
    "subject",
  ),
  ...addresses(
    "SMS",
    database(HOME, SMS, (url) => ({
      message: [{ ROWID: 1, text: null, payload_data: binaryPlist({ url }) }],
    })),
    "preview",
  ),
  ...each(
    "SMSAttachments",
    ["file-path", "file-name"],
    database(HOME, SMS, (filename) => ({
      message: [{ ROWID: 1, text: "x" }],
      attachment: [{ ROWID: 1, filename, is_outgoing: 0 }],
    })),
  ),
  ...addresses(
    "Whatsapp",
    database(WHATSAPP, "ChatStorage.sqlite", (url) => ({ ZWAMESSAGE: [{ Z_PK: 1, ZTEXT: `${url} !` }] })),
    "text",
  ),
  ...addresses(
    "Whatsapp",
    database(WHATSAPP, "ChatStorage.sqlite", (url) => ({
      ZWAMESSAGE: [{ Z_PK: 1, ZTEXT: null }],
      ZWAMEDIAITEM: [{ Z_PK: 1, ZMEDIAURL: url }],
    })),
    "media",
  ),
];

const browsers: readonly Plant[] = [
  ...addresses(
    "SafariHistory",
    database(HOME, "Library/Safari/History.db", (url) => ({
      history_items: [{ id: 1, url }],
      history_visits: [{ id: 1, history_item: 1, visit_time: 7e8 }],
    })),
    "visit",
  ),
  ...addresses(
    "SafariHistory",
    database(HOME, "Library/Safari/History.db", (url) => ({
      history_items: [{ id: 1, url: "https://fine.example/" }],
      history_visits: [{ id: 1, history_item: 1 }],
      history_tombstones: [{ id: 1, url, end_time: 7e8 }],
    })),
    "tombstone",
  ),
  ...addresses(
    "SafariBrowserState",
    database(HOME, "Library/Safari/BrowserState.db", (url) => ({ tabs: [{ id: 1, url }] })),
    "tab",
  ),
  ...addresses(
    "SafariBrowserState",
    database("AppDomain-x", "Library/Safari/Profiles/A/BrowserState.db", (url) => ({
      tabs: [{ id: 1, url: "" }],
      tab_sessions: [{ id: 1, session_data: Buffer.concat([Buffer.alloc(4), binaryPlist([{ url }])]) }],
    })),
    "earlier page",
  ),
  ...addresses(
    "SafariBrowserState",
    database(HOME, "Library/Safari/SafariTabs.db", (url) => ({ bookmarks: [{ id: 1, url }] })),
    "newer tabs",
  ),
  ...addresses(
    "ChromeHistory",
    database(CHROME, `${CHROME_FOLDER}/History`, (url) => ({ urls: [{ id: 1, url }] })),
  ),
  ...addresses(
    "ChromeFavicon",
    database(CHROME, `${CHROME_FOLDER}/Favicons`, (url) => ({ icon_mapping: [{ id: 1, page_url: url }] })),
  ),
  ...addresses(
    "FirefoxHistory",
    database(FIREFOX, "profile.profile/browser.db", (url) => ({ history: [{ id: 1, url }] })),
  ),
  ...addresses(
    "FirefoxFavicon",
    database(FIREFOX, "profile.profile/browser.db", (url) => ({
      history: [{ id: 1, url: "" }],
      favicons: [{ id: 1, url }],
    })),
  ),
  ...each(
    "WebkitResourceLoadStatistics",
    ["domain", "ip"],
    database("AppDomain-x", `${WEBKIT}/observations.db`, (host) => ({
      ObservedDomains: [{ domainID: 1, registrableDomain: host, lastSeen: 1.7e9 }],
    })),
  ),
  ...["PrevalentResourceOrigin", "subresourceUniqueRedirectsTo", "topFrameLinkDecorationsFrom"].map(
    (field): Plant => ({
      module: "WebkitSessionResourceLog",
      type: "domain",
      where: field,
      files: plist("AppDomain-x", `${WEBKIT}/full_browsing_session_resourceLog.plist`, (host) => ({
        browsingStatistics: [{ [field]: field.startsWith("Prevalent") ? host : [{ origin: host }] }],
      })),
    }),
  ),
  ...addresses(
    "Shortcuts",
    database(HOME, "Library/Shortcuts/Shortcuts.sqlite", (url) => ({
      ZSHORTCUT: [{ Z_PK: 1, ZNAME: "n" }],
      ZSHORTCUTACTIONS: [{ Z_PK: 1, ZSHORTCUT: 1, ZDATA: binaryPlist([{ WFURL: url }]) }],
    })),
  ),
];

const programs: readonly Plant[] = [
  ...each("Manifest", ["file-path", "file-name"], (path) =>
    inBackup("RootDomain", path.replace(/^\//, ""), new Uint8Array(1)),
  ),
  ...each("Manifest", ["domain", "ip"], (host) =>
    inBackup("AppDomain-x", `Library/LocalStorage/https_${host}_0.localstorage`, new Uint8Array(1)),
  ),
  {
    module: "Datausage",
    type: "process",
    where: "name",
    files: database("WirelessDomain", "Library/Databases/DataUsage.sqlite", (name) => ({
      ZPROCESS: [{ Z_PK: 1, ZPROCNAME: name }],
    })),
  },
  {
    module: "Datausage",
    type: "process",
    where: "name before the bundle",
    files: database("WirelessDomain", "Library/Databases/DataUsage.sqlite", (name) => ({
      ZPROCESS: [{ Z_PK: 1, ZPROCNAME: `${name}/com.x` }],
    })),
  },
  ...each(
    "OSAnalyticsADDaily",
    ["process"],
    plist(HOME, "Library/Preferences/com.apple.osanalytics.addaily.plist", (name) => ({
      netUsageBaseline: { [name]: [new Date(1.7e12), 1] },
    })),
  ),
  ...each(
    "LocationdClients",
    ["process"],
    plist("RootDomain", "Library/Caches/locationd/clients.plist", (name) => ({ [name]: {} })),
  ),
  ...["BundlePath", "Executable", "Registered"].flatMap((field): Plant[] =>
    (["file-path", "file-name"] as const).map((type) => ({
      module: "LocationdClients",
      type,
      where: field,
      files: plist("RootDomain", "Library/Caches/locationd/clients.plist", (path) => ({
        x: { [field]: path },
      })),
    })),
  ),
  ...each(
    "TCC",
    ["process", "app-id"],
    database(HOME, "Library/TCC/TCC.db", (client) => ({
      access: [{ service: "kTCCServiceCamera", client, auth_value: 2 }],
    })),
  ),
  ...each("Applications", ["process", "app-id"], (id) =>
    backupInfo({
      Applications: {
        [id]: {
          iTunesMetadata: binaryPlist({ softwareVersionBundleId: id, sourceApp: "com.apple.AppStore" }),
        },
      },
    }),
  ),
  ...["PayloadUUID", "PayloadIdentifier"].map((field): Plant => ({
    module: "ConfigurationProfiles",
    type: "profile-id",
    where: field,
    files: plist(PROFILES, "Library/ConfigurationProfiles/profile-1.stub", (id) => ({
      PayloadContent: [{ [field]: id }],
    })),
  })),
  ...each(
    "ProfileEvents",
    ["profile-id"],
    plist("SysSharedContainerDomain-x", "Library/ConfigurationProfiles/MCProfileEvents.plist", (id) => ({
      ProfileEvents: [{ [id]: { operation: "install" } }],
    })),
  ),
  ...each(
    "ProfileEvents",
    ["process"],
    plist("SysSharedContainerDomain-x", "Library/ConfigurationProfiles/MCProfileEvents.plist", (process) => ({
      ProfileEvents: [{ p: { operation: "install", process } }],
    })),
  ),
];

const people: readonly Plant[] = [
  ...each(
    "IDStatusCache",
    ["email"],
    plist(HOME, "Library/Preferences/com.apple.identityservices.idstatuscache.plist", (address) => ({
      "com.apple.madrid": { [`mailto:${address}`]: { LookupDate: 7e8 } },
    })),
  ),
  ...each(
    "InteractionC",
    ["email"],
    database(HOME, "Library/CoreDuet/People/interactionC.db", (address) => ({
      ZINTERACTIONS: [{ Z_PK: 1, ZSTARTDATE: 7e8 }],
      ZCONTACTS: [{ Z_PK: 1, ZIDENTIFIER: address }],
    })),
  ),
  ...["Participant", "Identity"].map((name): Plant => ({
    module: "Calendar",
    type: "email",
    where: name,
    files: database(HOME, "Library/Calendar/Calendar.sqlitedb", (address) => ({
      CalendarItem: [{ ROWID: 1, summary: "x" }],
      [name]: [{ ROWID: 1, [name === "Identity" ? "address" : "email"]: address }],
    })),
  })),
  ...addresses(
    "Calendar",
    database(HOME, "Library/Calendar/Calendar.sqlitedb", (url) => ({
      CalendarItem: [{ ROWID: 1, summary: "x", description: `join at ${url}` }],
    })),
  ),
  ...each(
    "Contacts",
    ["email"],
    database(HOME, "Library/AddressBook/AddressBook.sqlitedb", (address) => ({
      ABPerson: [{ ROWID: 1, First: "A" }],
      ABMultiValue: [{ UID: 1, value: address }],
    })),
  ),
];

/** Where the modules for iPhone backups look. */
export const backupPlants: readonly Plant[] = [...messages, ...browsers, ...programs, ...people];
