import { bytes, closed, fixedBytes, struct } from "../codec.ts";
import { AccountId, DeviceId, MessageId } from "../ids.ts";
import { limits } from "../limits.ts";
import { call, nothing, perAccount, perDevice } from "./call.ts";
import { permission } from "./fields.ts";

const callId = fixedBytes(16);

/**
 * Calls and own-device sync. Their gates came first: this version refuses all of it, and says which gate
 * held. No field could carry an address, and none will: a relay is only ever ours.
 */
export const liveCalls = {
  "call.offer": call({
    tag: 50,
    auth: "session",
    rate: perAccount(30, 30),
    /** Rings nobody without a grant of that account. */
    request: struct({
      callId,
      accountId: AccountId.codec,
      permission,
      media: closed("voice", "video"),
      sealed: bytes({ max: limits.callOfferMax }),
    }),
    reply: nothing,
    outcomes: ["no_grant", "not_available"],
  }),
  "relay.allocate": call({
    tag: 51,
    auth: "session",
    rate: perAccount(30, 30),
    /** For a call that the other side has accepted. */
    request: struct({ callId, accountId: AccountId.codec }),
    reply: nothing,
    outcomes: ["no_call"],
  }),
  "relay.forward": call({
    tag: 52,
    auth: "session",
    rate: perDevice(60, 60),
    request: struct({
      callId,
      accountId: AccountId.codec,
      packet: bytes({ max: limits.relayPacketMax }),
    }),
    reply: nothing,
    outcomes: ["no_call"],
  }),
  "sync.send": call({
    tag: 53,
    auth: "session",
    rate: perDevice(120, 120),
    /** Between listed devices of one account, the caller's. */
    request: struct({
      messageId: MessageId.codec,
      accountId: AccountId.codec,
      deviceId: DeviceId.codec,
      sealed: bytes({ max: limits.messageMax }),
    }),
    reply: nothing,
    outcomes: ["unknown_device", "not_available"],
  }),
} as const;
