import type { SqlDatabase, Synchronous } from "../ports/sql-database.ts";
import { accountStore, type AccountStore } from "./account-store.ts";
import { contactStore, type ContactStore } from "./contact-store.ts";
import { conversationStore, type ConversationStore } from "./conversation-store.ts";
import { directoryStore, type DirectoryStore } from "./directory-store.ts";
import { evidenceStore, type EvidenceStore } from "./evidence-store.ts";
import { keyPackageStore, type KeyPackageStore } from "./key-package-store.ts";
import { messageStore, type MessageStore } from "./message-store.ts";
import { noticeStore, type NoticeStore } from "./notice-store.ts";
import { outboxStore, type OutboxStore } from "./outbox-store.ts";

/** All tables of the device. What changes together is written in one `transaction`. */
export interface Store {
  readonly account: AccountStore;
  readonly contacts: ContactStore;
  readonly conversations: ConversationStore;
  readonly directory: DirectoryStore;
  readonly evidence: EvidenceStore;
  readonly keyPackages: KeyPackageStore;
  readonly messages: MessageStore;
  readonly notices: NoticeStore;
  readonly outbox: OutboxStore;
  transaction<T>(work: () => Synchronous<T>): T;
  /** In a transaction: empties every table; the server and its notice keys stay pinned. */
  wipe(): void;
}

const TABLES = [
  "contact",
  "blocked_stranger",
  "open_grant",
  "introduction",
  "introduction_seen",
  "conversation",
  "message",
  "message_search",
  "reaction",
  "outbox",
  "evidence",
  "key_package",
  "past_epoch",
  "public_link",
  "notice",
  "refused_day",
  "directory_entry",
  "directory_heard",
  "directory_told",
  "directory_evidence",
];

export function openStore(database: SqlDatabase): Store {
  return {
    account: accountStore(database),
    contacts: contactStore(database),
    conversations: conversationStore(database),
    directory: directoryStore(database),
    evidence: evidenceStore(database),
    keyPackages: keyPackageStore(database),
    messages: messageStore(database),
    notices: noticeStore(database),
    outbox: outboxStore(database),
    transaction: (work) => database.transaction(work),
    wipe() {
      for (const table of TABLES) database.run(`DELETE FROM ${table}`);
      database.run("DELETE FROM kv WHERE name NOT IN ('server', 'noticeKeys')");
    },
  };
}
