import type { DatabaseSync, SQLOutputValue, StatementSync } from "node:sqlite";
import {
  type DirectoryRecord,
  type DirectoryState,
  type DirectoryStore,
  emptySubtree,
  type EpochChange,
  LogStoreFault,
  prefixNode,
  type PrefixNode,
  type StoredEpoch,
} from "@bridle/ledger";
import { decode, encode, equalBytes } from "@bridle/protocol";
import { immediately, later, openDatabase } from "./sqlite-log-store.ts";

const schema = `
  create table if not exists directory_state (
    one integer primary key check (one = 1),
    epochs integer not null,
    root blob not null
  );
  create table if not exists node (hash blob primary key, body blob not null) without rowid;
  create table if not exists replaced (hash blob primary key) without rowid;
  create table if not exists record (
    label blob not null,
    version integer not null,
    epoch integer not null,
    value blob not null,
    primary key (label, version)
  ) without rowid;
  create table if not exists epoch (number integer primary key, entry blob not null, audit blob not null);
`;

/** The key directory in one SQLite file; durable on return. */
export class SqliteDirectoryStore implements DirectoryStore {
  readonly #database: DatabaseSync;
  readonly #statements: Statements;

  constructor(path: string) {
    this.#database = openDatabase(path, schema);
    this.#statements = statementsOf(this.#database);
  }

  state(): Promise<DirectoryState> {
    return later(() => this.#state());
  }

  node(hash: Uint8Array): Promise<PrefixNode | undefined> {
    return later(() => {
      const row = this.#statements.getNode.get(hash);
      if (row === undefined) return undefined;
      const node = decode(prefixNode, blob(row["body"]));
      if (!node.ok) throw new LogStoreFault("a damaged node");
      return node.value;
    });
  }

  newest(label: Uint8Array, epoch: number): Promise<DirectoryRecord | undefined> {
    return later(() => {
      const row = this.#statements.getRecord.get(label, epoch);
      if (row === undefined) return undefined;
      return {
        label,
        version: Number(row["version"]),
        value: blob(row["value"]),
        epoch: Number(row["epoch"]),
      };
    });
  }

  epoch(epoch: number): Promise<StoredEpoch | undefined> {
    return later(() => {
      const row = this.#statements.getEpoch.get(epoch);
      return row === undefined ? undefined : { entry: blob(row["entry"]), audit: blob(row["audit"]) };
    });
  }

  commit(change: EpochChange): Promise<"committed" | "conflict"> {
    return later(() => immediately(this.#database, () => this.#commit(change)));
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  #commit(change: EpochChange): "committed" | "conflict" {
    const { from, to, stored } = change;
    const state = this.#state();
    if (state.epochs !== from.epochs || !equalBytes(state.root, from.root)) return "conflict";
    const run = this.#statements;
    run.dropReplaced.run();
    run.clearReplaced.run();
    for (const { hash, node } of change.made) run.putNode.run(hash, encode(prefixNode, node));
    for (const hash of change.replaced) run.putReplaced.run(hash);
    for (const { label, version, epoch, value } of change.records)
      run.putRecord.run(label, version, epoch, value);
    run.putEpoch.run(from.epochs, stored.entry, stored.audit);
    run.putState.run(to.epochs, to.root);
    return "committed";
  }

  #state(): DirectoryState {
    const row = this.#statements.getState.get();
    return row === undefined
      ? { epochs: 0, root: emptySubtree }
      : { epochs: Number(row["epochs"]), root: blob(row["root"]) };
  }
}

const sql = {
  getState: "select epochs, root from directory_state",
  putState: "insert or replace into directory_state (one, epochs, root) values (1, ?, ?)",
  getNode: "select body from node where hash = ?",
  putNode: "insert or replace into node (hash, body) values (?, ?)",
  putReplaced: "insert or ignore into replaced (hash) values (?)",
  dropReplaced: "delete from node where hash in (select hash from replaced)",
  clearReplaced: "delete from replaced",
  getRecord:
    "select version, epoch, value from record where label = ? and epoch <= ? order by version desc limit 1",
  putRecord: "insert into record (label, version, epoch, value) values (?, ?, ?, ?)",
  getEpoch: "select entry, audit from epoch where number = ?",
  putEpoch: "insert into epoch (number, entry, audit) values (?, ?, ?)",
} as const;

type Statements = Readonly<Record<keyof typeof sql, StatementSync>>;

function statementsOf(database: DatabaseSync): Statements {
  return {
    getState: database.prepare(sql.getState),
    putState: database.prepare(sql.putState),
    getNode: database.prepare(sql.getNode),
    putNode: database.prepare(sql.putNode),
    putReplaced: database.prepare(sql.putReplaced),
    dropReplaced: database.prepare(sql.dropReplaced),
    clearReplaced: database.prepare(sql.clearReplaced),
    getRecord: database.prepare(sql.getRecord),
    putRecord: database.prepare(sql.putRecord),
    getEpoch: database.prepare(sql.getEpoch),
    putEpoch: database.prepare(sql.putEpoch),
  };
}

function blob(value: SQLOutputValue | undefined): Uint8Array {
  if (value instanceof Uint8Array) return new Uint8Array(value);
  throw new LogStoreFault("a damaged row");
}
