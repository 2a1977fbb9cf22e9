import { asciiText } from "../../text.ts";
import type { Database } from "./database.ts";

/** A printable run that lies where no live row does. */
export interface DeletedText {
  readonly text: string;
  /** Byte offset in the database file. */
  readonly offset: number;
}

const FREE_PAGES_MAX = 50_000;
const links = /https?:\/\/[\x21-\x7e]{4,2000}/g;

/**
 * Links that deleted rows left on the freelist's pages. SQLite keeps a freed page's content until it needs the page; what
 * it overwrote is gone, so a trace proves that something was there, and its absence proves nothing.
 */
export async function deletedLinks(
  { pages, firstFreePage }: Pick<Database, "pages" | "firstFreePage">,
  visit: (found: DeletedText) => void,
): Promise<number> {
  let looked = 0;
  const seen = new Set<number>();
  for (let trunk = firstFreePage; trunk !== 0 && !seen.has(trunk);) {
    seen.add(trunk);
    const bytes = await pages.page(trunk);
    if (bytes === undefined) break;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const leaves = Math.min(view.getUint32(4), Math.floor(bytes.length / 4) - 2);
    for (let index = 0; index < leaves && looked < FREE_PAGES_MAX; index++) {
      const number = view.getUint32(8 + 4 * index);
      if (seen.has(number)) continue;
      seen.add(number);
      const page = await pages.page(number);
      if (page === undefined) continue;
      looked++;
      const text = asciiText(page, 0, page.length);
      for (const match of text.matchAll(links)) {
        visit({ text: match[0], offset: (number - 1) * page.length + match.index });
      }
    }
    trunk = view.getUint32(0);
  }
  return looked;
}
