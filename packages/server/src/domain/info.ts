import { PROTOCOL_VERSION, type ReplyOf } from "@bridle/protocol";
import type { Tables } from "../ports/store.ts";
import { done, type Context, type Decision } from "./decision.ts";

export function serverInfo(
  _tables: Tables,
  _request: unknown,
  context: Context,
): Decision<ReplyOf<"server.info">> {
  const { frankingKey, serverId } = context.crypto;
  return done({
    protocolVersion: PROTOCOL_VERSION,
    registration: context.settings.registration,
    frankingKey,
    serverId,
    nowMs: context.nowMs,
  });
}
