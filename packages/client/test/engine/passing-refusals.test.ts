import { cpSync, rmSync } from "node:fs";
import { acquainted, openWorld, type World } from "@bridle/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";

// What passes by itself ends nothing; what ended is said to whoever waits for it.

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(async () => {
  await world.close();
});

test("[E11] a founding that was taken unheard isn't ended by refusals that pass", async () => {
  const alice = await world.person("Alice");
  const bob = await world.person("Bob");
  const { link } = await alice.do("invite.create", {});
  let isTaken = false;
  bob.tamper = (frame) => (isTaken && frame.kind === "reply" ? [] : [frame]);
  alice.tamper = (frame) => {
    if (frame.kind === "deliver" && frame.entry.kind === "welcome") isTaken = true;
    return [frame];
  };
  bob.lie = async (name) => {
    // From here on he hears nothing.
    if (name === "conversation.create") isTaken = true;
    return undefined;
  };
  void bob.client.call("invite.use", { link });
  const { conversationId } = await alice.event("conversation");
  await bob.close();
  bob.tamper = (frame) => [frame];
  const refusals = ["overloaded", "rate_limited", "internal"];
  bob.lie = async (name) => (name === "conversation.create" ? refusals.shift() : undefined);
  await bob.open();
  const hello = await alice.do("message.send", { conversationId, text: "hello" });
  await bob.event("message", (data) => data.messageId === hello.messageId);
  const sent = await bob.do("message.send", { conversationId, text: "still here" });
  await alice.event("message", (data) => data.messageId === sent.messageId);
  expect(refusals).toEqual([]);
});

test("[E11] using an invite again goes on with what it began: nobody gets two conversations", async () => {
  const [alice, bob] = [await world.person("Alice"), await world.person("Bob")];
  const { link } = await alice.do("invite.create", {});
  bob.lie = async (name) => (name === "conversation.create" ? "overloaded" : undefined);
  expect(await bob.refused("invite.use", { link })).toBe("server_unreachable");
  expect(await bob.refused("invite.use", { link })).toBe("server_unreachable");
  bob.lie = undefined;
  const { conversationId } = await bob.do("invite.use", { link });
  const sent = await bob.do("message.send", { conversationId, text: "once" });
  await alice.event("message", (data) => data.messageId === sent.messageId);
  expect(await alice.do("conversation.list", {})).toHaveLength(1);
  expect(await bob.do("conversation.list", {})).toHaveLength(1);
});

test("[E11] an introduction whose acceptance took a while is answered by one conversation", async () => {
  const [alice, bob] = [await world.person("Alice"), await world.person("Bob", { handle: "bob-7" })];
  await alice.do("introduction.send", { handle: "bob-7", text: "We met in Tunis." });
  const { id } = await bob.event("introduction");
  const refusals = ["overloaded"];
  bob.lie = async (name) => (name === "conversation.create" ? refusals.shift() : undefined);
  expect(await bob.refused("introduction.accept", { id })).toBe("server_unreachable");
  await alice.event("conversation");
  await bob.event("conversation", ({ state }) => state === "active");
  expect(await bob.do("introduction.list", {})).toEqual([]);
  expect(await bob.do("conversation.list", {})).toHaveLength(1);
});

test("[E11] where what was begun is refused for good, a newer invite founds another", async () => {
  const [alice, bob] = [await world.person("Alice"), await world.person("Bob")];
  const [first, second] = [await alice.do("invite.create", {}), await alice.do("invite.create", {})];
  bob.lie = async (name) => (name === "conversation.create" ? "overloaded" : undefined);
  expect(await bob.refused("invite.use", { link: first.link })).toBe("server_unreachable");
  const forGood = ["malformed"];
  bob.lie = async (name) => (name === "conversation.create" ? forGood.shift() : undefined);
  const used = await bob.client.call("invite.use", { link: second.link });
  expect(used).toMatchObject({ ok: true });
});

test("[E25] what waits when a contact is blocked fails and says so; it can be sent later", async () => {
  const { alice, bob, conversationId } = await acquainted(world);
  const { accountId } = await alice.do("whoami", {});
  bob.lie = async (name) => (name === "conversation.send" ? "storage_full" : undefined);
  const sent = bob.client.call("message.send", { conversationId, text: "too late" });
  await bob.until(() => bob.platform.database.get("SELECT 1 AS yes FROM outbox WHERE sealed IS NOT NULL"));
  await bob.do("contact.block", { accountId });
  expect(await sent).toMatchObject({ ok: false, error: { kind: "blocked" } });
  const [message] = (await bob.do("conversation.timeline", { conversationId })).filter(
    ({ kind }) => kind === "message",
  );
  expect(message).toMatchObject({ status: "failed", failure: "blocked" });
  bob.lie = undefined;
  await bob.do("contact.unblock", { accountId });
  if (message?.kind !== "message") throw new Error("no message");
  await bob.do("message.retry", { messageId: message.messageId });
  await alice.event("message", (data) => data.text === "too late");
});

test("[E24] an entry that the server leaves out is said, and what follows it is shown", async () => {
  const { alice, bob, conversationId } = await acquainted(world);
  bob.tamper = (frame) => {
    if (frame.kind !== "deliver" || frame.entry.kind !== "message") return [frame];
    bob.tamper = (next) => [next];
    return [];
  };
  for (const text of ["left out", "one", "two"]) await alice.do("message.send", { conversationId, text });
  await bob.event("message", (data) => data.text === "two");
  const entries = await bob.do("conversation.timeline", { conversationId });
  const lines = entries.map((entry) => (entry.kind === "message" ? entry.text : entry.notice));
  expect(lines.slice(lines.indexOf("gap"), lines.indexOf("one") + 1)).toEqual(["gap", "one"]);
  expect(lines).not.toContain("left out");
});

test("[E24] what the server says was acknowledged, and this store doesn't have, is said", async () => {
  const { alice, bob, conversationId } = await acquainted(world);
  await bob.close();
  const copy = `${bob.dataDir}.copy`;
  cpSync(bob.dataDir, copy, { recursive: true });
  // It says nothing that the server would count: only the mailbox tells.
  bob.lie = async (name) => (name === "conversation.send" ? "storage_full" : undefined);
  await bob.open();
  const sent = await alice.do("message.send", { conversationId, text: "read elsewhere" });
  await bob.event("message", (data) => data.messageId === sent.messageId);
  // The first answer comes after the acknowledgement left, the second after it was taken.
  for (const _ of ["left", "taken"]) await bob.do("publicLink.create", {});
  await bob.close();
  rmSync(bob.dataDir, { recursive: true });
  cpSync(copy, bob.dataDir, { recursive: true });
  await bob.open();
  await bob.until(async () =>
    (await bob.do("conversation.timeline", { conversationId })).find(
      (entry) => entry.kind === "notice" && entry.notice === "gap",
    ),
  );
});
