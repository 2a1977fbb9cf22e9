import { acquainted, openWorld, type World } from "@bridle/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(async () => {
  await world.close();
});

test("[E1] two people meet by an invite and talk both ways, in one order", async () => {
  const { alice, bob, conversationId } = await acquainted(world);
  const first = await bob.do("message.send", { conversationId, text: "Hello Alice" });
  await alice.event("message", (data) => data.messageId === first.messageId);
  const second = await alice.do("message.send", {
    conversationId,
    text: "Hello Bob",
    replyTo: first.messageId,
  });
  await bob.event("message", (data) => data.messageId === second.messageId);
  const texts = async (person: typeof alice) =>
    (await person.do("message.list", { conversationId })).map(({ text, at, replyTo }) => ({
      text,
      at,
      replyTo,
    }));
  const expected = [
    { text: "Hello Alice", at: first.at, replyTo: undefined },
    { text: "Hello Bob", at: second.at, replyTo: first.messageId },
  ];
  expect(await texts(alice)).toEqual(expected);
  expect(await texts(bob)).toEqual(expected);
});

test("receipts say delivered, then read", async () => {
  const { alice, bob, conversationId } = await acquainted(world);
  const { messageId } = await bob.do("message.send", { conversationId, text: "Did you get it?" });
  await bob.event("receipt", (data) => data.messageId === messageId && data.kind === "delivered");
  await alice.do("message.read", { conversationId, messageId });
  await bob.event("receipt", (data) => data.messageId === messageId && data.kind === "read");
});

test("both see the same safety number", async () => {
  const { alice, bob } = await acquainted(world);
  const [a, b] = [await alice.do("whoami", {}), await bob.do("whoami", {})];
  const mine = await alice.do("contact.safetyNumber", { accountId: b.accountId });
  const theirs = await bob.do("contact.safetyNumber", { accountId: a.accountId });
  expect(mine.digits).toMatch(/^\d{60}$/);
  expect(mine).toEqual(theirs);
});
