import { rowOf } from "../brand.ts";
import type { Examination } from "../examination/examination.ts";
import type { InputFile, Place } from "../examination/finding.ts";
import type { ModuleRun } from "../examination/module-run.ts";
import { quoted } from "../examination/quoted.ts";
import { parsePlist } from "../formats/plist/plist.ts";
import type { PlistValue } from "../formats/plist/value.ts";
import { Database } from "../formats/sqlite/database.ts";
import type { SqlValue } from "../formats/sqlite/record.ts";
import { limits } from "../limits.ts";
import type { ByteSource } from "../ports/source.ts";

/** A file of the phone that a module asked for, readable as it was on the phone. */
export interface Artifact {
  readonly input: InputFile;
  /** The path on the phone: `HomeDomain-Library/SMS/sms.db`, or below the dump's root. */
  readonly name: string;
  readonly bytes: ByteSource;
  /** The database's write-ahead log, when the evidence holds one. */
  readonly wal: ByteSource | undefined;
}

/** Which files a module reads: a domain with a path, a path in any domain, or a pattern of paths. */
export interface Wanted {
  readonly domain?: string;
  readonly path: string | RegExp;
}

/** A check of iPhone records. Names are those that the field knows. */
export interface IosModule {
  readonly name: string;
  readonly wants: readonly Wanted[];
  /** Only in a full filesystem dump, or only in a backup. */
  readonly only?: "filesystem" | "backup";
  /** Apple puts these records into encrypted backups only. */
  readonly encryptedOnly?: true;
  /** Read before the others, which need what it knows. */
  readonly first?: true;
  check(artifact: Artifact, run: ModuleRun, examination: Examination): Promise<void>;
}

/** Where in an artifact a record lies. */
export function placeIn(
  { input, name }: Artifact,
  rest: Pick<Place, "table" | "row" | "offset"> = {},
): Place {
  return { input, ...(name === input.path ? {} : { name }), ...rest };
}

/** A row with its columns by name. */
export type Row<Column extends string> = Readonly<Record<Column, SqlValue>> & { readonly place: Place };

/** The tables of an artifact, for one module: what isn't there or is damaged goes into that module's books. */
export class Tables {
  readonly database: Database;
  readonly #artifact: Artifact;
  readonly #run: ModuleRun;

  private constructor(database: Database, artifact: Artifact, run: ModuleRun) {
    this.database = database;
    this.#artifact = artifact;
    this.#run = run;
  }

  /** `undefined`, with the reason booked, when the file is no database. */
  static async of(artifact: Artifact, run: ModuleRun): Promise<Tables | undefined> {
    const opened = await Database.open(artifact.bytes, artifact.wal);
    if (opened.ok) {
      const { logDamage } = opened.value;
      if (logDamage !== undefined) run.partial(`${quoted(artifact.name)}: ${logDamage}`);
      return new Tables(opened.value, artifact, run);
    }
    run.failed(`${quoted(artifact.name)}: ${opened.error}`);
    return undefined;
  }

  has(table: string, column?: string): boolean {
    return column === undefined
      ? this.database.table(table) !== undefined
      : this.database.hasColumn(table, column);
  }

  /**
   * Scans a table. Missing columns are null, which a newer or older iOS explains; without the table, any of the columns
   * in `needed` or all in `neededAny` the module is partial. Rows count as records.
   */
  async each<Column extends string>(
    { table, columns, needed, neededAny = [], optional }: TableQuery<Column>,
    visit: (row: Row<Column>) => void,
  ): Promise<void> {
    const missing = needed.filter((column) => !this.has(table, column));
    if (neededAny.length > 0 && !neededAny.some((column) => this.has(table, column)))
      missing.push(...neededAny);
    if (missing.length > 0) {
      if (optional === true && !this.has(table))
        return this.#run.note(`${quoted(this.#artifact.name)}: no table ${table}`);
      const what = this.has(table) ? `table ${table} has no ${missing.join(", ")}` : `no table ${table}`;
      this.#run.partial(`${quoted(this.#artifact.name)}: ${what}`);
      return;
    }
    const { damage } = this.database;
    const before = damage.pages + damage.cells;
    await this.database.scan(table, columns, (values, { rowid, offset }) => {
      this.#run.record();
      const place = placeIn(this.#artifact, { table, row: rowid, offset });
      visit(rowOf(columns, values, place));
    });
    this.#run.record(0);
    const lost = damage.pages + damage.cells - before;
    if (lost > 0)
      this.#run.partial(`${quoted(this.#artifact.name)}: ${lost} damaged pages or rows in ${table}`);
  }
}

export interface TableQuery<Column extends string> {
  readonly table: string;
  readonly columns: readonly Column[];
  /** What is looked up in the rows; without it, reading them would prove nothing. */
  readonly needed: readonly Column[];
  /** One of these is needed, and versions differ in which they have. */
  readonly neededAny?: readonly Column[];
  /** The database is complete without this table. */
  readonly optional?: true;
}

/** A property list that holds something and nothing that the module knows isn't read. */
export function bookForm(isKnown: boolean, { name }: Artifact, run: ModuleRun): void {
  if (!isKnown) run.partial(`${quoted(name)}: no entry of a known form`);
}

/** A plist artifact; `undefined`, with the reason booked, when it is none. */
export async function plistOf(artifact: Artifact, run: ModuleRun): Promise<PlistValue | undefined> {
  if (artifact.bytes.sizeBytes > limits.memberBytesMax) {
    run.partial(`${quoted(artifact.name)}: larger than a check reads`);
    return undefined;
  }
  const plist = parsePlist(await artifact.bytes.readAt(0, artifact.bytes.sizeBytes));
  if (plist === undefined) run.failed(`${quoted(artifact.name)}: not a property list`);
  else run.record(0);
  return plist;
}
