import { err, ok, type Result } from "@bridle/protocol";
import type { ByteSource } from "../../ports/source.ts";
import { asciiText } from "../../text.ts";
import { type Damage, TreeWalk } from "./btree.ts";
import { type Leftover, slackLeftovers } from "./leftovers.ts";
import { Pages } from "./pages.ts";
import { RecordView, type SqlValue, type TextEncoding } from "./record.ts";
import { parseCreateTable, sameName, type Table } from "./schema.ts";
import { readWal } from "./wal.ts";

/** Where a row lies, for evidence. */
export interface RowPlace {
  readonly rowid: number;
  /** Byte offset in the database file. */
  readonly offset: number;
}

/** Why a file isn't readable as a database. */
export type DatabaseRefusal = "not a database" | "unknown page size" | "damaged schema";

const SCHEMA_ROWS_MAX = 20_000;

/**
 * A SQLite database, read without SQLite and without touching it: no journal is played back, no lock taken, and
 * `-wal` is laid over the pages in memory. Tables are scanned, columns found by name, so another version of a schema
 * costs what it lacks and no more.
 */
export class Database {
  readonly tables: readonly Table[];
  /** Pages and rows that were left out so far, because they contradict the format. */
  readonly damage: Damage = { pages: 0, cells: 0 };
  readonly pages: Pages;
  readonly #encoding: TextEncoding;
  readonly reservedBytes: number;
  readonly firstFreePage: number;
  /** Why the write-ahead log couldn't be laid over the pages whole. */
  readonly logDamage: string | undefined;
  /** Called with what deleted rows left on the pages of the tables that are scanned. */
  onLeftover: ((found: Leftover) => void) | undefined;

  private constructor({ pages, logDamage }: OpenFiles, header: Header, tables: readonly Table[]) {
    this.pages = pages;
    this.logDamage = logDamage;
    this.tables = tables;
    this.#encoding = header.encoding;
    this.reservedBytes = header.reservedBytes;
    this.firstFreePage = header.firstFreePage;
  }

  static async open(file: ByteSource, wal?: ByteSource): Promise<Result<Database, DatabaseRefusal>> {
    const first = headerOf(await file.readAt(0, 100));
    if (!first.ok) return first;
    const log = wal === undefined ? undefined : await readWal(wal, first.value.pageBytes);
    const pages = new Pages(file, first.value.pageBytes, log?.index);
    const newest = await pages.page(1);
    const header = newest === undefined ? first : headerOf(newest.subarray(0, 100));
    if (!header.ok) return header;
    const walk = new TreeWalk(pages, header.value.reservedBytes);
    const tables: Table[] = [];
    let rows = 0;
    const record = new RecordView(5, header.value.encoding);
    await walk.walk(1, (cell) => {
      const readable = record.open(cell);
      const [type, name, rootPage, sql] = readable ? [0, 1, 3, 4].map((column) => record.value(column)) : [];
      if (
        type === "table" &&
        typeof name === "string" &&
        typeof rootPage === "number" &&
        typeof sql === "string"
      ) {
        const table = parseCreateTable(sql, { name, rootPage });
        if (table !== undefined) tables.push(table);
      }
      return ++rows < SCHEMA_ROWS_MAX;
    });
    if (walk.damage.pages + walk.damage.cells > 0 && tables.length === 0) return err("damaged schema");
    const database = new Database({ pages, logDamage: log?.damage }, header.value, tables);
    database.#add(walk.damage);
    return ok(database);
  }

  table(name: string): Table | undefined {
    return this.tables.find((table) => sameName(table.name, name));
  }

  /** The first of the names that the table has. */
  hasColumn(table: string, column: string): boolean {
    return this.table(table)?.columns.some((name) => sameName(name, column)) ?? false;
  }

  /**
   * Scans a table. `columns` that it doesn't have come as null. Blobs are valid during the call only. Gives the number of
   * rows, or `undefined` when there is no such table.
   */
  async scan(
    name: string,
    columns: readonly string[],
    visit: (values: readonly SqlValue[], place: RowPlace) => void,
  ): Promise<number | undefined> {
    const indexes = columns.map((_, index) => index);
    return this.scanLazily(name, columns, (valueOf, place) => visit(indexes.map(valueOf), place));
  }

  /** The same for the largest tables: a column is read when it is asked for, by its place in `columns`, and during the call only. */
  async scanLazily(
    name: string,
    columns: readonly string[],
    visit: (valueOf: (index: number) => SqlValue, place: RowPlace) => void,
  ): Promise<number | undefined> {
    const table = this.table(name);
    if (table === undefined) return undefined;
    const wanted = columns.map((column) => table.columns.findIndex((known) => sameName(known, column)));
    const key = table.rowidColumn ?? "";
    const rowid = wanted.findIndex((index) => index !== -1 && sameName(table.columns[index] ?? "", key));
    const record = new RecordView(Math.max(0, ...wanted) + 1, this.#encoding);
    const walk = new TreeWalk(this.pages, this.reservedBytes);
    const { onLeftover } = this;
    if (onLeftover !== undefined) walk.onLeaf = (page, number) => slackLeftovers(page, number, onLeftover);
    let rows = 0;
    let current = 0;
    const valueOf = (index: number): SqlValue =>
      index === rowid ? current : record.value(wanted[index] ?? -1);
    await walk.walk(table.rootPage, (cell) => {
      if (!record.open(cell)) {
        walk.damage.cells++;
        return;
      }
      current = cell.rowid;
      rows++;
      visit(valueOf, cell);
    });
    this.#add(walk.damage);
    return rows;
  }

  #add(damage: Damage): void {
    this.damage.pages += damage.pages;
    this.damage.cells += damage.cells;
  }
}

interface OpenFiles {
  readonly pages: Pages;
  readonly logDamage: string | undefined;
}

interface Header {
  readonly pageBytes: number;
  readonly reservedBytes: number;
  readonly encoding: TextEncoding;
  readonly firstFreePage: number;
}

// https://sqlite.org/fileformat2.html#the_database_header
function headerOf(bytes: Uint8Array): Result<Header, DatabaseRefusal> {
  if (bytes.length < 100 || asciiText(bytes, 0, 16) !== "SQLite format 3\0") return err("not a database");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = view.getUint16(16);
  const pageBytes = size === 1 ? 65_536 : size;
  const reservedBytes = bytes[20] ?? 0;
  const isPowerOfTwo = (pageBytes & (pageBytes - 1)) === 0;
  if (pageBytes < 512 || !isPowerOfTwo || pageBytes - reservedBytes < 480) return err("unknown page size");
  const encoding = ([undefined, "utf8", "utf16le", "utf16be"] as const)[view.getUint32(56)] ?? "utf8";
  return ok({ pageBytes, reservedBytes, encoding, firstFreePage: view.getUint32(32) });
}
