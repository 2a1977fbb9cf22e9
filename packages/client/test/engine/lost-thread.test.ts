import { cpSync, rmSync } from "node:fs";
import { calls, type ConversationId, type ServerFrame } from "@bridle/protocol";
import { acquainted, openWorld, type Person, type World } from "@bridle/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";

// When a device comes back in from outside, who makes it, and what must not be lost meanwhile.

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(async () => {
  await world.close();
});

const textsOf = async (person: Person, conversationId: ConversationId) =>
  (await person.do("message.list", { conversationId, limit: 200 })).map(({ text }) => text);

const noticesOf = async (person: Person, conversationId: ConversationId) =>
  (await person.do("conversation.timeline", { conversationId })).flatMap((entry) =>
    entry.kind === "notice" ? [entry.notice] : [],
  );

/** The next message arrives as a gap in the mailbox. */
function gapOnce(person: Person): void {
  person.tamper = (frame) => {
    if (frame.kind !== "deliver" || frame.entry.kind !== "message") return [frame];
    person.tamper = (next) => [next];
    const { seq } = frame;
    return [{ ...frame, entry: { kind: "gap", from: seq, to: seq, reason: "expired" } }];
  };
}

/** Alice leaves the thread and comes back in by a commit from outside. */
async function comeBackIn(alice: Person): Promise<void> {
  const [bob] = await alice.do("contact.list", {});
  if (bob === undefined) throw new Error("no contact");
  const { accountId } = bob;
  await alice.do("contact.block", { accountId });
  await alice.do("contact.unblock", { accountId });
}

test("[E10] a gap before a long backlog loses nothing behind it: the rejoin waits, commits are followed", async () => {
  const { alice, bob, conversationId } = await acquainted(world);
  await bob.close();
  await alice.do("message.send", { conversationId, text: "in the gap" });
  const texts = Array.from({ length: 60 }, (_, index) => `message ${index}`);
  for (const text of texts.slice(0, 30)) await alice.do("message.send", { conversationId, text });
  await comeBackIn(alice);
  for (const text of texts.slice(30)) await alice.do("message.send", { conversationId, text });
  gapOnce(bob);
  await bob.open();
  await bob.event("message", (data) => data.text === texts[0]);
  // Something to say while the mailbox is being emptied.
  const sent = await bob.do("message.send", { conversationId, text: "back" });
  await alice.event("message", (data) => data.messageId === sent.messageId);
  expect(await textsOf(bob, conversationId)).toEqual([...texts, "back"]);
  expect(await noticesOf(bob, conversationId)).toContain("gap");
});

test("[E10] a quiet device that was told of a gap comes back in by itself, also after refusals", async () => {
  const { alice, bob, conversationId } = await acquainted(world);
  const refusals = ["overloaded", "rate_limited"];
  bob.lie = async (name) => (name === "conversation.groupInfo" ? refusals.shift() : undefined);
  gapOnce(bob);
  await alice.do("message.send", { conversationId, text: "in the gap" });
  await alice.until(async () =>
    (await noticesOf(alice, conversationId)).includes("their_rejoin") ? true : undefined,
  );
  expect(refusals).toEqual([]);
  const after = await alice.do("message.send", { conversationId, text: "after" });
  await bob.event("message", (data) => data.messageId === after.messageId);
  expect(await textsOf(bob, conversationId)).toEqual(["after"]);
});

const isPlace = (frame: ServerFrame): boolean =>
  frame.kind === "reply" &&
  frame.status === "reply" &&
  frame.body.length === calls["conversation.rejoin"].reply.maxBytes;

/** Alice's rejoin is taken, and she dies before she hears of it. */
async function rejoinUnheard(alice: Person, bob: Person, conversationId: ConversationId): Promise<void> {
  const { accountId } = await bob.do("whoami", {});
  await alice.do("contact.block", { accountId });
  await alice.until(() =>
    alice.platform.database.get("SELECT 1 AS yes FROM kv WHERE name = 'owed.blocks' AND value = 0"),
  );
  alice.tamper = (frame) => (isPlace(frame) ? [] : [frame]);
  void alice.client.call("contact.unblock", { accountId });
  await bob.until(async () =>
    (await noticesOf(bob, conversationId)).includes("their_rejoin") ? true : undefined,
  );
  await alice.close();
  alice.tamper = (frame) => [frame];
}

test("[E11] what was said in the epoch that an unheard rejoin began is shown", async () => {
  const { alice, bob, conversationId } = await acquainted(world);
  await rejoinUnheard(alice, bob, conversationId);
  const texts = ["one", "two", "three"];
  for (const text of texts) await bob.do("message.send", { conversationId, text });
  let refused = 0;
  alice.lie = async (name) => (name === "conversation.rejoin" && refused++ === 0 ? "overloaded" : undefined);
  await alice.open();
  await alice.event("message", (data) => data.text === "three");
  expect(refused).toBeGreaterThan(0);
  expect(await textsOf(alice, conversationId)).toEqual(texts);
});

test("[E10] a store set back to where a rejoin was under way doesn't take up its state again", async () => {
  const { alice, bob, conversationId } = await acquainted(world);
  await rejoinUnheard(alice, bob, conversationId);
  const copy = `${alice.dataDir}.copy`;
  cpSync(alice.dataDir, copy, { recursive: true });
  await alice.open();
  for (const text of ["one", "two"]) await alice.do("message.send", { conversationId, text });
  await alice.close();
  rmSync(alice.dataDir, { recursive: true });
  cpSync(copy, alice.dataDir, { recursive: true });
  await alice.open();
  for (const text of ["three", "four"]) await alice.do("message.send", { conversationId, text });
  await bob.event("message", (data) => data.text === "four");
  expect(await textsOf(bob, conversationId)).toEqual(["one", "two", "three", "four"]);
});

test("[E7] a removal whose answer was lost, and that is then refused for a while, holds nothing up", async () => {
  const alice = await world.person("Alice", { register: false });
  const { recoveryKey } = await alice.do("register", { displayName: "Alice" });
  const bob = await world.person("Bob");
  const { link } = await bob.do("invite.create", {});
  const { conversationId } = await alice.do("invite.use", { link });
  await alice.until(() =>
    alice.platform.database.get("SELECT 1 AS yes FROM kv WHERE name = 'owed.blob' AND value = 0"),
  );
  await alice.until(() => (alice.isSettled() ? true : undefined));
  await alice.close();
  let commits = 0;
  bob.tamper = (frame) => {
    if (frame.kind === "deliver" && frame.entry.kind === "commit") commits += 1;
    return [frame];
  };
  const phone = await world.person("Alice again", { register: false });
  let isAsked = false;
  phone.lie = async (name) => {
    isAsked ||= name === "conversation.commit";
    return undefined;
  };
  phone.tamper = (frame) => (isAsked && isPlace(frame) ? [] : [frame]);
  await phone.do("account.restore", { recoveryKey });
  void phone.client.call("message.send", { conversationId, text: "from my new phone" });
  await bob.until(() => (isAsked && commits >= 2 ? true : undefined));
  await phone.close();
  phone.tamper = (frame) => [frame];
  const refusals = ["storage_full", "rate_limited"];
  phone.lie = async (name) => (name === "conversation.commit" ? refusals.shift() : undefined);
  await phone.open();
  await bob.event("message", (data) => data.text === "from my new phone");
  expect(refusals).toEqual([]);
});

test("[E10] an epoch that the server calls over, and whose end doesn't come, is left by a rejoin", async () => {
  const { alice, bob, conversationId } = await acquainted(world);
  let refused = 0;
  let isBack = false;
  bob.lie = async (name) => {
    isBack ||= name === "conversation.rejoin";
    if (isBack || name !== "conversation.send") return undefined;
    refused += 1;
    return "stale_epoch";
  };
  const sent = await bob.do("message.send", { conversationId, text: "through" });
  await alice.event("message", (data) => data.messageId === sent.messageId);
  expect(isBack).toBe(true);
  expect(refused).toBe(1);
});
