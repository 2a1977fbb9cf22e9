import { encodeContent, MessageId } from "@bridle/protocol";
import { acquainted, openWorld, type World } from "@bridle/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openStore } from "../../src/store/store.ts";

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(async () => {
  await world.close();
});

const messageId = "0123456789abcdef0123456789abcdef" as MessageId;

test("[E22] a text with the caller's id is written once, however often it is asked for", async () => {
  const { alice, bob, conversationId } = await acquainted(world);
  const text = { conversationId, text: "once", messageId };
  const twice = await Promise.all([bob.do("message.enqueue", text), bob.do("message.enqueue", text)]);
  expect(twice).toEqual([{ messageId }, { messageId }]);
  await alice.event("message", (data) => data.messageId === messageId);
  // After it was sent, after a restart, and after it was changed: it is that message still.
  await bob.close();
  await bob.open();
  expect(await bob.do("message.enqueue", text)).toEqual({ messageId });
  await bob.do("message.edit", { conversationId, messageId, text: "changed" });
  expect(await bob.do("message.enqueue", text)).toEqual({ messageId });
  const last = await bob.do("message.send", { conversationId, text: "last" });
  await alice.event("message", (data) => data.messageId === last.messageId);
  const texts = (await alice.do("message.list", { conversationId })).map((message) => message.text);
  expect(texts).toEqual(["changed", "last"]);
});

test("[E22] an id that names something else is refused: other words, another place, another's message", async () => {
  const { alice, bob, conversationId } = await acquainted(world);
  await bob.do("message.enqueue", { conversationId, text: "mine", messageId });
  expect(await bob.refused("message.enqueue", { conversationId, text: "other", messageId })).toBe(
    "message_id_taken",
  );
  const reply = { conversationId, text: "mine", messageId, replyTo: messageId };
  expect(await bob.refused("message.enqueue", reply)).toBe("message_id_taken");
  const carol = await world.person("Carol");
  const { link } = await carol.do("invite.create", {});
  const { conversationId: other } = await bob.do("invite.use", { link });
  // The server would take it for the first one and deliver it to nobody.
  expect(await bob.refused("message.enqueue", { conversationId: other, text: "mine", messageId })).toBe(
    "message_id_taken",
  );
  await alice.event("message", (data) => data.messageId === messageId);
  expect(await alice.refused("message.enqueue", { conversationId, text: "mine", messageId })).toBe(
    "message_id_taken",
  );
});

test("[E6] what was queued is kept although the device dies before it is sealed", async () => {
  const { alice, bob, conversationId } = await acquainted(world);
  await bob.do("message.enqueue", { conversationId, text: "kept", messageId });
  await bob.close();
  const sealed = await bob.open().then(() => alice.event("message", (data) => data.messageId === messageId));
  expect(sealed.text).toBe("kept");
});

test.each(["edit", "delete", "reaction"] as const)(
  "[E12] what waits is held back when their number changed: %s, also as an older app marked it",
  async (kind) => {
    const { alice, bob, conversationId } = await acquainted(world);
    const sent = await alice.do("message.send", { conversationId, text: "before" });
    await bob.event("message", (data) => data.messageId === sent.messageId);
    const store = openStore(alice.platform.database);
    const account = store.account.account();
    const [contact] = store.contacts.list();
    const conversation = store.conversations.get(conversationId);
    const messageId = MessageId.fromBytes(crypto.getRandomValues(new Uint8Array(16)));
    if (!account || !contact || !conversation || !messageId) throw new Error("not acquainted");
    const of = sent.messageId;
    const body = {
      edit: { kind: "edit", of, text: "after" },
      delete: { kind: "delete", of },
      reaction: { kind: "reaction", to: of, emoji: "👍", remove: false },
    } as const;
    const { accountId, deviceId } = account;
    const sequence = conversation.sequence + 1;
    const said = { version: 1, messageId, conversationId, accountId, deviceId, sequence } as const;
    store.transaction(() => {
      const content = encodeContent({ ...said, body: body[kind] });
      store.contacts.put({ ...contact, changedAt: 1 });
      store.outbox.add({ conversationId, messageId, content, visible: false });
      store.conversations.put({ ...conversation, sequence });
    });
    const isWaiting = (): boolean =>
      store.outbox.waiting(conversationId, 32).some((item) => item.messageId === messageId);

    // What apps tell each other goes on, past it.
    const answer = await bob.do("message.send", { conversationId, text: "answer" });
    await bob.event("receipt", (data) => data.messageId === answer.messageId && data.kind === "delivered");
    expect(isWaiting()).toBe(true);
    await alice.do("contact.acceptChange", { accountId: contact.accountId });
    await alice.until(() => (isWaiting() ? undefined : true));
  },
);
