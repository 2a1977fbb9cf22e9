import type { AccountRow, DeviceRow, PayloadRow } from "./rows.ts";

export interface WaitingIntroduction {
  readonly payload: PayloadRow;
  /** Keyed hash of recipient and sender. */
  readonly senderTag: Uint8Array;
  readonly places: readonly { readonly device: DeviceRow; readonly seq: number }[];
}

/** Which introductions wait for whom: only counted, the content lies in mailboxes. */
export interface Introductions {
  /** Oldest first. */
  waiting(recipient: AccountRow): readonly WaitingIntroduction[];
  add(recipient: AccountRow, introduction: WaitingIntroduction): void;
  remove(recipient: AccountRow, payload: PayloadRow): void;
  removeAll(recipient: AccountRow): void;
}
