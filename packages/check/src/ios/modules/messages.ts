import type { ModuleRun } from "../../examination/module-run.ts";
import { deletedLinks } from "../../formats/sqlite/deleted-text.ts";
import { looseText, textOf } from "../../formats/sqlite/record.ts";
import { asciiText } from "../../text.ts";
import { fromMacTime } from "../../time.ts";
import { type Artifact, type IosModule, placeIn, Tables } from "../artifact.ts";

const SMS_DB = { domain: "HomeDomain", path: "Library/SMS/sms.db" };

// The two wordings of Apple's own warnings, which arrive as messages too.
const threatNotification =
  /^(?:ALERT: State-sponsored attackers may be targeting your iPhone|Apple (?:has )?detected (?:a targeted mercenary spyware attack|that you are being targeted by a mercenary spyware attack))/i;

export const sms: IosModule = {
  name: "SMS",
  wants: [SMS_DB],
  async check(artifact, run) {
    const tables = await Tables.of(artifact, run);
    if (tables === undefined) return;
    const handles = new Map<unknown, string>();
    if (tables.has("handle")) {
      await tables.each({ table: "handle", columns: ["ROWID", "id"], needed: ["id"] }, (row) => {
        handles.set(row.place.row, textOf(row.id));
      });
    }
    const columns = ["text", "attributedBody", "handle_id", "is_from_me", "date", "subject"] as const;
    await tables.each({ table: "message", columns, needed: ["text"] }, (row) => {
      const text = textOf(row.text) || bodyText(row.attributedBody);
      const timeMs = fromMacTime(row.date);
      const sent = row.is_from_me === 1;
      const who = handles.get(row.handle_id) ?? "an unknown number";
      const about = sent ? `A message sent to ${who}` : `A message from ${who}`;
      run.linksIn(text, { place: row.place, timeMs, about });
      if (row.subject !== null) run.linksIn(textOf(row.subject), { place: row.place, timeMs, about });
      if (!sent && threatNotification.test(text)) {
        const message = "A message reads like Apple's warning of mercenary spyware";
        run.notice("threat-notification", { severity: "high", message, place: row.place, timeMs });
      }
      if (run.keepsTimeline) run.event(timeMs, sent ? "message sent" : "message received", `${who}: ${text}`);
    });
    await traces(tables, { artifact, run, what: "A deleted message" });
  },
};

/** Newer iOS keeps a message's text only in a serialised form; its links stand in it as they are. */
function bodyText(body: unknown): string {
  return body instanceof Uint8Array ? asciiText(body, 0, body.length).replaceAll(/[^\x20-\x7e]+/g, " ") : "";
}

/** Looks up what deleted rows left behind. */
export async function traces(
  tables: Tables,
  { artifact, run, what }: { readonly artifact: Artifact; readonly run: ModuleRun; readonly what: string },
): Promise<void> {
  const pages = await deletedLinks(tables.database, ({ text, offset }) => {
    const about = `${what} left a trace`;
    run.url(text, { place: placeIn(artifact, { offset }), about, severity: "high" }, "deleted-trace");
  });
  if (pages > 0) run.note(`${pages} free pages searched for traces of deleted rows`);
}

export const smsAttachments: IosModule = {
  name: "SMSAttachments",
  wants: [SMS_DB],
  async check(artifact, run) {
    const tables = await Tables.of(artifact, run);
    if (tables === undefined) return;
    const columns = ["filename", "created_date", "is_outgoing", "transfer_name", "mime_type"] as const;
    await tables.each({ table: "attachment", columns, needed: ["filename"], optional: true }, (row) => {
      const path = textOf(row.filename);
      const timeMs = fromMacTime(row.created_date);
      if (path === "") return;
      const { place } = row;
      run.file(path.replace(/^~/, "/var/mobile"), { place, timeMs, about: "An attachment of a message" });
      if (row.is_outgoing !== 1 && path.startsWith("/var/tmp/") && path.endsWith("-1")) {
        const message = `A received attachment lies at ${path}, where exploits have left theirs`;
        run.notice("attachment-path", { severity: "medium", message, place, timeMs });
      }
      if (run.keepsTimeline) run.event(timeMs, "attachment", `${path} ${textOf(row.mime_type)}`);
    });
  },
};

const WHATSAPP = "AppDomainGroup-group.net.whatsapp.WhatsApp.shared";

export const whatsapp: IosModule = {
  name: "Whatsapp",
  wants: [{ domain: WHATSAPP, path: "ChatStorage.sqlite" }],
  async check(artifact, run) {
    const tables = await Tables.of(artifact, run);
    if (tables === undefined) return;
    const chats = new Map<unknown, string>();
    if (tables.has("ZWACHATSESSION")) {
      const columns = ["ZCONTACTJID", "ZPARTNERNAME"] as const;
      await tables.each({ table: "ZWACHATSESSION", columns, needed: [] }, (row) => {
        chats.set(row.place.row, textOf(row.ZPARTNERNAME) || textOf(row.ZCONTACTJID));
      });
    }
    const columns = ["ZTEXT", "ZMESSAGEDATE", "ZISFROMME", "ZCHATSESSION", "ZFROMJID"] as const;
    await tables.each({ table: "ZWAMESSAGE", columns, needed: ["ZTEXT"] }, (row) => {
      const timeMs = fromMacTime(row.ZMESSAGEDATE);
      const chat = chats.get(row.ZCHATSESSION) ?? (textOf(row.ZFROMJID) || "an unknown chat");
      const about = `A WhatsApp message in ${chat}`;
      run.linksIn(textOf(row.ZTEXT), { place: row.place, timeMs, about });
      if (run.keepsTimeline) run.event(timeMs, "WhatsApp message", `${chat}: ${textOf(row.ZTEXT)}`);
    });
    await attachedLinks(tables, run);
    await traces(tables, { artifact, run, what: "A deleted WhatsApp message" });
  },
};

/** Previews and media rows name addresses that the text may not. */
async function attachedLinks(tables: Tables, run: ModuleRun): Promise<void> {
  const about = "A preview in a WhatsApp message";
  const media = ["ZMEDIAURL", "ZTITLE", "ZAUTHORNAME"] as const;
  if (tables.has("ZWAMEDIAITEM")) {
    await tables.each({ table: "ZWAMEDIAITEM", columns: media, needed: [] }, (row) => {
      for (const column of media) run.linksIn(textOf(row[column]), { place: row.place, about });
    });
  }
  const data = ["ZCONTENT1", "ZMATCHEDTEXT", "ZSUMMARY", "ZTITLE"] as const;
  if (tables.has("ZWAMESSAGEDATAITEM")) {
    await tables.each({ table: "ZWAMESSAGEDATAITEM", columns: data, needed: [] }, (row) => {
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
