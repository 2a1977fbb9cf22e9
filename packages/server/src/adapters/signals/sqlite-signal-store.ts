import { existsSync, rmSync } from "node:fs";
import { signalKinds } from "@bridle/desk";
import { fromHex, toHex } from "@bridle/protocol";
import type { SignalStore, StoredSignal } from "../../ports/signal-store.ts";
import { StoreFault } from "../../ports/store.ts";
import { hitsOf, signalOf } from "../../signals/stored-signal.ts";
import { Database } from "../sqlite/database.ts";
import { newerStore } from "../sqlite/schema.ts";

// Forward migrations, as in ../sqlite/schema.ts. Every column has its line in docs/retention.md.
const migrations: readonly string[] = [
  `
  CREATE TABLE batch (id INTEGER PRIMARY KEY AUTOINCREMENT, sealed_key BLOB NOT NULL);
  CREATE TABLE signal (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    facts BLOB NOT NULL,
    target BLOB,
    batch INTEGER,
    number INTEGER,
    box BLOB
  );
  CREATE INDEX signal_by_time ON signal (at_ms, kind);
  CREATE INDEX signal_by_target ON signal (target) WHERE target IS NOT NULL;
  `,
  `
  CREATE TABLE identity (id BLOB NOT NULL);
  INSERT INTO identity VALUES (randomblob(16));
  `,
  // Leads are few among many: `HIT` is their kind.
  "CREATE INDEX signal_hit ON signal (id) WHERE kind = 15;",
  // Pseudonyms are random: sorted within their day, what is added and what expires lies close together.
  `
  DROP INDEX signal_by_target;
  CREATE INDEX signal_by_day_and_target ON signal (at_ms / 86400000, target) WHERE target IS NOT NULL;
  `,
];

/** The place of `indicatorHit` among the kinds, which never changes: an index is made of it. */
const HIT = 15;

const DAY_MS = 86_400_000;

/** Rows that one piece of expiry removes for either reason, at most: some milliseconds. */
const EXPIRED_AT_ONCE = 2_000;

/** Whoever else reads the file holds up a signal, and no message for longer than this. */
const BUSY_MS = 20;

interface Row {
  readonly id: number;
  readonly facts: Uint8Array;
  readonly target: Uint8Array | null;
  readonly batch: number | null;
  readonly number: number | null;
  readonly box: Uint8Array | null;
}

export interface SqliteSignalStore extends SignalStore {
  /** The file was damaged, by a power cut for instance, and began anew. */
  readonly wasReset: boolean;
}

/**
 * Signals in a file of their own. Without a write-ahead log and with everything deleted overwritten, so
 * that what expired is in no file any more. It doesn't wait for the disk: messages share its thread.
 */
export function openSqliteSignalStore(file: string): SqliteSignalStore {
  const opened = openSound(file);
  if (opened !== undefined) return storeOver(opened, false);
  // Nothing in it could be trusted to expire.
  for (const name of [file, `${file}-journal`]) rmSync(name, { force: true });
  const fresh = openSound(file);
  if (fresh === undefined) throw new StoreFault("broken", new Error("a new store is damaged"));
  return storeOver(fresh, true);
}

const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

/** Anything else, such as a lock of another process, is no reason to throw a file away. */
function isDamage(fault: unknown): boolean {
  if (!(fault instanceof StoreFault) || !(fault.cause instanceof Error)) return false;
  const code = "errcode" in fault.cause ? Number(fault.cause.errcode) & 0xff : 0;
  return code === SQLITE_CORRUPT || code === SQLITE_NOTADB;
}

/** `undefined` for a damaged file. */
function openSound(file: string): Database | undefined {
  const isThere = file !== ":memory:" && existsSync(file);
  const db = new Database(file, { timeout: BUSY_MS });
  try {
    const version = db.query<{ user_version: number }>("PRAGMA user_version").get()?.user_version ?? 0;
    if (version > migrations.length) throw newerStore(version);
    db.exec(
      `PRAGMA journal_mode = DELETE; PRAGMA synchronous = OFF; PRAGMA secure_delete = ON;
       PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF; PRAGMA cache_size = -8192;`,
    );
    const [check] = isThere ? db.query<{ quick_check: string }>("PRAGMA quick_check(1)").all() : [];
    if (check !== undefined && check.quick_check !== "ok") {
      db.close();
      return undefined;
    }
    for (let from = version; from < migrations.length; from++) {
      db.exec(`BEGIN IMMEDIATE; ${migrations[from] ?? ""} PRAGMA user_version = ${from + 1}; COMMIT;`);
    }
    return db;
  } catch (fault) {
    db.close();
    if (isThere && isDamage(fault)) return undefined;
    throw fault;
  }
}

const COLUMNS = "id, facts, target, batch, number, box";

function storeOver(db: Database, wasReset: boolean): SqliteSignalStore {
  const insertBatch = db.query("INSERT INTO batch (sealed_key) VALUES (?)");
  const batchKey = db.query<{ sealed_key: Uint8Array }>("SELECT sealed_key FROM batch WHERE id = ?");
  const insert = db.query(
    "INSERT INTO signal (at_ms, kind, facts, target, batch, number, box) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  const read = db.query<Row>(`SELECT ${COLUMNS} FROM signal WHERE id > ? ORDER BY id LIMIT ?`);
  const size = db.query<{ size: number }>("SELECT count(*) AS size FROM signal");
  return {
    wasReset,
    openBatch: (sealedKey) => insertBatch.insert(sealedKey),
    batchKey: (batch) => batchKey.get(batch)?.sealed_key,
    add: (signals) =>
      together(db, () => {
        for (const { signal, row, sealed } of signals) {
          const { facts, target } = row;
          const { batch = null, number = null, box = null } = sealed ?? {};
          insert.run(signal.atMs, signalKinds.indexOf(signal.kind), facts, target, batch, number, box);
        }
      }),
    read: (after, max) => read.all(after, max).flatMap((row) => stored(row) ?? []),
    sealedFor: sealedTargets(db),
    expire: expiry(db),
    ...arrivalsIn(db),
    ...hitsIn(db),
    size: () => size.get()?.size ?? 0,
    close: () => db.close(),
  };
}

function hitsIn(db: Database): Pick<SignalStore, "hits"> {
  const hits = db.query<Row>(`SELECT ${COLUMNS} FROM signal WHERE kind = ${HIT} ORDER BY id`);
  return { hits: () => hitsOf(hits.all().flatMap((row) => stored(row)?.signal ?? [])) };
}

function arrivalsIn(db: Database): Pick<SignalStore, "arrivals" | "identity"> {
  const arrivals = db.query<{ kind: number; count: number; newest: number }>(
    `SELECT kind, count(*) AS count, max(id) AS newest
     FROM (SELECT id, kind FROM signal WHERE id > ? ORDER BY id LIMIT ?) GROUP BY kind`,
  );
  const identity = db.query<{ id: Uint8Array }>("SELECT id FROM identity").get()?.id ?? new Uint8Array();
  return {
    arrivals(after, max) {
      const rows = arrivals.all(after, max);
      const known = rows.flatMap(({ kind, count }) => {
        const name = signalKinds[kind];
        return name === undefined ? [] : [[name, count] as const];
      });
      return { counts: new Map(known), newest: Math.max(after, ...rows.map(({ newest }) => newest)) };
    },
    identity: toHex(identity),
  };
}

function sealedTargets(db: Database): SignalStore["sealedFor"] {
  const newestBefore = db.query<{ atMs: number | null }>(
    "SELECT max(at_ms) AS atMs FROM signal WHERE at_ms < ?",
  );
  const sealedOnDay = db.query<Row>(
    `SELECT ${COLUMNS} FROM signal WHERE at_ms / 86400000 = ? AND target = ? AND box IS NOT NULL
     ORDER BY id DESC LIMIT 1`,
  );
  /** Days with signals, the newest first. */
  const days = (): readonly number[] => {
    const found: number[] = [];
    for (let before = Number.MAX_SAFE_INTEGER; ;) {
      const atMs = newestBefore.get(before)?.atMs;
      if (atMs === undefined || atMs === null) return found;
      const day = Math.floor(atMs / DAY_MS);
      found.push(day);
      before = day * DAY_MS;
    }
  };
  return (pseudonyms) => {
    const newestFirst = days();
    return pseudonyms.flatMap((pseudonym) => {
      const target = fromHex(pseudonym) ?? new Uint8Array();
      for (const day of newestFirst) {
        const row = sealedOnDay.get(day, target);
        if (row !== undefined) return stored(row) ?? [];
      }
      return [];
    });
  };
}

function expiry(db: Database): SignalStore["expire"] {
  const dropOld = db.query<{ id: number }>(
    `DELETE FROM signal WHERE id IN (SELECT id FROM signal WHERE at_ms < ? ORDER BY at_ms LIMIT ?) RETURNING id`,
  );
  // Ids follow one another: counting the rows would read all of them.
  const dropCrowded = db.query<{ id: number }>(
    `DELETE FROM signal WHERE id IN (SELECT id FROM signal WHERE id <= (SELECT max(id) FROM signal) - ?
     ORDER BY id LIMIT ?) RETURNING id`,
  );
  // Batches follow one another as signals do; the newest may be about to seal.
  const dropBatches = db.query(
    `DELETE FROM batch WHERE id < coalesce(
       (SELECT batch FROM signal WHERE batch IS NOT NULL ORDER BY id LIMIT 1),
       (SELECT max(id) FROM batch))`,
  );
  return (beforeMs, rowsMax) =>
    together(db, () => {
      const old = dropOld.all(beforeMs, EXPIRED_AT_ONCE).length;
      const crowdedOut = dropCrowded.all(rowsMax, EXPIRED_AT_ONCE).length;
      dropBatches.run();
      return { crowdedOut, isDone: old < EXPIRED_AT_ONCE && crowdedOut < EXPIRED_AT_ONCE };
    });
}

/** A row of a kind that this version doesn't know is left to expire. */
function stored(row: Row): StoredSignal | undefined {
  const { id, facts, target, batch, number, box } = row;
  const signal = signalOf({ facts, target });
  if (signal === undefined) return undefined;
  const sealed = batch === null || number === null || box === null ? undefined : { batch, number, box };
  return { id, signal, row: { facts, target }, sealed };
}

function together<T>(db: Database, work: () => T): T {
  db.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    db.exec("COMMIT");
    return result;
  } catch (fault) {
    if (db.inTransaction) db.exec("ROLLBACK");
    throw fault;
  }
}
