import { branded, type GapReason } from "@bridle/protocol";
import type { Mail, Mailboxes, MailboxHead, Posted, Waiting } from "../../ports/mailboxes.ts";
import type { DeviceRow } from "../../ports/rows.ts";
import type { Database } from "./database.ts";
import { MailboxExpiry } from "./mailbox-expiry.ts";
import {
  GAP_KIND,
  mailboxStatements,
  reasonOf,
  type MailboxStatements,
  type WaitingRow,
} from "./mailbox-statements.ts";
import { WriteBehind } from "./write-behind.ts";

const HEADS_MAX = 200_000;
/** What one ack frees at once; the rest of a larger one is freed by `expire`, piece by piece. */
const FREED_AT_ONCE_MAX = 2_000;
/** Gaps make numbers without entries; only from here on it is worth counting what really waits. */
const COUNTED_FROM = 100_000;

/** Bodies once, pointers per mailbox; where each mailbox stands is kept, and written when an ack moved it. */
export class SqliteMailboxes implements Mailboxes {
  readonly #sql: MailboxStatements;
  readonly #heads = new WriteBehind<DeviceRow, MailboxHead>(HEADS_MAX);
  readonly #expiry: MailboxExpiry;
  #nextPayload: number;

  constructor(db: Database) {
    this.#sql = mailboxStatements(db);
    this.#nextPayload = (this.#sql.lastPayload.get()?.id ?? 0) + 1;
    this.#expiry = new MailboxExpiry(this.#sql, (device) => this.head(device));
  }

  head(device: DeviceRow): MailboxHead {
    return this.#heads.get(device) ?? this.#loadHead(device);
  }

  post({ atMs, body, copies }: Mail): Posted | undefined {
    if (copies.length === 0) return undefined;
    const payload = branded<number, "PayloadRow">(this.#nextPayload++);
    const shared = copies.length > 1;
    this.#sql.addPayload.run(payload, atMs, body);
    if (shared) this.#sql.addShared.run(payload, copies.length);
    const seqs = copies.map(({ device, head }) => {
      const { ackedSeq, lastSeq, waiting } = this.head(device);
      const seq = lastSeq + 1;
      this.#sql.addPointer.run(device, seq, shared ? 1 : 0, payload, head ?? null);
      this.#heads.load(device, { ackedSeq, lastSeq: seq, waiting: waiting + 1 });
      return seq;
    });
    return { payload, seqs };
  }

  read(
    device: DeviceRow,
    after: number,
    bounds: { readonly entries: number; readonly bytes: number },
  ): readonly Waiting[] {
    const waiting: Waiting[] = [];
    let bytes = 0;
    for (const row of this.#sql.read.each(device, after, bounds.entries)) {
      bytes += (row.head?.length ?? 0) + (row.body?.length ?? 0);
      if (waiting.length > 0 && bytes > bounds.bytes) break;
      waiting.push(waitingOf(row, after));
    }
    return waiting;
  }

  ack(device: DeviceRow, seq: number): void {
    const { ackedSeq, lastSeq, waiting } = this.head(device);
    if (seq <= ackedSeq) return;
    const freed = this.#sql.free.all(device, Math.min(seq, ackedSeq + FREED_AT_ONCE_MAX));
    for (const pointer of freed) this.#expiry.release(pointer);
    const left = Math.min(waiting - freed.length, lastSeq - seq);
    this.#heads.change(device, { ackedSeq: seq, lastSeq, waiting: left });
  }

  holds(device: DeviceRow, seq: number): boolean {
    return seq > this.head(device).ackedSeq && this.#sql.entryAt.get(device, seq) !== undefined;
  }

  dropOne(device: DeviceRow, seq: number, reason: GapReason): void {
    const pointer = seq > this.head(device).ackedSeq ? this.#sql.entryAt.get(device, seq) : undefined;
    if (pointer === undefined) return;
    this.#expiry.release(pointer);
    this.#sql.putGap.run(device, seq, GAP_KIND[reason], seq);
  }

  appendGap(device: DeviceRow, reason: GapReason): void {
    const { ackedSeq, lastSeq, waiting } = this.head(device);
    const seq = lastSeq + 1;
    const last = this.#sql.gapAt.get(device, lastSeq, GAP_KIND[reason]);
    if (last !== undefined) this.#sql.remove.run(device, lastSeq);
    this.#sql.putGap.run(device, seq, GAP_KIND[reason], last?.payload ?? seq);
    this.#heads.load(device, { ackedSeq, lastSeq: seq, waiting: waiting + (last === undefined ? 1 : 0) });
  }

  expire(beforeMs: number, from: DeviceRow | undefined, mailboxes: number): DeviceRow | undefined {
    return this.#expiry.step(beforeMs, from, mailboxes);
  }

  waitingRoughly(): number {
    return this.#sql.waitingRoughly.get()?.count ?? 0;
  }

  flush(): void {
    this.#heads.flush((device, { ackedSeq }) => this.#sql.putAcked.run(device, ackedSeq));
  }

  forget(): void {
    this.#heads.forget();
  }

  #loadHead(device: DeviceRow): MailboxHead {
    const ackedSeq = this.#sql.acked.get(device)?.acked_seq ?? 0;
    const lastSeq = Math.max(ackedSeq, this.#sql.newest.get(device)?.seq ?? 0);
    const numbers = lastSeq - ackedSeq;
    const waiting = numbers < COUNTED_FROM ? numbers : (this.#sql.count.get(device, ackedSeq)?.count ?? 0);
    return this.#heads.load(device, { ackedSeq, lastSeq, waiting });
  }
}

function waitingOf(row: WaitingRow, after: number): Waiting {
  const { seq, kind, payload, head, body } = row;
  if (body !== null) return { kind: "entry", seq, head: head ?? undefined, body };
  return { kind: "gap", seq, from: Math.max(payload, after + 1), reason: reasonOf(kind) };
}
