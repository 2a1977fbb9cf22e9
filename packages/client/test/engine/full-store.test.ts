import { calls } from "@bridle/protocol";
import { acquainted, openWorld, type Person, type World } from "@bridle/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";

// A store without room, by SQLite's own bound: what can't be written now is written when there is room.

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(async () => {
  await world.close();
});

function fill({ platform }: Person): void {
  const pages = platform.database.get("PRAGMA page_count")?.["page_count"];
  platform.database.get(`PRAGMA max_page_count = ${String(pages)}`);
}

function makeRoom({ platform }: Person): void {
  platform.database.get("PRAGMA max_page_count = 1000000");
}

const isFull = (person: Person) => person.event("warning", (data) => data.kind === "storage_full");

/** Long enough that no free place inside a page takes it. */
const long = (about: string) => `${about} ${"🫧".repeat(1_900)}`;

test("[A11] messages that found no room are shown when there is some, in order, without a restart", async () => {
  const { alice, bob, conversationId } = await acquainted(world);
  fill(alice);
  const texts = [long("one"), long("two"), long("three"), long("four"), "last"];
  for (const text of texts) await bob.do("message.send", { conversationId, text });
  await isFull(alice);
  makeRoom(alice);
  await alice.event("message", (data) => data.text === "last");
  expect((await alice.do("message.list", { conversationId })).map(({ text }) => text)).toEqual(texts);
});

test("[A11] what found no room to be sealed is sent when there is some, without a restart", async () => {
  const { alice, bob, conversationId } = await acquainted(world);
  // Sealing needs more room than writing.
  bob.platform.database.exec(`
    CREATE TABLE heavy (body);
    CREATE TRIGGER heavier AFTER UPDATE OF sealed ON outbox BEGIN INSERT INTO heavy VALUES (zeroblob(100000)); END`);
  await bob.do("message.enqueue", { conversationId, text: "kept" });
  fill(bob);
  await isFull(bob);
  makeRoom(bob);
  await alice.event("message", (data) => data.text === "kept");
});

test("[A11] an answer that found no room is asked for again, and the message is shown once", async () => {
  const { alice, bob, conversationId } = await acquainted(world);
  // Taking the answer needs more room than there is from the moment it comes.
  bob.platform.database.exec(`
    CREATE TABLE heavy (body);
    CREATE TRIGGER heavier AFTER DELETE ON outbox BEGIN INSERT INTO heavy VALUES (zeroblob(100000)); END`);
  let answers = 0;
  bob.tamper = (frame) => {
    if (frame.kind !== "reply" || frame.body.length !== calls["conversation.send"].reply.maxBytes)
      return [frame];
    answers += 1;
    if (answers === 1) fill(bob);
    return [frame];
  };
  const sent = bob.do("message.send", { conversationId, text: "acked" });
  await isFull(bob);
  makeRoom(bob);
  const { messageId } = await sent;
  const last = await bob.do("message.send", { conversationId, text: "last" });
  await alice.event("message", (data) => data.messageId === last.messageId);
  expect((await alice.do("message.list", { conversationId })).map((message) => message.messageId)).toEqual([
    messageId,
    last.messageId,
  ]);
  // The second answer was to the repetition.
  expect(answers).toBeGreaterThanOrEqual(3);
});
