import { AccountId, ConversationId } from "@bridle/protocol";
import type { SqlDatabase, SqlRow } from "../ports/sql-database.ts";
import { bytesOf, idOf, maybeBytes, maybeText, numberOf, oneOfColumn } from "./row.ts";

/** `founding`: written here, not yet accepted by the server. */
export type StoredState = "founding" | "active" | "rejoining" | "blocked" | "ended";

export interface ConversationRecord {
  readonly conversationId: ConversationId;
  /** The other person. */
  readonly accountId: AccountId;
  readonly generation: number;
  readonly state: StoredState;
  readonly rejoinKey: Uint8Array;
  /** Contents that this device has said; the next one gets this number. */
  readonly sequence: number;
  /** The thread may be lost: come back in from outside before sending. */
  readonly needsRejoin: boolean;
  /** A call under way whose outcome a crash must not lose (see `engine/pending.ts`). */
  readonly pending: Uint8Array | undefined;
  readonly draft: string | undefined;
  /** Position up to which the person has read. */
  readonly readPosition: number;
  readonly at: number;
}

/** The MLS state, split: the public part changes once per epoch, the private one with each message. */
export interface StoredGroup {
  readonly publicPart: Uint8Array;
  readonly privatePart: Uint8Array;
}

export interface ConversationStore {
  get(conversationId: ConversationId): ConversationRecord | undefined;
  list(): readonly ConversationRecord[];
  withContact(accountId: AccountId): readonly ConversationRecord[];
  /** Everything but the group. */
  put(conversation: ConversationRecord): void;
  delete(conversationId: ConversationId): void;
  group(conversationId: ConversationId): StoredGroup | undefined;
  setGroup(conversationId: ConversationId, group: StoredGroup): void;
  /** After a message: the public part stays as it is. */
  setPrivatePart(conversationId: ConversationId, privatePart: Uint8Array): void;
  /** A closed epoch, kept for messages that were overtaken by its last commit. */
  past(conversationId: ConversationId, epoch: number): StoredGroup | undefined;
  putPast(
    conversationId: ConversationId,
    past: StoredGroup & { readonly epoch: number; readonly atMs: number },
  ): void;
  setPastPrivatePart(conversationId: ConversationId, epoch: number, privatePart: Uint8Array): void;
  deletePastBefore(conversationId: ConversationId, epoch: number): void;
}

const STATES = ["founding", "active", "rejoining", "blocked", "ended"] as const;
const COLUMNS =
  "conversation_id, account_id, generation, state, rejoin_key, sequence, needs_rejoin, pending, draft, read_position, at";

export function conversationStore(database: SqlDatabase): ConversationStore {
  return { ...conversationRows(database), ...groupRows(database), ...pastRows(database) };
}

function conversationRows(
  database: SqlDatabase,
): Pick<ConversationStore, "get" | "list" | "withContact" | "put" | "delete"> {
  return {
    get(conversationId) {
      const row = database.get(`SELECT ${COLUMNS} FROM conversation WHERE conversation_id = ?`, [
        conversationId,
      ]);
      return row === undefined ? undefined : recordOf(row);
    },
    list: () =>
      database.all(`SELECT ${COLUMNS} FROM conversation ORDER BY at, conversation_id`).map(recordOf),
    withContact: (accountId) =>
      database
        .all(`SELECT ${COLUMNS} FROM conversation WHERE account_id = ? ORDER BY at, conversation_id`, [
          accountId,
        ])
        .map(recordOf),
    put(record) {
      database.run(
        `INSERT INTO conversation (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (conversation_id) DO UPDATE SET generation = excluded.generation, state = excluded.state,
           rejoin_key = excluded.rejoin_key, sequence = excluded.sequence, needs_rejoin = excluded.needs_rejoin,
           pending = excluded.pending, draft = excluded.draft, read_position = excluded.read_position,
           at = excluded.at`,
        [
          record.conversationId,
          record.accountId,
          record.generation,
          record.state,
          record.rejoinKey,
          record.sequence,
          record.needsRejoin ? 1 : 0,
          record.pending ?? null,
          record.draft ?? null,
          record.readPosition,
          record.at,
        ],
      );
    },
    delete: (conversationId) =>
      void database.run("DELETE FROM conversation WHERE conversation_id = ?", [conversationId]),
  };
}

function groupRows(database: SqlDatabase): Pick<ConversationStore, "group" | "setGroup" | "setPrivatePart"> {
  return {
    group(conversationId) {
      const row = database.get(
        "SELECT public_part, private_part FROM conversation WHERE conversation_id = ? AND public_part IS NOT NULL",
        [conversationId],
      );
      if (row === undefined) return undefined;
      return { publicPart: bytesOf(row, "public_part"), privatePart: bytesOf(row, "private_part") };
    },
    setGroup: (conversationId, { publicPart, privatePart }) =>
      void database.run(
        "UPDATE conversation SET public_part = ?, private_part = ? WHERE conversation_id = ?",
        [publicPart, privatePart, conversationId],
      ),
    setPrivatePart: (conversationId, privatePart) =>
      void database.run("UPDATE conversation SET private_part = ? WHERE conversation_id = ?", [
        privatePart,
        conversationId,
      ]),
  };
}

function pastRows(
  database: SqlDatabase,
): Pick<ConversationStore, "past" | "putPast" | "setPastPrivatePart" | "deletePastBefore"> {
  return {
    past(conversationId, epoch) {
      const row = database.get("SELECT * FROM past_epoch WHERE conversation_id = ? AND epoch = ?", [
        conversationId,
        epoch,
      ]);
      if (row === undefined) return undefined;
      return { publicPart: bytesOf(row, "public_part"), privatePart: bytesOf(row, "private_part") };
    },
    putPast: (conversationId, { epoch, publicPart, privatePart, atMs }) =>
      void database.run("INSERT OR REPLACE INTO past_epoch VALUES (?, ?, ?, ?, ?)", [
        conversationId,
        epoch,
        publicPart,
        privatePart,
        atMs,
      ]),
    setPastPrivatePart: (conversationId, epoch, privatePart) =>
      void database.run("UPDATE past_epoch SET private_part = ? WHERE conversation_id = ? AND epoch = ?", [
        privatePart,
        conversationId,
        epoch,
      ]),
    deletePastBefore: (conversationId, epoch) =>
      void database.run("DELETE FROM past_epoch WHERE conversation_id = ? AND epoch < ?", [
        conversationId,
        epoch,
      ]),
  };
}

function recordOf(row: SqlRow): ConversationRecord {
  return {
    conversationId: idOf(row, "conversation_id", ConversationId),
    accountId: idOf(row, "account_id", AccountId),
    generation: numberOf(row, "generation"),
    state: oneOfColumn(row, "state", STATES),
    rejoinKey: bytesOf(row, "rejoin_key"),
    sequence: numberOf(row, "sequence"),
    needsRejoin: numberOf(row, "needs_rejoin") === 1,
    pending: maybeBytes(row, "pending"),
    draft: maybeText(row, "draft"),
    readPosition: numberOf(row, "read_position"),
    at: numberOf(row, "at"),
  };
}
