import { IphoneBackup } from "../iphone-backup.ts";
import { binaryPlist } from "../plist-writer.ts";
import { type Files, tables } from "./plant.ts";

type File = readonly [domain: string, path: string, bytes: Uint8Array];

const HOME = "HomeDomain";

const messages = (words: string): readonly File[] => [
  [
    HOME,
    "Library/SMS/sms.db",
    tables({
      handle: [{ ROWID: 1, id: words }],
      message: [
        {
          ROWID: 1,
          text: `${words} https://bad.example/${words}`,
          handle_id: 1,
          subject: words,
          date: 7e8,
        },
      ],
      attachment: [{ ROWID: 1, filename: `/var/tmp/${words}/file-1`, is_outgoing: 0, created_date: 7e8 }],
    }),
  ],
  [
    "AppDomainGroup-group.net.whatsapp.WhatsApp.shared",
    "ChatStorage.sqlite",
    tables({
      ZWACHATSESSION: [{ Z_PK: 1, ZCONTACTJID: words, ZPARTNERNAME: words }],
      ZWAMESSAGE: [{ Z_PK: 1, ZTEXT: `${words} bad.example`, ZMESSAGEDATE: 7e8, ZCHATSESSION: 1 }],
    }),
  ],
];

const others = (words: string): readonly File[] => [
  [
    HOME,
    "Library/Safari/History.db",
    tables({
      history_items: [
        { id: 1, url: `http://${words}.example/` },
        { id: 2, url: `https://${words}.test/` },
      ],
      history_visits: [
        { id: 1, history_item: 1, visit_time: 7e8, redirect_destination: 2, title: words },
        { id: 2, history_item: 2, visit_time: 7e8 + 0.1, redirect_destination: null, title: words },
      ],
    }),
  ],
  [
    "WirelessDomain",
    "Library/Databases/DataUsage.sqlite",
    tables({
      ZPROCESS: [
        { Z_PK: 1, ZPROCNAME: words },
        { Z_PK: 5, ZPROCNAME: words },
      ],
    }),
  ],
  [
    HOME,
    "Library/Preferences/com.apple.identityservices.idstatuscache.plist",
    binaryPlist({ [words]: { [`mailto:${words}\u0000\u0000`]: { LookupDate: 7e8 } } }),
  ],
  [
    HOME,
    "Library/CallHistoryDB/CallHistory.storedata",
    tables({ ZCALLRECORD: [{ Z_PK: 1, ZDATE: 7e8, ZADDRESS: words, ZSERVICE_PROVIDER: words }] }),
  ],
  [
    "SysSharedContainerDomain-x",
    "Library/ConfigurationProfiles/MCProfileEvents.plist",
    binaryPlist({ ProfileEvents: [{ [words]: { operation: words, process: words } }] }),
  ],
  [HOME, `Library/Notes/${words}.roleaccountd.plist`, new Uint8Array(1)],
  [HOME, `Documents/${words}/roleaccountd.plist`, new Uint8Array(1)],
  ["AppDomain-x", `Library/Safari/Profiles/${words}/History.db`, new Uint8Array(5000)],
  [`AppDomain-${words}`, `Library/Safari/Profiles/a/BrowserState.db`, new Uint8Array(5000)],
];

/** A backup with the records of many modules, with the given words in all their fields. */
export function fullBackup(words: string): Files {
  const backup = new IphoneBackup();
  for (const [domain, path, bytes] of [...messages(words), ...others(words)])
    backup.file(domain, path, bytes);
  const metadata = { itemName: words, softwareVersionBundleId: words, sourceApp: words };
  backup.info({ "Device Name": words, Applications: { [words]: { iTunesMetadata: binaryPlist(metadata) } } });
  return backup.files();
}
