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

/** Where a mailbox stands. Bytes are counted from its beginning, so that no restart has to add them up. */
interface Standing {
  readonly ackedSeq: number;
  readonly lastSeq: number;
  readonly waiting: number;
  /** Bytes posted up to the last entry, and up to the last that waits no more. */
  readonly lastTotal: number;
  readonly freedTotal: number;
}

const HEADS_MAX = 200_000;
/** What one ack frees at once; the rest of a larger one is freed by `expire`, piece by piece. */
const FREED_AT_ONCE_MAX = 2_000;
/** Gaps make numbers without entries; only from here on it is worth counting what really waits. */
const COUNTED_FROM = 100_000;

/** Bodies once, pointers per mailbox; where each mailbox stands is kept, and written when an ack moved it. */
export class SqliteMailboxes implements Mailboxes {
  readonly #sql: MailboxStatements;
  readonly #heads = new WriteBehind<DeviceRow, Standing>(HEADS_MAX);
  readonly #expiry: MailboxExpiry;
  #nextPayload: number;

  constructor(db: Database) {
    this.#sql = mailboxStatements(db);
    this.#nextPayload = (this.#sql.lastPayload.get()?.id ?? 0) + 1;
    this.#expiry = new MailboxExpiry(this.#sql, {
      acked: (device) => this.#standing(device).ackedSeq,
      freed: (device, freedTotal) => this.#heads.change(device, { ...this.#standing(device), freedTotal }),
    });
  }

  head(device: DeviceRow): MailboxHead {
    const { ackedSeq, lastSeq, waiting, lastTotal, freedTotal } = this.#standing(device);
    return { ackedSeq, lastSeq, waiting, bytes: lastTotal - freedTotal };
  }

  post({ atMs, body, copies }: Mail): Posted | undefined {
    if (copies.length === 0) return undefined;
    const payload = branded<number, "PayloadRow">(this.#nextPayload++);
    const shared = copies.length > 1;
    this.#sql.addPayload.run(payload, atMs, body);
    if (shared) this.#sql.addShared.run(payload, copies.length);
    const seqs = copies.map(({ device, head }) => {
      const before = this.#standing(device);
      const seq = before.lastSeq + 1;
      const lastTotal = before.lastTotal + (head?.length ?? 0) + body.length;
      this.#sql.addPointer.run(device, seq, shared ? 1 : 0, payload, head ?? null, lastTotal);
      this.#heads.load(device, { ...before, lastSeq: seq, waiting: before.waiting + 1, lastTotal });
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
    const before = this.#standing(device);
    const { ackedSeq, lastSeq, waiting } = before;
    if (seq <= ackedSeq) return;
    const freedTotal = Math.max(before.freedTotal, this.#sql.newest.get(device, seq)?.total ?? 0);
    const freed = this.#sql.free.all(device, Math.min(seq, ackedSeq + FREED_AT_ONCE_MAX));
    for (const pointer of freed) this.#expiry.release(pointer);
    const left = Math.min(waiting - freed.length, lastSeq - seq);
    this.#heads.change(device, { ...before, ackedSeq: seq, waiting: left, freedTotal });
  }

  holds(device: DeviceRow, seq: number): boolean {
    return seq > this.#standing(device).ackedSeq && this.#sql.entryAt.get(device, seq) !== undefined;
  }

  dropOne(device: DeviceRow, seq: number, reason: GapReason): void {
    const pointer = seq > this.#standing(device).ackedSeq ? this.#sql.entryAt.get(device, seq) : undefined;
    if (pointer === undefined) return;
    this.#expiry.release(pointer);
    this.#sql.putGap.run(device, seq, GAP_KIND[reason], seq, pointer.total);
  }

  appendGap(device: DeviceRow, reason: GapReason): void {
    const before = this.#standing(device);
    const { lastSeq, waiting, lastTotal } = before;
    const seq = lastSeq + 1;
    const last = this.#sql.gapAt.get(device, lastSeq, GAP_KIND[reason]);
    if (last !== undefined) this.#sql.remove.run(device, lastSeq);
    this.#sql.putGap.run(device, seq, GAP_KIND[reason], last?.payload ?? seq, lastTotal);
    this.#heads.load(device, { ...before, lastSeq: seq, waiting: waiting + (last === undefined ? 1 : 0) });
  }

  expire(beforeMs: number, from: DeviceRow | undefined, mailboxes: number): DeviceRow | undefined {
    return this.#expiry.step(beforeMs, from, mailboxes);
  }

  waitingRoughly(): number {
    return this.#sql.waitingRoughly.get()?.count ?? 0;
  }

  flush(): void {
    this.#heads.flush((device, { ackedSeq, freedTotal }) =>
      this.#sql.putAcked.run(device, ackedSeq, freedTotal),
    );
  }

  forget(): void {
    this.#heads.forget();
  }

  #standing(device: DeviceRow): Standing {
    return this.#heads.get(device) ?? this.#load(device);
  }

  #load(device: DeviceRow): Standing {
    const { acked_seq: ackedSeq = 0, freed_total: freedTotal = 0 } = this.#sql.acked.get(device) ?? {};
    const newest = this.#sql.newest.get(device, Number.MAX_SAFE_INTEGER);
    const lastSeq = Math.max(ackedSeq, newest?.seq ?? 0);
    const lastTotal = Math.max(freedTotal, newest?.total ?? 0);
    const numbers = lastSeq - ackedSeq;
    const waiting = numbers < COUNTED_FROM ? numbers : (this.#sql.count.get(device, ackedSeq)?.count ?? 0);
    return this.#heads.load(device, { ackedSeq, lastSeq, waiting, lastTotal, freedTotal });
  }
}

function waitingOf(row: WaitingRow, after: number): Waiting {
  const { seq, kind, payload, head, body } = row;
  if (body !== null) return { kind: "entry", seq, head: head ?? undefined, body };
  return { kind: "gap", seq, from: Math.max(payload, after + 1), reason: reasonOf(kind) };
}
