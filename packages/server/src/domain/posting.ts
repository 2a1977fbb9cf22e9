import type { ConversationId, MailboxEntry } from "@bridle/protocol";
import type { Mail } from "../ports/mailboxes.ts";
import type { AccountRow, DeviceRow } from "../ports/rows.ts";

// What a decided call wants delivered, before it has a receipt and mailbox numbers.

export interface MessagePosting {
  readonly kind: "message";
  readonly conversationId: ConversationId;
  readonly order: number;
  readonly atMs: number;
  readonly body: Uint8Array;
  readonly commitment: Uint8Array;
  readonly to: readonly DeviceRow[];
}

export interface IntroductionPosting {
  readonly kind: "introduction";
  readonly entry: Extract<MailboxEntry, { readonly kind: "introduction" }>;
  readonly to: readonly DeviceRow[];
  readonly recipient: AccountRow;
  readonly senderTag: Uint8Array;
}

export type Posting =
  | MessagePosting
  | IntroductionPosting
  | {
      readonly kind: "entry";
      readonly entry: Extract<MailboxEntry, { readonly kind: "commit" }>;
      readonly to: readonly DeviceRow[];
    }
  | ({ readonly kind: "shared" } & Mail);
