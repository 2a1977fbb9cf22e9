import { acquainted, openWorld, type World } from "@bridle/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(async () => {
  await world.close();
});

test("registration names what is wrong with a handle, and can be tried again", async () => {
  const alice = await world.person("Alice", { register: false });
  expect(await alice.refused("whoami", {})).toBe("not_registered");
  expect(await alice.refused("register", { handle: "Alice!" })).toBe("handle_invalid");
  expect(await alice.refused("register", { handle: "supp0rt" })).toBe("handle_reserved");
  await world.person("Bob", { handle: "taken-1" });
  expect(await alice.refused("register", { handle: "taken-l" })).toBe("handle_taken");
  const { recoveryKey } = await alice.do("register", {
    handle: "alice-9",
    displayName: "  Alice \n Liddell ",
  });
  expect(recoveryKey.split(" ")).toHaveLength(12);
  expect(await alice.do("account.overview", {})).toMatchObject({
    state: "ready",
    handle: "alice-9",
    displayName: "Alice Liddell",
  });
  expect(await alice.refused("register", {})).toBe("already_registered");
});

test("[E45] a change of the settings is told, whole", async () => {
  const alice = await world.person("Alice", { register: false });
  const settings = await alice.do("settings.set", { theme: "dark" });
  expect(await alice.event("settings")).toEqual(settings);
  expect(settings).toMatchObject({ theme: "dark", language: "system" });
});

test("the recovery words stay until they are confirmed, and no longer", async () => {
  const alice = await world.person("Alice", { register: false });
  const { recoveryKey } = await alice.do("register", { keepWords: true });
  expect(await alice.do("recovery.words", {})).toEqual({ recoveryKey });
  expect(await alice.refused("recovery.confirm", { recoveryKey: "no such words" })).toBe(
    "recovery_key_invalid",
  );
  await alice.do("recovery.confirm", { recoveryKey: recoveryKey.toUpperCase() });
  expect(await alice.refused("recovery.words", {})).toBe("words_confirmed");
  const bob = await world.person("Bob", { register: false });
  await bob.do("register", {});
  expect(await bob.refused("recovery.words", {})).toBe("words_confirmed");
});

test("[E53] a deleted account leaves nothing on the device and ends at the server", async () => {
  const { alice, bob, conversationId } = await acquainted(world);
  await bob.do("message.send", { conversationId, text: "hello" });
  await alice.event("message");
  await alice.do("account.delete", {});
  expect(await alice.do("account.overview", {})).toMatchObject({ state: "empty" });
  const rows = alice.platform.database.get("SELECT count(*) AS n FROM message");
  expect(rows).toEqual({ n: 0 });
  await alice.do("register", { displayName: "Another Alice" });
  expect(await alice.do("conversation.list", {})).toEqual([]);
});

test("edits, deletions and reactions reach the other side; only authors change what they wrote", async () => {
  const { alice, bob, conversationId } = await acquainted(world);
  const first = await bob.do("message.send", { conversationId, text: "Teh first" });
  const second = await bob.do("message.send", { conversationId, text: "the second" });
  await alice.event("message", (data) => data.messageId === second.messageId);
  expect(
    await alice.refused("message.edit", { conversationId, messageId: first.messageId, text: "mine now" }),
  ).toBe("not_your_message");
  await bob.do("message.edit", { conversationId, messageId: first.messageId, text: "The first" });
  await bob.do("message.delete", { conversationId, messageId: second.messageId });
  await alice.do("message.react", { conversationId, messageId: first.messageId, emoji: "👍" });
  const expected = [
    { messageId: first.messageId, text: "The first", edited: true },
    { messageId: second.messageId, text: "", deleted: true },
  ];
  for (const person of [alice, bob]) {
    await person.until(async () => {
      const list = await person.do("message.list", { conversationId });
      return list.some(({ deleted }) => deleted) && list.some(({ edited }) => edited) ? list : undefined;
    });
    expect(await person.do("message.list", { conversationId })).toMatchObject(expected);
  }
  const reactions = await bob.until(async () => {
    const [, entry] = await bob.do("conversation.timeline", { conversationId });
    return entry?.kind === "message" && entry.reactions.length > 0 ? entry.reactions : undefined;
  });
  expect(reactions).toMatchObject([{ emoji: "👍" }]);
});

test("search finds words in several scripts, in what was edited, and not in what was deleted", async () => {
  const { alice, conversationId } = await acquainted(world);
  for (const text of ["Ärger mit dem Zug", "مُدَرِّسَة", "我们明天见面", "Ёлка стоит"]) {
    await alice.do("message.send", { conversationId, text });
  }
  const gone = await alice.do("message.send", { conversationId, text: "a secret to forget" });
  await alice.do("message.delete", { conversationId, messageId: gone.messageId });
  const found = async (query: string) =>
    (await alice.do("message.search", { query })).map(({ text }) => text);
  expect(await found("arger")).toEqual(["Ärger mit dem Zug"]);
  expect(await found("مدرسة")).toEqual(["مُدَرِّسَة"]);
  expect(await found("见面")).toEqual(["我们明天见面"]);
  expect(await found("面见")).toEqual([]);
  expect(await found("елка")).toEqual(["Ёлка стоит"]);
  expect(await found("forget")).toEqual([]);
});

test("a draft is kept and goes when the message is sent; unread counts go down when read", async () => {
  const { alice, bob, conversationId } = await acquainted(world);
  await alice.do("draft.set", { conversationId, text: "I was about to" });
  expect(await alice.do("conversation.overview", {})).toMatchObject([{ draft: "I was about to" }]);
  await alice.do("message.send", { conversationId, text: "I was about to say" });
  expect((await alice.do("conversation.overview", {}))[0]?.draft).toBeUndefined();
  for (const text of ["one", "two", "three"]) await bob.do("message.send", { conversationId, text });
  await alice.event("message", ({ text }) => text === "three");
  expect(await alice.do("conversation.overview", {})).toMatchObject([
    { unread: 3, last: { text: "three", mine: false } },
  ]);
  const [, , two] = await alice.do("message.list", { conversationId });
  if (two === undefined) throw new Error("no message");
  await alice.do("message.read", { conversationId, messageId: two.messageId });
  expect(await alice.do("conversation.overview", {})).toMatchObject([{ unread: 1 }]);
});
