import { ConversationId } from "@bridle/protocol";
import { acquainted, openWorld } from "@bridle/testkit";
import { expect, test } from "vitest";
import { openGroupInfo, sealGroupInfo } from "../../src/engine/group-info.ts";
import { takeOver } from "./taken-over.ts";

test("[E20] a sealed group info opens for its conversation, generation and key, and for no other", async () => {
  const world = await openWorld();
  const { alice, conversationId } = await acquainted(world);
  const taken = await takeOver(world, alice, conversationId);
  const { crypto } = taken.mls;
  const place = { conversationId, generation: 1, rejoinKey: new Uint8Array(32).fill(7) };
  const sealed = await sealGroupInfo({ crypto }, taken.group, place);
  const elsewhere = ConversationId.fromBytes(new Uint8Array(16));
  if (elsewhere === undefined) throw new Error("16 bytes are a conversation id");
  for (const other of [
    { ...place, conversationId: elsewhere },
    { ...place, generation: 0 },
    { ...place, generation: 11 },
    { ...place, rejoinKey: new Uint8Array(32).fill(8) },
  ]) {
    expect(await openGroupInfo({ crypto }, sealed, other)).toBeUndefined();
  }
  expect(await openGroupInfo({ crypto }, sealed, place)).toBeDefined();
  taken.close();
  await world.close();
});
