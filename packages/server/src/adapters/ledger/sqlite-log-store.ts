import { DatabaseSync, type StatementSync } from "node:sqlite";
import {
  type LogChange,
  type LogStore,
  LogStoreFault,
  type PublishedChange,
  sameHead,
  type TileAddress,
  type TreeHead,
} from "@bridle/ledger";

const schema = `
  create table if not exists tile (
    level integer not null, -- -1 for entry bundles
    idx integer not null,
    bytes blob not null,
    primary key (level, idx)
  ) without rowid;
  create table if not exists head (
    one integer primary key check (one = 1),
    size integer not null,
    root blob not null
  );
  create table if not exists published (
    one integer primary key check (one = 1),
    note text not null
  );
`;

/**
 * A log in one SQLite file: WAL, `synchronous=FULL`, so that a commit is on the disk when it returns.
 * Processes may share it; `begin immediate` makes compare-and-swap atomic between them.
 */
export class SqliteLogStore implements LogStore {
  readonly #database: DatabaseSync;
  readonly #statements: Statements;

  /** Opens or creates the file. Throws `LogStoreFault`. */
  constructor(path: string) {
    this.#database = guarded(() => openDatabase(path, schema));
    this.#statements = guarded(() => statementsOf(this.#database));
  }

  head(): Promise<TreeHead | undefined> {
    return later(() => this.#head());
  }

  append(change: LogChange): Promise<"committed" | "conflict"> {
    return later(() =>
      immediately(this.#database, () => {
        if (!sameHead(this.#head(), change.from)) return "conflict";
        for (const { level, index, bytes } of change.tiles)
          this.#statements.putTile.run(numberOf(level), index, bytes);
        this.#statements.putHead.run(change.to.size, change.to.root);
        return "committed";
      }),
    );
  }

  read(tile: TileAddress): Promise<Uint8Array | undefined> {
    return later(() => {
      const bytes = this.#statements.getTile.get(numberOf(tile.level), tile.index)?.["bytes"];
      return bytes instanceof Uint8Array ? new Uint8Array(bytes) : undefined;
    });
  }

  published(): Promise<string | undefined> {
    return later(() => this.#published());
  }

  publish(change: PublishedChange): Promise<"published" | "conflict"> {
    return later(() =>
      immediately(this.#database, () => {
        if (this.#published() !== change.from) return "conflict";
        this.#statements.putPublished.run(change.to);
        return "published";
      }),
    );
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  #head(): TreeHead | undefined {
    const row = this.#statements.getHead.get();
    const [size, root] = [row?.["size"], row?.["root"]];
    return typeof size === "number" && root instanceof Uint8Array
      ? { size, root: new Uint8Array(root) }
      : undefined;
  }

  #published(): string | undefined {
    const note = this.#statements.getPublished.get()?.["note"];
    return typeof note === "string" ? note : undefined;
  }
}

interface Statements {
  readonly getTile: StatementSync;
  readonly putTile: StatementSync;
  readonly getHead: StatementSync;
  readonly putHead: StatementSync;
  readonly getPublished: StatementSync;
  readonly putPublished: StatementSync;
}

function statementsOf(database: DatabaseSync): Statements {
  return {
    getTile: database.prepare("select bytes from tile where level = ? and idx = ?"),
    putTile: database.prepare("insert or replace into tile (level, idx, bytes) values (?, ?, ?)"),
    getHead: database.prepare("select size, root from head"),
    putHead: database.prepare("insert or replace into head (one, size, root) values (1, ?, ?)"),
    getPublished: database.prepare("select note from published"),
    putPublished: database.prepare("insert or replace into published (one, note) values (1, ?)"),
  };
}

/** Opens a file so that a commit is durable when it returns, and makes its tables. */
export function openDatabase(path: string, tables: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: 5000 });
  database.exec("pragma journal_mode = wal; pragma synchronous = full");
  database.exec(tables);
  return database;
}

/** Runs `work` in a transaction that holds the write lock from its first read on. */
export function immediately<T>(database: DatabaseSync, work: () => T): T {
  database.exec("begin immediate");
  try {
    const result = work();
    database.exec("commit");
    return result;
  } catch (fault) {
    if (database.isTransaction) database.exec("rollback");
    throw fault;
  }
}

/** The synchronous database behind an asynchronous port: what it throws becomes a rejection. */
export function later<T>(work: () => T): Promise<T> {
  return new Promise((resolve) => resolve(guarded(work)));
}

function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    // SQLite's own words may quote what was being stored.
    const code = thrown instanceof Error && "errcode" in thrown ? String(thrown.errcode) : "unknown";
    throw new LogStoreFault(`SQLite error ${code}`);
  }
}

function numberOf(level: TileAddress["level"]): number {
  return level === "entries" ? -1 : level;
}
