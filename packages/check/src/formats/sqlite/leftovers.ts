import { asciiText, decodeText } from "../../text.ts";
import type { Pages } from "./pages.ts";
import { contentBytes } from "./record.ts";
import { varintAt } from "./varint.ts";

/** Something readable that lies where no live row does. */
export interface Leftover {
  readonly text: string;
  /** `field`: a column of a deleted row whose record is whole. `run`: printable bytes; beginning and end may belong to neighbours. */
  readonly form: "field" | "run";
  /** Byte offset in the database file; in its log where `inLog` says so. */
  readonly offset: number;
  readonly inLog?: true;
}

const FREE_PAGES_MAX = 50_000;
const TEXTS_PER_PAGE_MAX = 2000;
const RUN_MIN = 5;
const runs = /[\x20-\x7e]{5,}/g;

/**
 * What deleted rows left on the freelist's pages and in older pages of the log. SQLite keeps a freed page's content until it needs the page; what
 * it overwrote is gone, so a trace proves that something was there, and its absence proves nothing. Gives the number of pages.
 */
export async function freePageLeftovers(
  { pages, firstFreePage }: { readonly pages: Pages; readonly firstFreePage: number },
  visit: (found: Leftover) => void,
): Promise<number> {
  let looked = 0;
  const seen = new Set<number>();
  for (let trunk = firstFreePage; trunk !== 0 && !seen.has(trunk) && looked < FREE_PAGES_MAX;) {
    seen.add(trunk);
    const bytes = await pages.page(trunk);
    if (bytes === undefined) break;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const leaves = Math.min(view.getUint32(4), Math.floor(bytes.length / 4) - 2);
    const next = view.getUint32(0);
    // Behind its list of leaves a trunk page, too, is as it was.
    leftoversIn(bytes, { from: 8 + 4 * leaves, to: bytes.length, base: (trunk - 1) * bytes.length }, visit);
    looked++;
    for (let index = 0; index < leaves && looked < FREE_PAGES_MAX; index++) {
      const number = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(8 + 4 * index);
      if (seen.has(number)) continue;
      seen.add(number);
      const page = await pages.page(number);
      if (page === undefined) continue;
      looked++;
      leftoversIn(page, { from: 0, to: page.length, base: (number - 1) * page.length }, visit);
    }
    trunk = next;
  }
  for await (const { bytes, offset } of pages.olderInLog(FREE_PAGES_MAX)) {
    looked++;
    leftoversIn(bytes, { from: 0, to: bytes.length, base: offset }, (found) =>
      visit({ ...found, inLog: true }),
    );
  }
  return looked;
}

interface Range {
  readonly from: number;
  readonly to: number;
  /** Offset of the page in its file. */
  readonly base: number;
}

/** What deleted rows left within a table's live page: between its list of cells and their content, and in its free blocks. */
export function slackLeftovers(page: Uint8Array, number: number, visit: (found: Leftover) => void): void {
  const start = number === 1 ? 100 : 0;
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
  const base = (number - 1) * page.length;
  const content = view.getUint16(start + 5) || 65_536;
  const cells = start + 8 + 2 * view.getUint16(start + 3);
  if (cells < content && content <= page.length) leftoversIn(page, { from: cells, to: content, base }, visit);
  for (let at = view.getUint16(start + 1); at >= cells && at + 4 <= page.length;) {
    const size = view.getUint16(at + 2);
    if (size < 4 || at + size > page.length) return;
    leftoversIn(page, { from: at + 4, to: at + size, base }, visit);
    const next = view.getUint16(at);
    if (next <= at) return;
    at = next;
  }
}

/** Whole records first; then what else is printable. */
function leftoversIn(page: Uint8Array, { from, to, base }: Range, visit: (found: Leftover) => void): void {
  let texts = 0;
  let at = from;
  while (at < to && texts < TEXTS_PER_PAGE_MAX) {
    while (at < to && page[at] === 0) at++;
    const end = recordEnd(page, at, to);
    if (end === undefined) {
      at++;
      continue;
    }
    for (const text of textsOf(page, at)) {
      texts++;
      visit({ text, form: "field", offset: base + at });
    }
    at = end;
  }
  if (to - from < RUN_MIN) return;
  for (const match of asciiText(page, from, to).matchAll(runs)) {
    if (texts++ > 2 * TEXTS_PER_PAGE_MAX) return;
    visit({ text: match[0], form: "run", offset: base + from + match.index });
  }
}

const COLUMNS_MAX = 200;
const TEXT_BYTES_MIN = 2;

/** Where a table's cell that begins here ends, if one does: its sizes agree with each other and it holds a text. */
function recordEnd(page: Uint8Array, at: number, to: number): number | undefined {
  const size = varintAt(page, at);
  const key = size === undefined ? undefined : varintAt(page, size.next);
  const header = key === undefined ? undefined : varintAt(page, key.next);
  if (size === undefined || key === undefined || header === undefined) return undefined;
  if (key.value < 1 || header.value < 2 || header.value >= size.value || key.next + size.value > to)
    return undefined;
  let content = header.value;
  let hasText = false;
  let columns = 0;
  let serialAt = header.next;
  while (serialAt < key.next + header.value) {
    const serial = varintAt(page, serialAt);
    const bytes = serial === undefined ? undefined : contentBytes(serial.value);
    if (serial === undefined || bytes === undefined || ++columns > COLUMNS_MAX) return undefined;
    hasText ||= serial.value >= 13 + 2 * TEXT_BYTES_MIN && serial.value % 2 === 1;
    content += bytes;
    serialAt = serial.next;
  }
  const fits = serialAt === key.next + header.value && content === size.value && hasText;
  return fits ? key.next + size.value : undefined;
}

/** The text columns of the record in a cell that `recordEnd` found whole. Texts in UTF-16 are left to the runs. */
function textsOf(page: Uint8Array, at: number): readonly string[] {
  const size = varintAt(page, at);
  const key = varintAt(page, size?.next ?? at);
  const header = varintAt(page, key?.next ?? at);
  if (key === undefined || header === undefined) return [];
  const texts: string[] = [];
  let content = key.next + header.value;
  for (let serialAt = header.next; serialAt < key.next + header.value;) {
    const serial = varintAt(page, serialAt);
    if (serial === undefined) return texts;
    const bytes = contentBytes(serial.value) ?? 0;
    if (serial.value >= 13 && serial.value % 2 === 1)
      texts.push(decodeText(page.subarray(content, content + bytes)));
    content += bytes;
    serialAt = serial.next;
  }
  return texts;
}
