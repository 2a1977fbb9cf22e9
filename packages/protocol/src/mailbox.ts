import { bytes, closed, fixedBytes, struct, u32, u53, union, type Infer } from "./codec.ts";
import { sealedInvitation } from "./consent.ts";
import { ConversationId, IntroductionId, MessageId } from "./ids.ts";
import { limits } from "./limits.ts";
import { receipt } from "./receipt.ts";

/**
 * Why entries that were once accepted aren't there any more. `strangers`: for either reason, and nothing was
 * among them but introductions and counts of what was refused, so no conversation lacks anything.
 */
export const gapReason = closed("expired", "quota", "strangers");
export type GapReason = Infer<typeof gapReason>;

const INTRODUCTION = 4;
const REFUSALS = 7;

/**
 * What lies in a device's mailbox. Entries are numbered without gaps per mailbox; `order` counts
 * messages and commits of a conversation, the same for every device.
 */
export const mailboxEntry = union({
  message: [
    1,
    struct({
      conversationId: ConversationId.codec,
      order: u53,
      atMs: u53,
      /** An MLS private message. */
      body: bytes({ max: limits.messageMax }),
      receipt,
    }),
  ],
  commit: [
    2,
    struct({
      conversationId: ConversationId.codec,
      order: u53,
      atMs: u53,
      /** An MLS commit: private, or public where a device rejoins from outside. */
      body: bytes({ max: limits.handshakeMax }),
    }),
  ],
  welcome: [
    3,
    struct({
      conversationId: ConversationId.codec,
      generation: u32,
      order: u53,
      atMs: u53,
      invitation: sealedInvitation,
      welcome: bytes({ max: limits.handshakeMax }),
    }),
  ],
  introduction: [
    INTRODUCTION,
    struct({
      introductionId: IntroductionId.codec,
      atMs: u53,
      sealed: fixedBytes(limits.introductionSealed),
    }),
  ],
  /** Entries `from`–`to` (mailbox numbers, both included) were dropped. */
  gap: [5, struct({ from: u53, to: u53, reason: gapReason })],
  /** A safety notice of the operator, read by `decodeNotice`: a newer version costs no more than itself. */
  notice: [6, struct({ notice: bytes({ max: limits.noticeMax }) })],
  /** How much of strangers' was refused on a day (days since 1970, UTC): one try, up to five, or more. */
  refusals: [REFUSALS, struct({ day: u32, attempts: closed("one", "few", "many") })],
});
export type MailboxEntry = Infer<typeof mailboxEntry>;

/** Whether an encoded entry is strangers' doing and belongs to no conversation, by its first byte. */
export function isOfStrangers(start: Uint8Array): boolean {
  return start[0] === INTRODUCTION || start[0] === REFUSALS;
}

/** Live only, never stored: sealed under a key of the epoch (typing). */
export const ephemeral = struct({
  conversationId: ConversationId.codec,
  epoch: u53,
  sealed: bytes({ max: limits.ephemeralMax }),
});
export type Ephemeral = Infer<typeof ephemeral>;

/** Where the server put what it accepted. A repeated send gets the same answer. */
export const accepted = struct({ messageId: MessageId.codec, order: u53, atMs: u53 });
export type Accepted = Infer<typeof accepted>;
