import { linksIn } from "../../examination/links.ts";
import { textOf } from "../../formats/sqlite/record.ts";
import { typedstreamText } from "../../formats/typedstream.ts";
import { asciiText } from "../../text.ts";
import { fromMacTime } from "../../time.ts";
import { say } from "../../words/said.ts";
import { type IosModule, Tables } from "../artifact.ts";
import { linkTraces, Traces } from "../traces.ts";

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
    const traces = new Traces(tables, { artifact, run, what: "A deleted message", find: linkTraces });
    const needed = tables.has("message", "attributedBody") ? [] : (["text"] as const);
    await tables.each({ table: "message", columns: messageColumns, needed }, (row) => {
      const text = textOf(row.text) || bodyText(row.attributedBody);
      const timeMs = fromMacTime(row.date);
      const sent = row.is_from_me === 1;
      const who = handles.get(row.handle_id) ?? "an unknown number";
      const about = sent ? say`A message sent to ${who}` : say`A message from ${who}`;
      const context = { place: row.place, timeMs, about };
      run.linksIn(text, context);
      for (const more of [textOf(row.subject), textOf(row.group_title)]) run.linksIn(more, context);
      for (const blob of [row.attributedBody, row.payload_data, row.message_summary_info]) {
        for (const link of hiddenLinks(blob, text)) run.link(link, context);
      }
      if (!sent && threatNotification.test(text)) {
        const message = "A message reads like Apple's warning of mercenary spyware";
        run.notice("threat-notification", { severity: "high", message, place: row.place, timeMs });
      }
      if (run.keepsTimeline) run.event(timeMs, sent ? "message sent" : "message received", `${who}: ${text}`);
    });
    await traces.end();
  },
};

// Beside the text: its serialised form, previews and other extensions, and what an edited or withdrawn message said before.
const messageColumns = [
  "text",
  "attributedBody",
  "payload_data",
  "message_summary_info",
  "handle_id",
  "is_from_me",
  "date",
  "subject",
  "group_title",
] as const;

/** Newer iOS keeps a message's text only in a serialised form. */
function bodyText(body: unknown): string {
  if (!(body instanceof Uint8Array)) return "";
  return typedstreamText(body) ?? printable(body);
}

/** Links in a serialised column that the text doesn't show. */
function hiddenLinks(blob: unknown, text: string): readonly string[] {
  if (!(blob instanceof Uint8Array) || blob.length > BLOB_BYTES_MAX) return [];
  return [...new Set(linksIn(printable(blob)))].filter((link) => !text.includes(link));
}

const BLOB_BYTES_MAX = 4 * 1024 * 1024;

function printable(bytes: Uint8Array): string {
  return asciiText(bytes, 0, bytes.length).replaceAll(/[^\x20-\x7e]+/g, " ");
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
        const message = say`A received attachment lies at ${path}, where exploits have left theirs`;
        run.notice("attachment-path", { severity: "medium", message, place, timeMs });
      }
      if (run.keepsTimeline) run.event(timeMs, "attachment", `${path} ${textOf(row.mime_type)}`);
    });
  },
};
