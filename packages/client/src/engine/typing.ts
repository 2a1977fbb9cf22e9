import { exportSecret, openBox, sealBox, type Group } from "@bridle/core";
import { AccountId, ok, type Ephemeral, type Result } from "@bridle/protocol";
import type { ApiRefusal, ParamsOfMethod } from "../api/methods.ts";
import { refuse, self, type Engine } from "./engine.ts";

// "Is typing": live only, under a key that the members of the epoch share (RFC 9420 §8.5), so that it
// costs no ratchet step and leaves nothing behind.

const LABEL = "bridle/typing/v1";
const EXPORT = { label: "bridle typing", context: new Uint8Array(), length: 32 };

export async function sendTyping(
  engine: Engine,
  { conversationId }: ParamsOfMethod<"typing">,
): Promise<Result<Record<string, never>, ApiRefusal>> {
  const conversation = engine.store.conversations.get(conversationId);
  const group = engine.groups.get(conversationId);
  if (conversation === undefined) return refuse("unknown_conversation", "conversationId");
  const isReady = group?.status === "active" && conversation.state === "active" && !conversation.needsRejoin;
  if (!isReady || !engine.store.account.settings().sendTyping) return ok({});
  const key = await keyOf(engine, group);
  const plaintext = AccountId.toBytes(self(engine).accountId);
  const sealed = await sealBox(engine.crypto, key, { label: LABEL, plaintext });
  await engine.session.call("ephemeral.send", { conversationId, epoch: Number(group.epoch), sealed });
  return ok({});
}

export async function receiveTyping(engine: Engine, shown: Ephemeral): Promise<void> {
  const { conversationId } = shown;
  const conversation = engine.store.conversations.get(conversationId);
  const group = engine.groups.get(conversationId);
  if (conversation?.state !== "active" || group === undefined || Number(group.epoch) !== shown.epoch) return;
  const key = await keyOf(engine, group);
  const opened = await openBox(engine.crypto, key, { label: LABEL, sealed: shown.sealed });
  const from = opened === undefined ? undefined : AccountId.fromBytes(opened);
  if (from === conversation.accountId) engine.emit({ name: "typing", data: { conversationId, from } });
}

function keyOf(engine: Engine, group: Group): Promise<Uint8Array> {
  return exportSecret(engine.crypto, group, EXPORT);
}
