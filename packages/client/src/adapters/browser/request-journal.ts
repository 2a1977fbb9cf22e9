import type { MethodName } from "../../api/methods.ts";
import { type SqlDatabase, StoreFault } from "../../ports/sql-database.ts";

/** What may be carried out twice with the effect of once: it only reads, or sets what it is told. */
const repeatable: ReadonlySet<MethodName> = new Set<MethodName>([
  "whoami",
  "introduction.list",
  "introduction.refuse",
  "introduction.block",
  "contact.list",
  "contact.get",
  "contact.block",
  "contact.unblock",
  "contact.safetyNumber",
  "contact.verify",
  "contact.acceptChange",
  "conversation.list",
  "conversation.members",
  "conversation.overview",
  "conversation.timeline",
  "message.read",
  "message.list",
  "message.edit",
  "message.delete",
  "message.react",
  "message.search",
  "typing",
  "account.overview",
  "recovery.words",
  "recovery.confirm",
  "directory.accept",
  "directory.check",
  "directory.status",
  "notice.dismiss",
  "notice.list",
  "notice.optOut",
  "profile.set",
  "handle.set",
  "publicLink.delete",
  "publicLink.list",
  "draft.set",
  "settings.get",
  "settings.set",
]);

/** A request of a tab, as far as the journal looks at it. */
export interface JournalRequest {
  readonly id: string;
  readonly method: MethodName;
  readonly params: unknown;
}

/** Whether a request may simply be carried out again. A message that brings its own id is written once. */
export function isRepeatable({ method, params }: Omit<JournalRequest, "id">): boolean {
  if (method !== "message.enqueue") return repeatable.has(method);
  const given = typeof params === "object" && params !== null && "messageId" in params;
  return given && params.messageId !== undefined;
}

/** Answers with recovery words, which the store never holds longer than it must. */
const secret: ReadonlySet<MethodName> = new Set<MethodName>(["register", "account.restore"]);

const keptMax = 500;

/** What is known of a request that comes (again). */
export type Known =
  | { readonly kind: "new" }
  | { readonly kind: "unknown_end" }
  | { readonly kind: "answer"; readonly answer: unknown };

/**
 * Remembers, in the store itself, which requests of tabs were begun and how they ended, so that one that
 * is sent again after its leader went away is never carried out twice.
 */
export class RequestJournal {
  readonly #database: SqlDatabase;

  constructor(database: SqlDatabase) {
    this.#database = database;
    database.exec(
      "create table if not exists tab_request (number integer primary key, id text not null unique, answer text)",
    );
  }

  /** Begins a request, unless it was begun before. */
  begin(request: JournalRequest): Known {
    if (isRepeatable(request)) return { kind: "new" };
    const { id } = request;
    const row = this.#database.get("select answer from tab_request where id = ?", [id]);
    if (row === undefined) {
      this.#database.transaction(() => {
        this.#database.run("insert into tab_request (id) values (?)", [id]);
        this.#database.run(
          "delete from tab_request where number <= (select max(number) from tab_request) - ?",
          [keptMax],
        );
      });
      return { kind: "new" };
    }
    const answer = row["answer"];
    return typeof answer === "string"
      ? { kind: "answer", answer: JSON.parse(answer) }
      : { kind: "unknown_end" };
  }

  /** Keeps the answer for who asks again. */
  end(request: JournalRequest, answer: unknown): void {
    if (isRepeatable(request) || secret.has(request.method)) return;
    try {
      const values = [JSON.stringify(answer), request.id];
      this.#database.run("update tab_request set answer = ? where id = ?", values);
    } catch (fault) {
      // It was carried out, and the tab gets its answer. Only one that asks again doesn't.
      if (!(fault instanceof StoreFault)) throw fault;
    }
  }
}
