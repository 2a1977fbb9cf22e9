import { AccountId, ConversationId, MessageId } from "@bridle/protocol";
import type { MessageStatus, TimelineNotice } from "../api/shapes.ts";
import type { SqlDatabase, SqlRow } from "../ports/sql-database.ts";
import { idOf, maybeText, numberOf, oneOfColumn } from "./row.ts";
import { searchWords } from "./search-words.ts";

/** One's own message that the server hasn't ordered yet sorts behind everything else. */
export const UNORDERED = Number.MAX_SAFE_INTEGER;

export interface MessageRecord {
  readonly conversationId: ConversationId;
  readonly messageId: MessageId;
  /** The server's order in the conversation, or `UNORDERED`. */
  readonly position: number;
  readonly at: number;
  readonly sender: AccountId;
  readonly mine: boolean;
  readonly text: string;
  readonly replyTo: MessageId | undefined;
  readonly edited: boolean;
  readonly deleted: boolean;
  readonly status: MessageStatus | undefined;
  readonly failure: string | undefined;
}

export interface NoticeRecord {
  readonly conversationId: ConversationId;
  readonly position: number;
  readonly at: number;
  readonly notice: TimelineNotice;
}

export type TimelineRecord =
  | ({ readonly kind: "message" } & MessageRecord)
  | ({ readonly kind: "notice" } & NoticeRecord);

export interface Reaction {
  readonly messageId: MessageId;
  readonly sender: AccountId;
  readonly emoji: string;
}

export interface MessageStore {
  get(conversationId: ConversationId, messageId: MessageId): MessageRecord | undefined;
  /** One's own message by its id alone, in whichever conversation. */
  own(messageId: MessageId): MessageRecord | undefined;
  /** One's own that the server hasn't taken yet, oldest first. */
  waiting(conversationId: ConversationId): readonly MessageRecord[];
  /** False when that id is taken in this conversation: nothing is shown twice. */
  insert(message: MessageRecord, options: { readonly notified: boolean }): boolean;
  insertNotice(notice: NoticeRecord): void;
  setPlace(message: MessageRecord, place: { readonly position: number; readonly at: number }): void;
  setStatus(message: MessageRecord, status: MessageStatus, failure?: string): void;
  setText(message: MessageRecord, text: string): void;
  setDeleted(message: MessageRecord): void;
  react(conversationId: ConversationId, reaction: Reaction, present: boolean): void;
  reactions(conversationId: ConversationId, messageId: MessageId): readonly Reaction[];
  /** Messages that the server has ordered, before a position, oldest first. */
  messages(conversationId: ConversationId, page: Page): readonly MessageRecord[];
  /** Messages and notices, waiting ones included, oldest first. */
  timeline(conversationId: ConversationId, page: Page): readonly TimelineRecord[];
  last(conversationId: ConversationId): MessageRecord | undefined;
  unread(conversationId: ConversationId, readPosition: number): number;
  /** Others' messages up to a position that aren't marked read yet, newest last. */
  unreadUpTo(conversationId: ConversationId, from: number, to: number): readonly MessageRecord[];
  search(query: string, limit: number): readonly MessageRecord[];
  /** Messages whose notification hasn't left yet, oldest first. */
  unnotified(limit: number): readonly MessageRecord[];
  setNotified(message: MessageRecord): void;
}

interface Page {
  readonly before: number;
  readonly limit: number;
}

const COLUMNS =
  "id, conversation_id, position, at, notice, message_id, sender, mine, text, reply_to, edited, deleted, status, failure";
const STATUSES = ["waiting", "sent", "delivered", "read", "failed"] as const;
const NOTICES = [
  "started",
  "gap",
  "rejoined",
  "newer_version",
  "unverifiable",
  "devices_changed",
  "their_rejoin",
] as const;
const BY_ID = "conversation_id = ? AND message_id = ?";

export function messageStore(database: SqlDatabase): MessageStore {
  return {
    ...messageWrites(database),
    ...messageReads(database),
    ...reactionRows(database),
    ...searchRows(database),
  };
}

type Writes = Pick<
  MessageStore,
  "insert" | "insertNotice" | "setPlace" | "setStatus" | "setText" | "setDeleted" | "setNotified"
>;

function messageWrites(database: SqlDatabase): Writes {
  const update = (message: MessageRecord, set: string, values: readonly (string | number | null)[]): void =>
    void database.run(`UPDATE message SET ${set} WHERE ${BY_ID}`, [
      ...values,
      message.conversationId,
      message.messageId,
    ]);
  return {
    insert(message, { notified }) {
      const done = database.run(
        `INSERT OR IGNORE INTO message (conversation_id, position, at, message_id, sender, mine, text, reply_to,
           edited, deleted, status, failure, notified) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        [
          message.conversationId,
          message.position,
          message.at,
          message.messageId,
          message.sender,
          message.mine ? 1 : 0,
          message.text,
          message.replyTo ?? null,
          message.edited ? 1 : 0,
          message.deleted ? 1 : 0,
          message.status ?? null,
          message.failure ?? null,
          notified ? 1 : 0,
        ],
      );
      if (done.changes === 0) return false;
      index(database, message);
      return true;
    },
    insertNotice: ({ conversationId, position, at, notice }) =>
      void database.run("INSERT INTO message (conversation_id, position, at, notice) VALUES (?, ?, ?, ?)", [
        conversationId,
        position,
        at,
        notice,
      ]),
    setPlace: (message, { position, at }) => update(message, "position = ?, at = ?", [position, at]),
    setStatus: (message, status, failure) =>
      update(message, "status = ?, failure = ?", [status, failure ?? null]),
    setText(message, text) {
      unindex(database, message);
      update(message, "text = ?, edited = 1", [text]);
      index(database, { ...message, text });
    },
    setDeleted(message) {
      unindex(database, message);
      update(message, "text = '', deleted = 1", []);
    },
    setNotified: (message) => update(message, "notified = 1", []),
  };
}

function rowIdOf(database: SqlDatabase, message: MessageRecord): number | undefined {
  const row = database.get(`SELECT id FROM message WHERE ${BY_ID}`, [
    message.conversationId,
    message.messageId,
  ]);
  return row === undefined ? undefined : numberOf(row, "id");
}

function index(database: SqlDatabase, message: MessageRecord): void {
  const id = rowIdOf(database, message);
  const words = searchWords(message.text);
  if (id !== undefined) database.run("INSERT INTO message_search (rowid, words) VALUES (?, ?)", [id, words]);
}

function unindex(database: SqlDatabase, message: MessageRecord): void {
  const id = rowIdOf(database, message);
  if (id !== undefined) database.run("DELETE FROM message_search WHERE rowid = ?", [id]);
}

type Reads = Pick<
  MessageStore,
  "get" | "own" | "waiting" | "messages" | "timeline" | "last" | "unread" | "unreadUpTo" | "unnotified"
>;

function messageReads(database: SqlDatabase): Reads {
  const select = (where: string, values: readonly (string | number)[]): readonly SqlRow[] =>
    database.all(`SELECT ${COLUMNS} FROM message WHERE ${where}`, values);
  return {
    get(conversationId, messageId) {
      const row = database.get(`SELECT ${COLUMNS} FROM message WHERE ${BY_ID}`, [conversationId, messageId]);
      return row === undefined ? undefined : messageOf(row);
    },
    own(messageId) {
      const [row] = select("message_id = ? AND mine = 1 LIMIT 1", [messageId]);
      return row === undefined ? undefined : messageOf(row);
    },
    waiting: (conversationId) =>
      select("conversation_id = ? AND position = ? AND mine = 1 AND status = 'waiting' ORDER BY id", [
        conversationId,
        UNORDERED,
      ]).map(messageOf),
    messages: (conversationId, { before, limit }) =>
      select(
        `conversation_id = ? AND message_id IS NOT NULL AND position < ? ORDER BY position DESC, id DESC LIMIT ?`,
        [conversationId, Math.min(before, UNORDERED), limit],
      )
        .map(messageOf)
        .toReversed(),
    timeline: (conversationId, { before, limit }) =>
      select("conversation_id = ? AND position <= ? ORDER BY position DESC, id DESC LIMIT ?", [
        conversationId,
        before,
        limit,
      ])
        .map(timelineOf)
        .toReversed(),
    last(conversationId) {
      const [row] = select(
        "conversation_id = ? AND message_id IS NOT NULL ORDER BY position DESC, id DESC LIMIT 1",
        [conversationId],
      );
      return row === undefined ? undefined : messageOf(row);
    },
    unread(conversationId, readPosition) {
      const row = database.get(
        "SELECT count(*) AS n FROM message WHERE conversation_id = ? AND mine = 0 AND message_id IS NOT NULL AND position > ?",
        [conversationId, readPosition],
      );
      return row === undefined ? 0 : numberOf(row, "n");
    },
    unreadUpTo: (conversationId, from, to) =>
      select(
        `conversation_id = ? AND mine = 0 AND message_id IS NOT NULL AND position > ? AND position <= ?
         ORDER BY position LIMIT 10000`,
        [conversationId, from, to],
      ).map(messageOf),
    unnotified: (limit) => select("notified = 0 ORDER BY id LIMIT ?", [limit]).map(messageOf),
  };
}

function reactionRows(database: SqlDatabase): Pick<MessageStore, "react" | "reactions"> {
  return {
    react(conversationId, { messageId, sender, emoji }, present) {
      const values = [conversationId, messageId, sender, emoji];
      // One reaction per person and message: a new one takes the place of the old.
      if (present) {
        database.run(`DELETE FROM reaction WHERE ${BY_ID} AND sender = ?`, values.slice(0, 3));
        database.run("INSERT INTO reaction VALUES (?, ?, ?, ?)", values);
      } else database.run(`DELETE FROM reaction WHERE ${BY_ID} AND sender = ? AND emoji = ?`, values);
    },
    reactions: (conversationId, messageId) =>
      database
        .all(`SELECT sender, emoji FROM reaction WHERE ${BY_ID} ORDER BY sender, emoji`, [
          conversationId,
          messageId,
        ])
        .map((row) => ({ messageId, sender: idOf(row, "sender", AccountId), emoji: String(row["emoji"]) })),
  };
}

function searchRows(database: SqlDatabase): Pick<MessageStore, "search"> {
  return {
    search(query, limit) {
      // What people type between spaces is a phrase (a Chinese word is several indexed ones), and the
      // last one is a beginning: what they expect while they type.
      const phrases = query.split(/\s+/u).flatMap((typed) => searchWords(typed) || []);
      if (phrases.length === 0) return [];
      const match = phrases.map((phrase) => `"${phrase}"`).join(" ");
      return database
        .all(
          `SELECT ${COLUMNS} FROM message WHERE id IN
             (SELECT rowid FROM message_search WHERE message_search MATCH ? ORDER BY rowid DESC LIMIT ?)
           ORDER BY at DESC, id DESC`,
          [`${match}*`, limit],
        )
        .map(messageOf);
    },
  };
}

function timelineOf(row: SqlRow): TimelineRecord {
  if (row["notice"] === null) return { kind: "message", ...messageOf(row) };
  return {
    kind: "notice",
    conversationId: idOf(row, "conversation_id", ConversationId),
    position: numberOf(row, "position"),
    at: numberOf(row, "at"),
    notice: oneOfColumn(row, "notice", NOTICES),
  };
}

function messageOf(row: SqlRow): MessageRecord {
  return {
    conversationId: idOf(row, "conversation_id", ConversationId),
    messageId: idOf(row, "message_id", MessageId),
    position: numberOf(row, "position"),
    at: numberOf(row, "at"),
    sender: idOf(row, "sender", AccountId),
    mine: numberOf(row, "mine") === 1,
    text: maybeText(row, "text") ?? "",
    replyTo: row["reply_to"] === null ? undefined : idOf(row, "reply_to", MessageId),
    edited: numberOf(row, "edited") === 1,
    deleted: numberOf(row, "deleted") === 1,
    status: row["status"] === null ? undefined : oneOfColumn(row, "status", STATUSES),
    failure: maybeText(row, "failure"),
  };
}
