import type { DatabaseSync } from "node:sqlite";
import { sameWitnessed, type WitnessedHead, type WitnessStore } from "@bridle/ledger";
import { immediately, later, openDatabase } from "./sqlite-log-store.ts";

const schema = `
  create table if not exists witnessed (
    origin text primary key,
    size integer not null,
    root blob not null
  ) without rowid;
`;

/** A witness's memory in one SQLite file, durable on return. It must never be restored from a backup. */
export class SqliteWitnessStore implements WitnessStore {
  readonly #database: DatabaseSync;

  constructor(path: string) {
    this.#database = openDatabase(path, schema);
  }

  latest(origin: string): Promise<WitnessedHead | undefined> {
    return later(() => this.#latest(origin));
  }

  swap(from: WitnessedHead | undefined, to: WitnessedHead): Promise<"stored" | "conflict"> {
    return later(() =>
      immediately(this.#database, () => {
        if (!sameWitnessed(this.#latest(to.origin), from)) return "conflict";
        this.#database
          .prepare("insert or replace into witnessed (origin, size, root) values (?, ?, ?)")
          .run(to.origin, to.size, to.root);
        return "stored";
      }),
    );
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  #latest(origin: string): WitnessedHead | undefined {
    const row = this.#database.prepare("select size, root from witnessed where origin = ?").get(origin);
    const [size, root] = [row?.["size"], row?.["root"]];
    return typeof size === "number" && root instanceof Uint8Array
      ? { origin, size, root: new Uint8Array(root) }
      : undefined;
  }
}
