import type { TimelineEvent } from "../examination/timeline.ts";
import type { Platform } from "../ports/platform.ts";
import { isoLocalTime, isoTime } from "../time.ts";

/**
 * The timeline as CSV (RFC 4180), oldest first: UTC, local time of the examining machine, module, event, text. Line by line, as
 * it may be long. Cells that a spreadsheet would run as a formula begin with an apostrophe.
 */
export function* timelineCsv(
  events: Iterable<TimelineEvent>,
  platform: Pick<Platform, "utcOffsetMinutes">,
  zone?: string,
): Generator<string> {
  yield "utc,local,module,event,text\r\n";
  for (const { timeMs, module, event, text } of events) {
    const offset = platform.utcOffsetMinutes(timeMs, zone);
    const local = offset === undefined ? "" : isoLocalTime(timeMs, offset);
    yield `${[isoTime(timeMs), local, module, event, text].map(cell).join(",")}\r\n`;
  }
}

function cell(text: string): string {
  const inert = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
