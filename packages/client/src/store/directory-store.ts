import {
  AccountId,
  bytes,
  closed,
  ConversationId,
  decode,
  directoryIdentity,
  encode,
  fixedBytes,
  limits,
  list,
  optional,
  struct,
  text,
  u53,
  u8,
  type Infer,
} from "@bridle/protocol";
import { StoreFault, type SqlDatabase, type SqlRow } from "../ports/sql-database.ts";
import { idOf, maybeBytes, maybeText, numberOf, oneOfColumn, textOf, bytesOf } from "./row.ts";

// What this device knows of the key directory (DESIGN §9). A checkpoint that was seen is never
// forgotten while the account lives: it is what a server that goes back is caught by.

const note = text({ maxCodePoints: 16_384 });

const terms = struct({
  identity: directoryIdentity,
  signature: fixedBytes(64),
  policy: text({ maxCodePoints: limits.directoryPolicyCodePointsMax }),
});
/** The directory as its server describes it. */
export type DirectoryTerms = Infer<typeof terms>;

const seen = struct({ version: u53, value: bytes({ max: 128 }) });

/** What a check of one entry came to. */
export const keyStates = ["unchecked", "verified", "unaudited", "different_keys"] as const;
export type KeyStateName = (typeof keyStates)[number];

const directoryRecord = struct({
  version: u8,
  /** Pinned at first contact; replaced only by the person's decision. */
  terms,
  /** What the server says now, where that is something else. */
  offered: optional(terms),
  /** Names of directories that this one took the place of. */
  previous: list(fixedBytes(32), { max: 32 }),
  /** The newest checkpoint that was accepted. */
  view: optional(struct({ size: u53, root: fixedBytes(32), note })),
  /** Our own entry. */
  own: struct({
    state: closed(...keyStates),
    why: optional(text({ maxCodePoints: 40 })),
    seen: optional(seen),
    checkedAt: u53,
    /** Since when the directory shows less of our chain than there is. */
    behindSince: optional(u53),
  }),
  /** Proof, or our own entry's word, that the server lies. It stays. */
  finding: optional(struct({ why: text({ maxCodePoints: 40 }), at: u53 })),
});
export type DirectoryRecord = Omit<Infer<typeof directoryRecord>, "version">;

/** A contact's entry. */
export interface ContactKeys {
  readonly accountId: AccountId;
  readonly state: KeyStateName;
  readonly why: string | undefined;
  readonly seen: Infer<typeof seen> | undefined;
  readonly checkedAt: number;
}

/** A checkpoint that a contact told us, the newest of each. */
export interface HeardCheckpoint {
  readonly accountId: AccountId;
  readonly note: string;
  readonly directory: Uint8Array;
  readonly signature: Uint8Array;
  readonly at: number;
  /** How often the server was asked to join it with ours, and didn't. */
  readonly tries: number;
}

/** Two statements of the server that can't both be true. */
export interface DirectoryEvidence {
  readonly at: number;
  readonly kind: string;
  readonly ours: string;
  readonly theirs: string;
  readonly accountId: AccountId | undefined;
}

export interface DirectoryStore {
  record(): DirectoryRecord | undefined;
  setRecord(record: DirectoryRecord): void;
  keysOf(accountId: AccountId): ContactKeys | undefined;
  putKeys(keys: ContactKeys): void;
  /** Nothing is known of any entry any more: another directory was accepted. */
  forgetEntries(): void;
  heard(): readonly HeardCheckpoint[];
  putHeard(heard: HeardCheckpoint): void;
  deleteHeard(accountId: AccountId): void;
  /** When a conversation was last told our checkpoint; 0 for never. */
  toldAt(conversationId: ConversationId): number;
  setTold(conversationId: ConversationId, at: number): void;
  evidence(): readonly DirectoryEvidence[];
  putEvidence(evidence: DirectoryEvidence): void;
}

const KEY = "directory";
const EVIDENCE_MAX = 32;

export function directoryStore(database: SqlDatabase): DirectoryStore {
  return {
    record() {
      const raw = database.get("SELECT value FROM kv WHERE name = ?", [KEY])?.["value"];
      if (!(raw instanceof Uint8Array)) return undefined;
      const read = decode(directoryRecord, raw);
      if (!read.ok) throw new StoreFault("corrupt", "directory");
      const { version: _, ...record } = read.value;
      return record;
    },
    setRecord(record) {
      const raw = encode(directoryRecord, { version: 1, ...record });
      database.run("INSERT OR REPLACE INTO kv VALUES (?, ?)", [KEY, raw]);
    },
    ...entryRows(database),
    ...gossipRows(database),
    evidence: () =>
      database.all("SELECT * FROM directory_evidence ORDER BY id").map((row) => ({
        at: numberOf(row, "at"),
        kind: textOf(row, "kind"),
        ours: textOf(row, "ours"),
        theirs: textOf(row, "theirs"),
        accountId: row["account_id"] === null ? undefined : idOf(row, "account_id", AccountId),
      })),
    putEvidence({ at, kind, ours, theirs, accountId }) {
      database.run(
        `INSERT INTO directory_evidence (at, kind, ours, theirs, account_id) SELECT ?, ?, ?, ?, ?
         WHERE (SELECT count(*) FROM directory_evidence) < ${EVIDENCE_MAX}
           AND NOT EXISTS (SELECT 1 FROM directory_evidence WHERE ours = ? AND theirs = ?)`,
        [at, kind, ours, theirs, accountId ?? null, ours, theirs],
      );
    },
  };
}

function entryRows(database: SqlDatabase): Pick<DirectoryStore, "keysOf" | "putKeys" | "forgetEntries"> {
  return {
    keysOf(accountId) {
      const row = database.get("SELECT * FROM directory_entry WHERE account_id = ?", [accountId]);
      return row === undefined ? undefined : keysOfRow(row);
    },
    putKeys: ({ accountId, state, why, seen: last, checkedAt }) =>
      void database.run("INSERT OR REPLACE INTO directory_entry VALUES (?, ?, ?, ?, ?, ?)", [
        accountId,
        state,
        why ?? null,
        last?.version ?? 0,
        last?.value ?? null,
        checkedAt,
      ]),
    forgetEntries() {
      database.run("DELETE FROM directory_entry");
      database.run("DELETE FROM directory_heard");
    },
  };
}

function gossipRows(
  database: SqlDatabase,
): Pick<DirectoryStore, "heard" | "putHeard" | "deleteHeard" | "toldAt" | "setTold"> {
  return {
    heard: () =>
      database.all("SELECT * FROM directory_heard ORDER BY at, account_id").map((row) => ({
        accountId: idOf(row, "account_id", AccountId),
        note: textOf(row, "note"),
        directory: bytesOf(row, "directory"),
        signature: bytesOf(row, "signature"),
        at: numberOf(row, "at"),
        tries: numberOf(row, "tries"),
      })),
    putHeard: (heard) =>
      void database.run("INSERT OR REPLACE INTO directory_heard VALUES (?, ?, ?, ?, ?, ?)", [
        heard.accountId,
        heard.note,
        heard.directory,
        heard.signature,
        heard.at,
        heard.tries,
      ]),
    deleteHeard: (accountId) =>
      void database.run("DELETE FROM directory_heard WHERE account_id = ?", [accountId]),
    toldAt(conversationId) {
      const row = database.get("SELECT at FROM directory_told WHERE conversation_id = ?", [conversationId]);
      return row === undefined ? 0 : numberOf(row, "at");
    },
    setTold: (conversationId, at) =>
      void database.run("INSERT OR REPLACE INTO directory_told VALUES (?, ?)", [conversationId, at]),
  };
}

function keysOfRow(row: SqlRow): ContactKeys {
  const value = maybeBytes(row, "value");
  return {
    accountId: idOf(row, "account_id", AccountId),
    state: oneOfColumn(row, "state", keyStates),
    why: maybeText(row, "why"),
    seen: value === undefined ? undefined : { version: numberOf(row, "version"), value },
    checkedAt: numberOf(row, "checked_at"),
  };
}
