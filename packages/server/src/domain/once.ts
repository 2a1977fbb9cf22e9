import { concatBytes, DeviceId, MessageId } from "@bridle/protocol";
import type { Answer } from "../ports/answers.ts";
import type { ServerCrypto } from "../ports/crypto.ts";
import type { Caller } from "./caller.ts";

/**
 * Under what a request's answer is kept, so that repeating it changes nothing. Keyed, so that the table
 * doesn't say who sent what.
 */
export function answerKey(crypto: ServerCrypto, caller: Caller, messageId: MessageId): Uint8Array {
  const name = concatBytes(DeviceId.toBytes(caller.deviceId), MessageId.toBytes(messageId));
  return crypto.keyedHash("answer", name).subarray(0, 16);
}

/** For requests whose answer says nothing but that they were taken. */
export const takenOnce: Answer = { order: 0, atMs: 0 };
