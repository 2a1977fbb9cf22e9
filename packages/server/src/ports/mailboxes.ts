import type { GapReason } from "@bridle/protocol";
import type { DeviceRow, PayloadRow } from "./rows.ts";

export interface Copy {
  readonly device: DeviceRow;
  /** What stands in front of the shared body for this device alone. */
  readonly head?: Uint8Array;
}

export interface Mail {
  readonly atMs: number;
  /** The entry, or its end where copies have heads. */
  readonly body: Uint8Array;
  readonly copies: readonly Copy[];
}

export interface Posted {
  readonly payload: PayloadRow;
  /** The mailbox number of each copy, in the order of `copies`. */
  readonly seqs: readonly number[];
}

export type Waiting =
  | {
      readonly kind: "entry";
      readonly seq: number;
      readonly head: Uint8Array | undefined;
      readonly body: Uint8Array;
    }
  /** Numbers `from` to `seq` were dropped. */
  | { readonly kind: "gap"; readonly seq: number; readonly from: number; readonly reason: GapReason };

export interface MailboxHead {
  readonly ackedSeq: number;
  /** Number of the newest entry ever; 0 before the first. */
  readonly lastSeq: number;
  /** Entries that wait, gaps counted as one: never fewer than there are, and hardly more. */
  readonly waiting: number;
  /**
   * Bytes of all that waits, bodies that others share included: never fewer than there are, but for what was
   * posted before a store of version 5 or older was brought up to date.
   */
  readonly bytes: number;
}

/**
 * Each device's line of mail, numbered from 1 without gaps. A body is stored once, each mailbox holds a
 * pointer. A number is never given twice, whatever was acked, dropped or expired in between.
 */
export interface Mailboxes {
  /** Appends to every copy's mailbox; without copies nothing is stored. On the path of every message. */
  post(mail: Mail): Posted | undefined;
  /** Entries above `after`, in order; at least one if there is one, then until a bound is reached. */
  read(
    device: DeviceRow,
    after: number,
    bounds: { readonly entries: number; readonly bytes: number },
  ): readonly Waiting[];
  head(device: DeviceRow): MailboxHead;
  /** Nothing up to `seq` waits any more; a body goes with its last pointer. `seq` must not exceed `lastSeq`. */
  ack(device: DeviceRow, seq: number): void;
  /** Whether this entry still waits with its content. */
  holds(device: DeviceRow, seq: number): boolean;
  /** Puts a gap in the place of one entry, if it still waits. */
  dropOne(device: DeviceRow, seq: number, reason: GapReason): void;
  /** Takes a number for an entry that isn't kept, as a gap at the end. */
  appendGap(device: DeviceRow, reason: GapReason): void;
  /**
   * Puts gaps in the place of entries posted before then (`strangers` where they were nothing else), and frees what large acks left behind. Looks
   * at no more than `mailboxes` of them after `from`, a bounded piece of each, and says where to go on;
   * `undefined` at the end.
   */
  expire(beforeMs: number, from: DeviceRow | undefined, mailboxes: number): DeviceRow | undefined;
  /** Bodies waiting in all mailboxes, roughly; for the operator. */
  waitingRoughly(): number;
}
