import { branded } from "@bridle/protocol";
import type { GapReason, Mailboxes, MailboxHead, Posted, Waiting } from "../../ports/mailboxes.ts";
import type { DeviceRow } from "../../ports/rows.ts";
import type { Database } from "./database.ts";
import { expiryOver } from "./mailbox-expiry.ts";
import {
  GAP_KIND,
  mailboxStatements,
  type MailboxStatements,
  type WaitingRow,
} from "./mailbox-statements.ts";
import { WriteBehind } from "./write-behind.ts";

const HEADS_MAX = 200_000;
/** What one ack frees at once; the rest of a larger one is freed by `expire`, piece by piece. */
const FREED_AT_ONCE_MAX = 2_000;
const COUNTED_FROM = 100_000;

export interface SqliteMailboxes extends Mailboxes {
  flush(): void;
  forget(): void;
}

export function sqliteMailboxes(db: Database): SqliteMailboxes {
  const sql = mailboxStatements(db);
  const heads = new WriteBehind<DeviceRow, MailboxHead>(HEADS_MAX);
  let nextPayload = (sql.lastPayload.get()?.id ?? 0) + 1;
  const head = (device: DeviceRow): MailboxHead => heads.get(device) ?? loadHead(sql, heads, device);
  return {
    head,
    post({ atMs, body, copies }): Posted | undefined {
      if (copies.length === 0) return undefined;
      const payload = branded<number, "PayloadRow">(nextPayload++);
      const shared = copies.length > 1;
      sql.addPayload.run(payload, atMs, body);
      if (shared) sql.addShared.run(payload, copies.length);
      const seqs = copies.map((copy) => {
        const { ackedSeq, lastSeq, waiting } = head(copy.device);
        const seq = lastSeq + 1;
        sql.addPointer.run(copy.device, seq, shared ? 1 : 0, payload, copy.head ?? null);
        heads.load(copy.device, { ackedSeq, lastSeq: seq, waiting: waiting + 1 });
        return seq;
      });
      return { payload, seqs };
    },
    read(device, after, bounds): readonly Waiting[] {
      const waiting: Waiting[] = [];
      let bytes = 0;
      for (const row of sql.read.each(device, after, bounds.entries)) {
        bytes += (row.head?.length ?? 0) + (row.body?.length ?? 0);
        if (waiting.length > 0 && bytes > bounds.bytes) break;
        waiting.push(waitingOf(row, after));
      }
      return waiting;
    },
    ack(device, seq) {
      const { ackedSeq, lastSeq, waiting } = head(device);
      if (seq <= ackedSeq) return;
      const freed = sql.free.all(device, Math.min(seq, ackedSeq + FREED_AT_ONCE_MAX));
      for (const pointer of freed) release(sql, pointer);
      const left = Math.min(waiting - freed.length, lastSeq - seq);
      heads.change(device, { ackedSeq: seq, lastSeq, waiting: left });
    },
    holds: (device, seq) => seq > head(device).ackedSeq && sql.entryAt.get(device, seq) !== undefined,
    dropOne(device, seq, reason) {
      const pointer = seq > head(device).ackedSeq ? sql.entryAt.get(device, seq) : undefined;
      if (pointer === undefined) return;
      release(sql, pointer);
      sql.putGap.run(device, seq, GAP_KIND[reason], seq);
    },
    appendGap(device, reason) {
      const { ackedSeq, lastSeq, waiting } = head(device);
      const seq = lastSeq + 1;
      const last = sql.gapAt.get(device, lastSeq, GAP_KIND[reason]);
      if (last !== undefined) sql.remove.run(device, lastSeq);
      sql.putGap.run(device, seq, GAP_KIND[reason], last?.payload ?? seq);
      heads.load(device, { ackedSeq, lastSeq: seq, waiting: last === undefined ? waiting + 1 : waiting });
    },
    expire: expiryOver(sql, { head, release: (pointer) => release(sql, pointer) }),
    waitingRoughly: () => sql.waitingRoughly.get()?.count ?? 0,
    flush: () => heads.flush((device, { ackedSeq }) => sql.putAcked.run(device, ackedSeq)),
    forget: () => heads.forget(),
  };
}

function loadHead(
  sql: MailboxStatements,
  heads: WriteBehind<DeviceRow, MailboxHead>,
  device: DeviceRow,
): MailboxHead {
  const ackedSeq = sql.acked.get(device)?.acked_seq ?? 0;
  const newest = sql.newest.get(device)?.seq ?? 0;
  const lastSeq = Math.max(ackedSeq, newest);
  // Gaps make numbers without entries; only where that could matter is it worth counting.
  const waiting =
    lastSeq - ackedSeq < COUNTED_FROM ? lastSeq - ackedSeq : (sql.count.get(device, ackedSeq)?.count ?? 0);
  return heads.load(device, { ackedSeq, lastSeq, waiting });
}

/** A body goes with its last pointer. */
function release(sql: MailboxStatements, pointer: { readonly kind: number; readonly payload: number }): void {
  const { kind, payload } = pointer;
  if (kind === 0) return sql.removePayload.run(payload);
  if (kind !== 1) return;
  if (sql.removeShare.get(payload)?.pointers !== 0) return;
  sql.removeShared.run(payload);
  sql.removePayload.run(payload);
}

function waitingOf(row: WaitingRow, after: number): Waiting {
  const { seq, kind, payload, head, body } = row;
  if (body !== null) return { kind: "entry", seq, head: head ?? undefined, body };
  const reason: GapReason = kind === GAP_KIND.expired ? "expired" : "quota";
  return { kind: "gap", seq, from: Math.max(payload, after + 1), reason };
}
