import { branded } from "@bridle/protocol";
import type { Mailboxes, MailboxHead } from "../../ports/mailboxes.ts";
import type { DeviceRow } from "../../ports/rows.ts";
import { GAP_KIND, type MailboxStatements, type Pointer } from "./mailbox-statements.ts";

/** Of one mailbox in one step, so that no step holds up the messages of others. */
const ENTRIES_PER_STEP = 1_000;

interface Mailbox {
  head(device: DeviceRow): MailboxHead;
  release(pointer: Pointer): void;
}

export function expiryOver(sql: MailboxStatements, mailbox: Mailbox): Mailboxes["expire"] {
  return (beforeMs, from, mailboxes) => {
    let at: DeviceRow | undefined = from;
    for (let visited = 0; visited < mailboxes; visited++) {
      const found = sql.mailboxAfter.get(at ?? 0);
      if (found === undefined) return undefined;
      const device = branded<number, "DeviceRow">(found.device);
      freeAcked(sql, mailbox, device);
      expireOldest(sql, mailbox, { device, beforeMs });
      at = device;
    }
    return at;
  };
}

/** What a large ack, or the end of a device, has left behind. */
function freeAcked(sql: MailboxStatements, mailbox: Mailbox, device: DeviceRow): void {
  const { ackedSeq } = mailbox.head(device);
  const oldest = sql.oldest.get(device, 1);
  if (oldest === undefined || oldest.seq > ackedSeq) return;
  const upTo = Math.min(ackedSeq, oldest.seq + ENTRIES_PER_STEP);
  for (const pointer of sql.free.all(device, upTo)) mailbox.release(pointer);
}

function expireOldest(
  sql: MailboxStatements,
  mailbox: Mailbox,
  { device, beforeMs }: { readonly device: DeviceRow; readonly beforeMs: number },
): void {
  const { ackedSeq } = mailbox.head(device);
  let first: number | undefined;
  let last: number | undefined;
  for (const { seq, kind, payload, at_ms } of sql.oldest.all(device, ENTRIES_PER_STEP)) {
    if (seq <= ackedSeq || (at_ms !== null && at_ms >= beforeMs)) break;
    // A gap that is there already becomes part of the one that follows it.
    first ??= kind < 2 ? seq : payload;
    if (kind < 2) last = seq;
  }
  if (first === undefined || last === undefined) return;
  for (const pointer of sql.free.all(device, last)) mailbox.release(pointer);
  sql.putGap.run(device, last, GAP_KIND.expired, first);
}
