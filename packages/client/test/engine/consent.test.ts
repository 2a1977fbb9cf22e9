import { acquainted, openWorld, type Person, type World } from "@bridle/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(async () => {
  await world.close();
});

const idOf = async (person: Person) => (await person.do("whoami", {})).accountId;

test("[E8] an introduction by handle, accepted: they talk, and neither name is verified", async () => {
  const alice = await world.person("Alice");
  const bob = await world.person("Bob", { handle: "bob-the-builder" });
  await alice.do("introduction.send", { handle: "bob-the-builder", text: "We met in Tunis." });
  const said = await bob.event("introduction");
  expect(said).toMatchObject({ text: "We met in Tunis.", displayName: "Alice" });
  expect(await bob.do("introduction.list", {})).toEqual([said]);
  const { conversationId, accountId } = await bob.do("introduction.accept", { id: said.id });
  expect(accountId).toBe(await idOf(alice));
  await alice.event("conversation", (data) => data.conversationId === conversationId);
  const sent = await alice.do("message.send", { conversationId, text: "You remember me!" });
  await bob.event("message", (data) => data.messageId === sent.messageId);
  expect(await bob.do("contact.list", {})).toMatchObject([
    { displayName: "Alice", verified: false, blocked: false },
  ]);
  expect(await bob.do("introduction.list", {})).toEqual([]);
});

test("a handle that doesn't exist answers like one that does", async () => {
  const alice = await world.person("Alice");
  expect(await alice.do("introduction.send", { handle: "nobody-here", text: "Hello?" })).toEqual({});
});

test("a refused introduction is gone, and its sender learns nothing", async () => {
  const alice = await world.person("Alice");
  const bob = await world.person("Bob", { handle: "bobby" });
  await alice.do("introduction.send", { handle: "bobby", text: "Buy this." });
  const { id } = await bob.event("introduction");
  await bob.do("introduction.refuse", { id });
  expect(await bob.do("introduction.list", {})).toEqual([]);
  expect(await bob.refused("introduction.accept", { id })).toBe("unknown_introduction");
  expect(alice.events.filter(({ name }) => name !== "connection")).toEqual([]);
});

test("a public link permits an introduction and nothing more", async () => {
  const alice = await world.person("Alice");
  const bob = await world.person("Bob");
  const { link } = await bob.do("publicLink.create", {});
  expect(await alice.refused("invite.use", { link })).toBe("not_an_invite");
  await alice.do("introduction.sendByLink", { link, text: "From your page." });
  expect(await bob.event("introduction")).toMatchObject({ text: "From your page." });
  await bob.do("publicLink.delete", { link });
  expect(await alice.refused("introduction.sendByLink", { link, text: "Again" })).toBe("invite_not_usable");
});

test("[E13] a contact invite works once, for the first who uses it", async () => {
  const { alice } = await acquainted(world);
  const { link } = await alice.do("invite.create", {});
  const carol = await world.person("Carol");
  const eve = await world.person("Eve");
  await carol.do("invite.use", { link });
  expect(await eve.refused("invite.use", { link })).toBe("invite_not_usable");
  expect(await alice.refused("invite.use", { link })).toBe("own_invite");
});

test("[E13] [E10] blocking stops everything of theirs, unseen by them; unblocking brings the thread back", async () => {
  const { alice, bob, conversationId } = await acquainted(world);
  const bobsId = await idOf(bob);
  await alice.do("message.send", { conversationId, text: "before" });
  await alice.do("contact.block", { accountId: bobsId });
  await alice.until(async () => {
    const found = await alice.do("conversation.list", {});
    return found.find(({ state }) => state === "blocked");
  });
  await alice.until(() =>
    alice.platform.database.get("SELECT 1 AS yes FROM kv WHERE name = 'owed.blocks' AND value = 0"),
  );
  const unseen = await bob.do("message.send", { conversationId, text: "while blocked" });
  expect(unseen.at).toBeGreaterThan(0);
  expect(await alice.refused("message.send", { conversationId, text: "x" })).toBe("blocked");
  await alice.do("contact.unblock", { accountId: bobsId });
  // The answer means that the server has heard of it: what they write from now on comes.
  expect(alice.platform.database.get("SELECT value FROM kv WHERE name = 'owed.blocks'")).toEqual({
    value: 0,
  });
  const back = await alice.do("message.send", { conversationId, text: "I am back" });
  await bob.event("message", (data) => data.messageId === back.messageId);
  const again = await bob.do("message.send", { conversationId, text: "after" });
  await alice.event("message", (data) => data.messageId === again.messageId);
  const texts = (await alice.do("message.list", { conversationId })).map(({ text }) => text);
  expect(texts).toEqual(["before", "I am back", "after"]);
});

test("[E13] unblocking without a server is answered, and done when it can be reached", async () => {
  const { alice, bob, conversationId } = await acquainted(world);
  const bobsId = await idOf(bob);
  await alice.do("contact.block", { accountId: bobsId });
  await world.stopServer();
  await alice.event("connection", ({ state }) => state === "offline" || state === "connecting");
  await alice.do("contact.unblock", { accountId: bobsId });
  await world.restartServer();
  const back = await alice.do("message.send", { conversationId, text: "I am back" });
  await bob.event("message", (data) => data.messageId === back.messageId);
});

test("[E8] a handle that isn't the sender's isn't shown", async () => {
  const bob = await world.person("Bob", { handle: "bob-7" });
  await world.person("Reuters", { handle: "news-desk" });
  const eve = await world.person("Eve", { handle: "eve-1" });
  const database = eve.platform.database;
  const { openStore } = await import("../../src/store/store.ts");
  const store = openStore(database);
  const account = store.account.account();
  if (account === undefined) throw new Error("no account");
  store.account.setAccount({ ...account, handle: "news-desk" });
  await eve.do("introduction.send", { handle: "bob-7", text: "This is the news desk." });
  const said = await bob.event("introduction");
  expect(said).not.toHaveProperty("handle");
  const frank = await world.person("Frank", { handle: "frank-1" });
  await frank.do("introduction.send", { handle: "bob-7", text: "This is Frank." });
  const honest = await bob.event("introduction", ({ text }) => text === "This is Frank.");
  expect(honest.handle).toBe("frank-1");
});
