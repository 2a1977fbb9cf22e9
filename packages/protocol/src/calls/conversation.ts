import { bool, bytes, list, struct, u32, u53 } from "../codec.ts";
import { sealedInvitation } from "../consent.ts";
import { AccountId, ConversationId, DeviceId, MessageId } from "../ids.ts";
import { limits } from "../limits.ts";
import { accepted } from "../mailbox.ts";
import { call, nothing, perDevice, perAccount } from "./call.ts";
import { permission } from "./fields.ts";

const handshake = bytes({ max: limits.handshakeMax });
const groupInfo = bytes({ max: limits.groupInfoMax });
const sent = struct({ order: u53, atMs: u53 });

/** Generous: one device may send 1,000 messages a second for as long as it likes. */
const messages = perDevice(20_000, 120_000);

/** Conversations: the server orders what it can't read (DESIGN §5). */
export const conversationCalls = {
  "conversation.create": call({
    tag: 26,
    auth: "session",
    rate: perAccount(60, 60),
    request: struct({
      messageId: MessageId.codec,
      conversationId: ConversationId.codec,
      generation: u32,
      members: list(
        struct({
          accountId: AccountId.codec,
          permission,
          invitation: sealedInvitation,
          devices: list(DeviceId.codec, { max: limits.devicesMax }),
        }),
        { max: limits.membersMax },
      ),
      welcome: handshake,
      sealedGroupInfo: groupInfo,
    }),
    reply: sent,
    outcomes: ["no_grant", "unknown_device", "conversation_exists", "too_many_conversations"],
  }),
  "conversation.send": call({
    tag: 27,
    auth: "session",
    rate: messages,
    request: struct({
      messageId: MessageId.codec,
      /** This store's count of sealed messages, this one included. */
      sealedCount: u53,
      message: bytes({ max: limits.messageMax }),
    }),
    reply: accepted,
    outcomes: ["not_a_member", "stale_epoch", "future_epoch", "bad_message", "storage_full"],
  }),
  "conversation.commit": call({
    tag: 28,
    auth: "session",
    rate: perDevice(60, 60),
    request: struct({
      messageId: MessageId.codec,
      sealedCount: u53,
      commit: handshake,
      sealedGroupInfo: groupInfo,
    }),
    reply: accepted,
    outcomes: ["not_a_member", "epoch_conflict", "bad_message", "storage_full"],
  }),
  "conversation.rejoin": call({
    tag: 29,
    auth: "session",
    rate: perDevice(600, 600),
    /** A public external commit of a device whose account is a member. */
    request: struct({ messageId: MessageId.codec, commit: handshake, sealedGroupInfo: groupInfo }),
    reply: accepted,
    outcomes: ["not_a_member", "epoch_conflict", "bad_message", "storage_full"],
  }),
  "conversation.groupInfo": call({
    tag: 30,
    auth: "session",
    rate: perDevice(600, 600),
    request: struct({ conversationId: ConversationId.codec }),
    reply: struct({
      generation: u32,
      epoch: u53,
      order: u53,
      sealedGroupInfo: groupInfo,
    }),
    outcomes: ["not_a_member"],
  }),
  "conversation.attach": call({
    tag: 31,
    auth: "session",
    rate: perAccount(120, 120),
    /** Detaches or attaches the caller's own mailboxes; nobody else learns of it. */
    request: struct({ conversationId: ConversationId.codec, attached: bool }),
    reply: nothing,
    outcomes: ["not_a_member"],
  }),
  "ephemeral.send": call({
    tag: 32,
    auth: "session",
    rate: perDevice(120, 240),
    request: struct({
      conversationId: ConversationId.codec,
      epoch: u53,
      sealed: bytes({ max: limits.ephemeralMax }),
    }),
    reply: nothing,
  }),
} as const;
