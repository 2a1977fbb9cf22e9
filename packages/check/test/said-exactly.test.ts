import {
  dumpstateBytes,
  IphoneBackup,
  binaryPlist,
  type PlistInput,
  sqliteBytes,
  table,
} from "@bridle/testkit";
import { expect, test } from "vitest";
import { reportWords } from "../src/words/report-words.ts";
import { examined } from "./run.ts";

const patterns = [
  "[domain-name:value='bad.example']",
  "[app:id='com.bad.app']",
  "[configuration-profile:id='PROFILE-1']",
];
const bad = "https://bad.example/x";
const HOME = "HomeDomain";

type Rows = Parameters<typeof table>[2];

const tables = (path: string, content: Readonly<Record<string, Rows>>): Map<string, Uint8Array> =>
  new IphoneBackup()
    .database(
      HOME,
      path,
      sqliteBytes((database) => {
        for (const [name, rows] of Object.entries(content)) table(database, name, rows);
      }),
    )
    .files();

const plist = (path: string, value: PlistInput): Map<string, Uint8Array> =>
  new IphoneBackup().plist(HOME, path, value).files();

const dump = (version: number): Map<string, Uint8Array> =>
  new Map([["dumpState_x.log", dumpstateBytes({ batteryUpdates: [["com.bad.app", version]] })]]);

interface Case {
  readonly what: string;
  readonly files: Map<string, Uint8Array>;
  readonly message: string;
  readonly explained: string;
}

const mentioned = "stands in the phone's records";

const cases: readonly Case[] = [
  {
    what: "a calendar's link",
    files: tables("Library/Calendar/Calendar.sqlitedb", {
      CalendarItem: [{ ROWID: 1, summary: "x", description: bad }],
    }),
    message: "A calendar entry",
    explained: mentioned,
  },
  {
    what: "a bookmark",
    files: tables("Library/Safari/SafariTabs.db", { bookmarks: [{ id: 1, url: bad }] }),
    message: "A tab or bookmark in Safari",
    explained: mentioned,
  },
  {
    what: "a shortcut's address",
    files: tables("Library/Shortcuts/Shortcuts.sqlite", {
      ZSHORTCUT: [{ Z_PK: 1, ZNAME: "x" }],
      ZSHORTCUTACTIONS: [{ Z_PK: 1, ZSHORTCUT: 1, ZDATA: binaryPlist([{ WFURL: bad }]) }],
    }),
    message: "The shortcut x",
    explained: mentioned,
  },
  {
    what: "a profile that was removed",
    files: plist("Library/ConfigurationProfiles/MCProfileEvents.plist", {
      ProfileEvents: [{ "PROFILE-1": { Operation: "remove", timestamp: new Date(1.7e12) } }],
    }),
    message: "A configuration profile met remove",
    explained: "It need not be there any more",
  },
  {
    what: "an app that was removed",
    files: dump(0),
    message: "An app was removed",
    explained: "It need not be there any more",
  },
  {
    what: "an app that was updated",
    files: dump(7),
    message: "An app was installed or updated",
    explained: "It need not be there any more",
  },
];

test.each(cases)("[K70] $what is said to be that and no more", async ({ files, message, explained }) => {
  const { report } = await examined(files, { patterns });
  const found = report.findings.filter(({ indicator }) => indicator !== undefined);
  expect(found).toHaveLength(1);
  for (const finding of found) {
    expect(finding.message.startsWith(message)).toBe(true);
    expect(finding.explanation.what).toContain(explained);
    expect(reportWords("ar").explanation(finding).what).not.toBe(finding.explanation.what);
  }
});
