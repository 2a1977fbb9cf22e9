import { DatabaseSync } from "node:sqlite";
import { IphoneBackup, memorySource, sqliteBytes, table } from "@bridle/testkit";
import { expect, test } from "vitest";
import { examined, statusOf } from "../run.ts";

const HOME = "HomeDomain";
const CHROME = "AppDomain-com.google.chrome.ios";
const CHROME_FOLDER = "Library/Application Support/Google/Chrome/Default";
const WHATSAPP = "AppDomainGroup-group.net.whatsapp.WhatsApp.shared";

type Tables = Readonly<Record<string, readonly Readonly<Record<string, string | number>>[]>>;

interface Case {
  readonly module: string;
  readonly domain: string;
  readonly path: string;
  readonly tables: Tables;
  readonly why: string;
}

const rows: readonly (readonly [string, string, string, Tables, string])[] = [
  [
    "ChromeHistory",
    CHROME,
    `${CHROME_FOLDER}/History`,
    { addresses: [{ id: 1, url: "x" }] },
    "no table urls",
  ],
  [
    "ChromeFavicon",
    CHROME,
    `${CHROME_FOLDER}/Favicons`,
    { icons: [{ id: 1, url: "x" }] },
    "no table icon_mapping",
  ],
  [
    "SafariBrowserState",
    HOME,
    "Library/Safari/SafariTabs.db",
    { bookmarks: [{ id: 1, address: "x" }] },
    "table bookmarks has no url",
  ],
  [
    "SafariBrowserState",
    HOME,
    "Library/Safari/BrowserState.db",
    { tabs: [{ id: 1, url: "x" }], tab_sessions: [{ id: 1, blob: "x" }] },
    "table tab_sessions has no session_data",
  ],
  [
    "SafariHistory",
    HOME,
    "Library/Safari/History.db",
    {
      history_items: [{ id: 1, url: "x" }],
      history_visits: [{ id: 1, history_item: 1 }],
      history_tombstones: [{ id: 1, address: "x" }],
    },
    "table history_tombstones has no url",
  ],
  [
    "Calendar",
    HOME,
    "Library/Calendar/Calendar.sqlitedb",
    { CalendarItem: [{ ROWID: 1, summary: "x" }], Participant: [{ ROWID: 1, mail: "x" }] },
    "table Participant has no email",
  ],
  [
    "Calendar",
    HOME,
    "Library/Calendar/Calendar.sqlitedb",
    { CalendarItem: [{ ROWID: 1, summary: "x" }], Identity: [{ ROWID: 1, mail: "x" }] },
    "table Identity has no address",
  ],
  [
    "Contacts",
    HOME,
    "Library/AddressBook/AddressBook.sqlitedb",
    { ABPerson: [{ ROWID: 1, First: "x" }], ABMultiValue: [{ ROWID: 1, content: "x" }] },
    "table ABMultiValue has no value",
  ],
  [
    "InteractionC",
    HOME,
    "Library/CoreDuet/People/interactionC.db",
    { ZCONTACTS: [{ Z_PK: 1, ZNAME: "x" }], ZINTERACTIONS: [{ Z_PK: 1, ZSTARTDATE: 0 }] },
    "table ZCONTACTS has no ZIDENTIFIER",
  ],
  [
    "Whatsapp",
    WHATSAPP,
    "ChatStorage.sqlite",
    { ZWAMESSAGE: [{ Z_PK: 1, ZTEXT: "x" }], ZWAMEDIAITEM: [{ Z_PK: 1, ZADDRESS: "x" }] },
    "table ZWAMEDIAITEM has no ZMEDIAURL, ZTITLE, ZAUTHORNAME",
  ],
];

const cases = rows.map(([module, domain, path, tables, why]): Case => ({
  module,
  domain,
  path,
  tables,
  why,
}));

test.each(cases)(
  "[K36] $module, another form of it: $why, is partial",
  async ({ module, domain, path, tables, why }) => {
    const database = sqliteBytes((opened) => {
      for (const [name, rows] of Object.entries(tables)) table(opened, name, rows);
    });
    const { report } = await examined(new IphoneBackup().database(domain, path, database).files());
    expect(statusOf(report, module)).toContain(`“${domain}-${path}”: ${why}`);
    expect(statusOf(report, module)).toMatch(/^partial/);
    expect(report.state).toBe("incomplete");
  },
);

test("[K36] Safari's icons without either of their tables are partial", async () => {
  const path = "private/var/mobile/Library/Image Cache/Favicons/Favicons.db";
  const { main } = sqliteBytes((opened) => table(opened, "icons", [{ id: 1, url: "x" }]));
  const source = memorySource(
    new Map([
      [path, main],
      ["private/var/mobile/x", new Uint8Array(1)],
    ]),
  );
  const { report } = await examined({ kind: "folder", source });
  expect(statusOf(report, "SafariFavicon")).toBe(`partial 0: “${path}”: no table page_url, icon_info`);
});

/** A backup with one message, after statements on its list of files. */
function changed(...statements: readonly string[]): Map<string, Uint8Array> {
  const messages = sqliteBytes((opened) => table(opened, "message", [{ ROWID: 1, text: "x" }]));
  const files = new IphoneBackup().database(HOME, "Library/SMS/sms.db", messages).files();
  const { main } = sqliteBytes((opened) => {
    copyInto(opened, files.get("Manifest.db")!);
    for (const statement of statements) opened.exec(statement);
  });
  return files.set("Manifest.db", main);
}

function copyInto(opened: DatabaseSync, list: Uint8Array): void {
  const from = new DatabaseSync(":memory:");
  from.deserialize(list);
  table(opened, "Files", from.prepare("SELECT * FROM Files").all());
  from.close();
}

test.each(["fileID", "domain", "relativePath"])(
  "[K36] a list of files without %s has failed",
  async (column) => {
    const { report } = await examined(changed(`ALTER TABLE Files RENAME COLUMN ${column} TO other`));
    expect(statusOf(report, "Manifest")).toBe(`failed 0: Manifest.db: table Files has no ${column}`);
    expect(report.state).toBe("incomplete");
  },
);

test("[K33] a file that checks read, listed without a place, makes a run incomplete", async () => {
  const fine = (await examined(changed())).report;
  expect(fine.state).toBe("nothing-known-found");
  const { report } = await examined(changed("UPDATE Files SET fileID = 'elsewhere'"));
  expect(statusOf(report, "Manifest")).toBe(
    "partial 1: “HomeDomain-Library/SMS/sms.db”: the manifest doesn't say where it lies",
  );
  expect(report.state).toBe("incomplete");
});
