import { branded, isOfStrangers } from "@bridle/protocol";
import type { DeviceRow } from "../../ports/rows.ts";
import { GAP_KIND, type MailboxStatements, type OldRow, type Pointer } from "./mailbox-statements.ts";

/** Of one mailbox in one step, so that no step holds up the messages of others. */
const ENTRIES_PER_STEP = 1_000;

interface MailboxPlaces {
  acked(device: DeviceRow): number;
  /** All that was posted up to this total waits no more. */
  freed(device: DeviceRow, total: number): void;
}

/** Takes away what was acknowledged or has outlived its time. */
export class MailboxExpiry {
  readonly #sql: MailboxStatements;
  readonly #places: MailboxPlaces;

  constructor(sql: MailboxStatements, places: MailboxPlaces) {
    this.#sql = sql;
    this.#places = places;
  }

  /** A body goes with its last pointer. */
  release({ kind, payload }: Pointer): void {
    if (kind === 0) return this.#sql.removePayload.run(payload);
    if (kind !== 1) return;
    if (this.#sql.removeShare.get(payload)?.pointers !== 0) return;
    this.#sql.removeShared.run(payload);
    this.#sql.removePayload.run(payload);
  }

  /** `Mailboxes.expire`. */
  step(beforeMs: number, from: DeviceRow | undefined, mailboxes: number): DeviceRow | undefined {
    let at: DeviceRow | undefined = from;
    for (let visited = 0; visited < mailboxes; visited++) {
      const found = this.#sql.mailboxAfter.get(at ?? 0);
      if (found === undefined) return undefined;
      const device = branded<number, "DeviceRow">(found.device);
      this.#freeAcked(device);
      this.#expireOldest(device, beforeMs);
      at = device;
    }
    return at;
  }

  /** What a large ack, or the end of a device, has left behind. */
  #freeAcked(device: DeviceRow): void {
    const ackedSeq = this.#places.acked(device);
    const oldest = this.#sql.oldest.get(device, 1);
    if (oldest === undefined || oldest.seq > ackedSeq) return;
    this.#free(device, Math.min(ackedSeq, oldest.seq + ENTRIES_PER_STEP));
  }

  #expireOldest(device: DeviceRow, beforeMs: number): void {
    const ackedSeq = this.#places.acked(device);
    const old = this.#sql.oldest.all(device, ENTRIES_PER_STEP);
    const fresh = old.findIndex(({ seq, at_ms }) => seq <= ackedSeq || (at_ms !== null && at_ms >= beforeMs));
    const expired = fresh < 0 ? old : old.slice(0, fresh);
    const last = expired.findLastIndex(({ kind }) => kind < 2);
    // A gap that is there already becomes part of the one that follows it.
    const gone = expired.slice(0, last + 1);
    const [first, end] = [gone[0], gone[last]];
    if (first === undefined || end === undefined) return;
    const from = first.kind < 2 ? first.seq : first.payload;
    this.#free(device, end.seq);
    const kind = gone.every(isStrangers) ? GAP_KIND.strangers : GAP_KIND.expired;
    this.#sql.putGap.run(device, end.seq, kind, from, end.total);
    this.#places.freed(device, end.total);
  }

  #free(device: DeviceRow, upTo: number): void {
    for (const pointer of this.#sql.free.all(device, upTo)) this.release(pointer);
  }
}

function isStrangers({ kind, start }: OldRow): boolean {
  return kind === GAP_KIND.strangers || (start !== null && isOfStrangers(start));
}
