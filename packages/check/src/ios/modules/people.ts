import type { Context, ModuleRun } from "../../examination/module-run.ts";
import { dateEntry, isDict, numberEntry } from "../../formats/plist/value.ts";
import { looseText, textOf } from "../../formats/sqlite/record.ts";
import { fromMacTime } from "../../time.ts";
import { say } from "../../words/said.ts";
import { bookForm, type IosModule, placeIn, plistOf, Tables } from "../artifact.ts";

function email(run: ModuleRun, address: string, context: Context): void {
  const plain = address.replace(/^mailto:/i, "");
  if (plain.includes("@")) run.equal("email", plain, { ...context, kind: "contact" });
}

export const people: readonly IosModule[] = [
  {
    name: "IDStatusCache",
    wants: [
      { domain: "HomeDomain", path: "Library/Preferences/com.apple.identityservices.idstatuscache.plist" },
    ],
    async check(artifact, run) {
      const plist = await plistOf(artifact, run);
      if (plist === undefined) return;
      if (!isDict(plist)) return bookForm(false, artifact, run);
      for (const [service, users] of plist) {
        if (!isDict(users)) continue;
        for (const [user, status] of users) {
          run.record();
          const place = placeIn(artifact);
          const timeMs = fromMacTime(numberEntry(status, "LookupDate")) ?? dateEntry(status, "LookupDate");
          email(run, user, { place, timeMs, about: say`${service} looked up an account` });
          if (user.includes("\u0000\u0000")) {
            const message = say`${service} looked up an account whose name holds zero bytes, as exploits did`;
            run.notice("odd-account-id", { severity: "high", message, place, timeMs });
          }
          run.event(timeMs, "account looked up", `${service} ${user}`);
        }
      }
      bookForm(plist.size === 0 || [...plist.values()].some(isDict), artifact, run);
    },
  },
  {
    name: "InteractionC",
    wants: [{ domain: "HomeDomain", path: "Library/CoreDuet/People/interactionC.db" }],
    async check(artifact, run, examination) {
      const tables = await Tables.of(artifact, run);
      if (tables === undefined) return;
      const names = new Map<number, string>();
      if (tables.has("ZCONTACTS")) {
        const columns = ["ZIDENTIFIER", "ZDISPLAYNAME"] as const;
        await tables.each({ table: "ZCONTACTS", columns, needed: ["ZIDENTIFIER"] }, (row) => {
          const id = textOf(row.ZIDENTIFIER);
          const account = examination.accountName(id);
          names.set(row.place.row ?? 0, `${textOf(row.ZDISPLAYNAME)} ${account}`.trim());
          email(run, id, { place: row.place, about: "An app exchanged something with an account" });
        });
      }
      const columns = ["ZSTARTDATE", "ZBUNDLEID", "ZSENDER", "ZDIRECTION"] as const;
      await tables.each({ table: "ZINTERACTIONS", columns, needed: ["ZSTARTDATE"] }, (row) => {
        const who = typeof row.ZSENDER === "number" ? (names.get(row.ZSENDER) ?? "") : "";
        run.event(fromMacTime(row.ZSTARTDATE), "interaction", `${textOf(row.ZBUNDLEID)} ${who}`);
      });
    },
  },
  {
    name: "Calendar",
    wants: [{ domain: "HomeDomain", path: "Library/Calendar/Calendar.sqlitedb" }],
    async check(artifact, run) {
      const tables = await Tables.of(artifact, run);
      if (tables === undefined) return;
      const columns = ["summary", "description", "start_date", "creation_date"] as const;
      await tables.each({ table: "CalendarItem", columns, needed: ["summary"] }, (row) => {
        const timeMs = fromMacTime(row.creation_date) ?? fromMacTime(row.start_date);
        if (textOf(row.summary) === "Meeting" && textOf(row.description) === "Notes") {
          const message = 'A calendar entry "Meeting" with the text "Notes", as QuaDream\'s invitations had';
          run.notice("calendar-invitation", { severity: "high", message, place: row.place, timeMs });
        }
        const context = { place: row.place, timeMs, about: "A calendar entry" };
        run.linksIn(textOf(row.description), context, "address-mentioned");
        run.event(timeMs, "calendar entry", textOf(row.summary));
      });
      const about = "A calendar entry names an account";
      if (tables.has("Participant")) {
        await tables.each({ table: "Participant", columns: ["email"], needed: ["email"] }, (row) => {
          email(run, textOf(row.email), { place: row.place, about });
        });
      }
      if (tables.has("Identity")) {
        await tables.each({ table: "Identity", columns: ["address"], needed: ["address"] }, (row) => {
          email(run, textOf(row.address), { place: row.place, about });
        });
      }
    },
  },
  {
    name: "Calls",
    encryptedOnly: true,
    wants: [{ domain: "HomeDomain", path: "Library/CallHistoryDB/CallHistory.storedata" }],
    async check(artifact, run) {
      const tables = await Tables.of(artifact, run);
      const columns = ["ZDATE", "ZADDRESS", "ZDURATION", "ZORIGINATED", "ZSERVICE_PROVIDER"] as const;
      await tables?.each({ table: "ZCALLRECORD", columns, needed: ["ZDATE"] }, (row) => {
        const text = `${looseText(row.ZADDRESS)} ${textOf(row.ZSERVICE_PROVIDER)}`;
        run.event(fromMacTime(row.ZDATE), row.ZORIGINATED === 1 ? "call made" : "call received", text);
      });
    },
  },
  {
    name: "Contacts",
    wants: [{ domain: "HomeDomain", path: "Library/AddressBook/AddressBook.sqlitedb" }],
    async check(artifact, run) {
      const tables = await Tables.of(artifact, run);
      if (tables === undefined) return;
      const columns = ["First", "Last", "Organization", "CreationDate"] as const;
      await tables.each({ table: "ABPerson", columns, needed: [] }, (row) => {
        const name = `${textOf(row.First)} ${textOf(row.Last)} ${textOf(row.Organization)}`.trim();
        run.event(fromMacTime(row.CreationDate), "contact added", name);
      });
      if (!tables.has("ABMultiValue")) return;
      await tables.each({ table: "ABMultiValue", columns: ["value"], needed: ["value"] }, (row) => {
        email(run, textOf(row.value), { place: row.place, about: "An entry of the address book" });
      });
    },
  },
];
