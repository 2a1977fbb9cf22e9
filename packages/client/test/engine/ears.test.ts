import type { ClientEvent } from "@bridle/client";
import { acquainted, openWorld, type World } from "@bridle/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(async () => {
  await world.close();
});

test("[E23] who takes nothing is told a bounded number of events, and all messages when it does", async () => {
  const { alice, bob, conversationId } = await acquainted(world);
  const heard: ClientEvent[] = [];
  const { promise: free, resolve: release } = Promise.withResolvers<void>();
  alice.client.subscribe((event) => {
    heard.push(event);
    return free;
  });
  const count = 330;
  const texts = Array.from({ length: count }, (_, index) => `message ${index}`);
  await Promise.all(texts.map((text) => bob.do("message.enqueue", { conversationId, text })));
  const last = await bob.do("message.send", { conversationId, text: "the last one" });
  await alice.event("message", (data) => data.messageId === last.messageId);
  // Something else than messages happens as well.
  await bob.do("typing", { conversationId });
  await alice.event("typing");
  expect(heard).toHaveLength(256);

  release();
  await alice.until(() => heard.find((event) => event.name === "warning"));
  const told = heard.flatMap((event) => (event.name === "message" ? [event.data.text] : []));
  expect([...new Set(told)]).toEqual([...texts, "the last one"]);
  expect(heard.at(-1)).toEqual({ name: "warning", data: { kind: "events_missed" } });
  // From here on it hears at once again.
  const next = await bob.do("message.send", { conversationId, text: "and another" });
  await alice.until(() =>
    heard.find((event) => event.name === "message" && event.data.messageId === next.messageId),
  );
});
