import { IphoneBackup, sqliteBytes } from "@bridle/testkit";
import { expect, test } from "vitest";
import { brief, examined } from "../run.ts";

const patterns = ["[domain-name:value='bad.example']", "[process:name='roleaboutd']", "[process:name='bh']"];

interface Case {
  readonly domain: string;
  readonly path: string;
  readonly create: string;
  /** Values of a row that is deleted again. */
  readonly gone: string;
  readonly finding: string;
}

const link = "https://x.bad.example/gone";

const cases: readonly Case[] = [
  {
    domain: "HomeDomain",
    path: "Library/SMS/sms.db",
    create: "message (ROWID INTEGER PRIMARY KEY, text, subject)",
    gone: `'look: ${link}', 'more'`,
    finding: "SMS high domain bad.example",
  },
  {
    domain: "HomeDomain",
    path: "Library/SMS/sms.db",
    create: "message (ROWID INTEGER PRIMARY KEY, guid, text)",
    gone: `'0B2E-77', '${link}'`,
    finding: "SMS high domain bad.example",
  },
  {
    domain: "AppDomainGroup-group.net.whatsapp.WhatsApp.shared",
    path: "ChatStorage.sqlite",
    create: "ZWAMESSAGE (Z_PK INTEGER PRIMARY KEY, ZTEXT, ZFROMJID)",
    gone: `'${link}', 'more'`,
    finding: "Whatsapp high domain bad.example",
  },
  {
    domain: "HomeDomain",
    path: "Library/Safari/History.db",
    create:
      "history_items (id INTEGER PRIMARY KEY, url, title); CREATE TABLE history_visits (id, history_item)",
    gone: `'${link}', 'more'`,
    finding: "SafariHistory high domain bad.example",
  },
  {
    domain: "AppDomain-com.google.chrome.ios",
    path: "Library/Application Support/Google/Chrome/Default/History",
    create: "urls (id INTEGER PRIMARY KEY, url, title)",
    gone: `'${link}', 'more'`,
    finding: "ChromeHistory high domain bad.example",
  },
  {
    domain: "WirelessDomain",
    path: "Library/Databases/DataUsage.sqlite",
    create: "ZPROCESS (Z_PK INTEGER PRIMARY KEY, ZBUNDLENAME, ZPROCNAME)",
    gone: "NULL, 'roleaboutd/x'",
    finding: "Datausage high process roleaboutd",
  },
  {
    domain: "HomeDomain",
    path: "Library/TCC/TCC.db",
    create: "access (id INTEGER PRIMARY KEY, service, client)",
    gone: "'kTCCServiceMicrophone', 'roleaboutd'",
    finding: "TCC high process roleaboutd",
  },
];

/** A table of twelve rows from whose middle, or end, one was deleted. */
async function findingsAfter({ domain, path, create, gone }: Case, row: number, keep = false) {
  const name = create.split(" ", 1)[0] ?? "";
  const database = sqliteBytes((opened) => {
    opened.exec(`PRAGMA secure_delete=off; CREATE TABLE ${create}`);
    for (let id = 1; id <= 12; id++) {
      opened.exec(`INSERT INTO ${name} VALUES (${id}, ${id === row ? gone : `'fine ${id}', 'fine'`})`);
    }
    if (!keep) opened.exec(`DELETE FROM ${name} WHERE rowid = ${row}`);
  });
  const { report } = await examined(new IphoneBackup().database(domain, path, database).files(), {
    patterns,
  });
  return report.findings.filter(({ indicator }) => indicator !== undefined);
}

test.each(cases)("[K22] $path: a deleted row leaves a trace", async (given) => {
  for (const row of [6, 12]) {
    const found = await findingsAfter(given, row);
    expect(found.map(brief)).toEqual([given.finding]);
    expect(found[0]?.explanation.what).toContain("deleted record");
    expect(found[0]?.evidence.offset).toBeGreaterThan(0);
  }
});

test.each(cases)("[K22] $path: a row that is there is told once, and as what it is", async (given) => {
  const found = await findingsAfter(given, 6, true);
  expect(found).toHaveLength(1);
  expect(found[0]?.explanation.what).not.toContain("deleted record");
});

test("[K22] short names of programs count only where a whole column is left", async () => {
  const given = { ...cases[5]!, gone: "NULL, 'bh'" };
  expect((await findingsAfter(given, 12)).map(brief)).toEqual(["Datausage high process bh"]);
  expect(await findingsAfter(given, 6)).toEqual([]);
});
