import type { Examination } from "../../examination/examination.ts";
import type { ModuleRun } from "../../examination/module-run.ts";
import { looseText, textOf } from "../../formats/sqlite/record.ts";
import { fromMacTime } from "../../time.ts";
import { say } from "../../words/said.ts";
import { type IosModule, Tables } from "../artifact.ts";
import { linkTraces, Traces } from "../traces.ts";

const WHATSAPP = "AppDomainGroup-group.net.whatsapp.WhatsApp.shared";

export const whatsapp: IosModule = {
  name: "Whatsapp",
  wants: [{ domain: WHATSAPP, path: "ChatStorage.sqlite" }],
  async check(artifact, run, examination) {
    const tables = await Tables.of(artifact, run);
    if (tables === undefined) return;
    await numberPairs(tables, examination);
    const what = "A deleted WhatsApp message";
    const traces = new Traces(tables, { artifact, run, what, find: linkTraces });
    const chats = new Map<unknown, string>();
    if (tables.has("ZWACHATSESSION")) {
      const columns = ["ZCONTACTJID", "ZPARTNERNAME"] as const;
      await tables.each({ table: "ZWACHATSESSION", columns, needed: [] }, (row) => {
        const account = examination.accountName(textOf(row.ZCONTACTJID));
        chats.set(row.place.row, named(textOf(row.ZPARTNERNAME), account));
      });
    }
    const members = new Map<unknown, string>();
    if (tables.has("ZWAGROUPMEMBER")) {
      const columns = ["ZMEMBERJID", "ZCONTACTNAME"] as const;
      await tables.each({ table: "ZWAGROUPMEMBER", columns, needed: [] }, (row) => {
        const account = examination.accountName(textOf(row.ZMEMBERJID));
        members.set(row.place.row, named(textOf(row.ZCONTACTNAME), account));
      });
    }
    const columns = [
      "ZTEXT",
      "ZMESSAGEDATE",
      "ZISFROMME",
      "ZCHATSESSION",
      "ZFROMJID",
      "ZGROUPMEMBER",
    ] as const;
    await tables.each({ table: "ZWAMESSAGE", columns, needed: ["ZTEXT"] }, (row) => {
      const timeMs = fromMacTime(row.ZMESSAGEDATE);
      const from = examination.accountName(textOf(row.ZFROMJID));
      const chat = chats.get(row.ZCHATSESSION) ?? (from || "an unknown chat");
      const member = members.get(row.ZGROUPMEMBER);
      const about =
        member === undefined
          ? say`A WhatsApp message in ${chat}`
          : say`A WhatsApp message in ${chat} from ${member}`;
      run.linksIn(textOf(row.ZTEXT), { place: row.place, timeMs, about });
      if (run.keepsTimeline) run.event(timeMs, "WhatsApp message", `${chat}: ${textOf(row.ZTEXT)}`);
    });
    await attachedLinks(tables, run);
    await traces.end();
  },
};

/** A chat's or member's name with the number that it stands for, or whichever of them is there. */
function named(name: string, account: string): string {
  return name === "" || account === "" || name === account ? name || account : `${name} (${account})`;
}

/** WhatsApp's private identifiers (`…@lid`) with their numbers, which are in a database of their own or in the one of the chats. */
async function numberPairs(tables: Tables, examination: Examination): Promise<void> {
  const table = "ZWAPHONENUMBERLIDPAIR";
  if (!tables.has(table)) return;
  await tables.each({ table, columns: ["ZLID", "ZPHONENUMBER"], needed: ["ZLID", "ZPHONENUMBER"] }, (row) => {
    const number = looseText(row.ZPHONENUMBER)
      .replace(/@.*$/, "")
      .replace(/^(?=\d)/, "+");
    examination.nameAccount(`${looseText(row.ZLID).replace(/@lid$/, "")}@lid`, number);
  });
}

export const whatsappNumbers: IosModule = {
  name: "Whatsapp",
  first: true,
  wants: [{ domain: WHATSAPP, path: "LID.sqlite" }],
  async check(artifact, run, examination) {
    const tables = await Tables.of(artifact, run);
    if (tables !== undefined) await numberPairs(tables, examination);
  },
};

/** Previews and media rows name addresses that the text may not. */
async function attachedLinks(tables: Tables, run: ModuleRun): Promise<void> {
  const about = "A preview in a WhatsApp message";
  const media = ["ZMEDIAURL", "ZTITLE", "ZAUTHORNAME"] as const;
  if (tables.has("ZWAMEDIAITEM")) {
    await tables.each({ table: "ZWAMEDIAITEM", columns: media, needed: [], neededAny: media }, (row) => {
      for (const column of media) run.linksIn(textOf(row[column]), { place: row.place, about });
    });
  }
  const data = ["ZCONTENT1", "ZMATCHEDTEXT", "ZSUMMARY", "ZTITLE"] as const;
  if (tables.has("ZWAMESSAGEDATAITEM")) {
    await tables.each({ table: "ZWAMESSAGEDATAITEM", columns: data, needed: [], neededAny: data }, (row) => {
      for (const column of data) run.linksIn(textOf(row[column]), { place: row.place, about });
    });
  }
}

export const whatsappContacts: IosModule = {
  name: "WhatsappContacts",
  wants: [{ domain: WHATSAPP, path: "ContactsV2.sqlite" }],
  async check(artifact, run) {
    const tables = await Tables.of(artifact, run);
    const columns = ["ZFULLNAME", "ZPHONENUMBER", "ZLASTUPDATED", "ZWHATSAPPID"] as const;
    await tables?.each({ table: "ZWAADDRESSBOOKCONTACT", columns, needed: [] }, (row) => {
      const text = `${textOf(row.ZFULLNAME)} ${looseText(row.ZPHONENUMBER)}`;
      run.event(fromMacTime(row.ZLASTUPDATED), "WhatsApp contact updated", text);
    });
  },
};
