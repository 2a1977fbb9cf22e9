import { deriveAccountKeys, ed25519KeyPair, entropyFromWords, writeChange, chainCrypto } from "@bridle/core";
import { calls } from "@bridle/protocol";
import { verifyChain } from "@bridle/protocol";
import { acquainted, openWorld, RawLine, type Person, type World } from "@bridle/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(async () => {
  await world.close();
});

/** The server did it, but its answer never comes; the device dies before it hears. */
async function dieBeforeTheAnswer(
  person: Person,
  start: () => unknown,
  didIt: () => Promise<unknown>,
): Promise<void> {
  person.tamper = (frame) =>
    frame.kind === "reply" && frame.status === "reply" && isLastWord(frame.body) ? [] : [frame];
  void start();
  await didIt();
  await person.close();
  person.tamper = (frame) => [frame];
  await person.open();
}

/** Replies of `create`, `commit`, `rejoin` and `send` are places in the order: 16 or 32 bytes. */
function isLastWord(body: Uint8Array): boolean {
  return (
    body.length === calls["conversation.create"].reply.maxBytes ||
    body.length === calls["conversation.send"].reply.maxBytes
  );
}

test("[E11] a founding whose answer was lost is finished after a restart", async () => {
  const alice = await world.person("Alice");
  const bob = await world.person("Bob");
  const { link } = await alice.do("invite.create", {});
  await dieBeforeTheAnswer(
    bob,
    () => bob.client.call("invite.use", { link }),
    () => alice.event("conversation"),
  );
  const [conversation] = await bob.do("conversation.list", {});
  if (conversation === undefined) throw new Error("no conversation");
  const { conversationId } = conversation;
  const sent = await bob.do("message.send", { conversationId, text: "still here" });
  await alice.event("message", (data) => data.messageId === sent.messageId);
  expect(await alice.do("conversation.list", {})).toHaveLength(1);
  expect(await bob.do("contact.list", {})).toMatchObject([{ displayName: "Alice" }]);
});

test("[E6] a message whose ack was lost is sent again and shown once", async () => {
  const { alice, bob, conversationId } = await acquainted(world);
  await dieBeforeTheAnswer(
    bob,
    () => bob.client.call("message.send", { conversationId, text: "acked to nobody" }),
    () => alice.event("message"),
  );
  const after = await bob.do("message.send", { conversationId, text: "after" });
  await alice.event("message", (data) => data.messageId === after.messageId);
  for (const person of [alice, bob]) {
    const texts = (await person.do("message.list", { conversationId })).map(({ text }) => text);
    expect(texts).toEqual(["acked to nobody", "after"]);
  }
});

test("[E11] a rejoin whose answer was lost is taken up again", async () => {
  const { alice, bob, conversationId } = await acquainted(world);
  const { accountId } = await bob.do("whoami", {});
  await alice.do("contact.block", { accountId });
  await alice.until(() =>
    alice.platform.database.get("SELECT 1 AS yes FROM kv WHERE name = 'owed.blocks' AND value = 0"),
  );
  await dieBeforeTheAnswer(
    alice,
    () => alice.client.call("contact.unblock", { accountId }),
    () =>
      bob.until(async () =>
        (await bob.do("conversation.timeline", { conversationId })).find(
          (entry) => entry.kind === "notice" && entry.notice === "their_rejoin",
        ),
      ),
  );
  const sent = await alice.do("message.send", { conversationId, text: "back for good" });
  await bob.event("message", (data) => data.messageId === sent.messageId);
  const reply = await bob.do("message.send", { conversationId, text: "welcome" });
  await alice.event("message", (data) => data.messageId === reply.messageId);
});

test("[E53] an account whose deletion was answered to nobody is gone from the device at the next start", async () => {
  const { alice, bob, conversationId } = await acquainted(world);
  await bob.do("message.send", { conversationId, text: "hello" });
  await alice.event("message");
  let isDeleted = false;
  alice.tamper = (frame) => {
    const isReply = frame.kind === "reply" && frame.status === "reply" && frame.body.length === 0;
    isDeleted ||= isReply;
    return isReply ? [] : [frame];
  };
  void alice.client.call("account.delete", {});
  await alice.until(() => (isDeleted ? true : undefined));
  await alice.close();
  alice.tamper = (frame) => [frame];
  await alice.open();
  await alice.until(async () =>
    (await alice.do("account.overview", {})).state === "empty" ? true : undefined,
  );
  expect(alice.platform.database.get("SELECT count(*) AS n FROM message")).toEqual({ n: 0 });
  await alice.do("register", { displayName: "Another Alice" });
});

test("[E53] an account whose deletion never reached the server stays, and is taken at its word later", async () => {
  const alice = await world.person("Alice");
  await world.stopServer();
  expect(await alice.refused("account.delete", {})).toBe("server_unreachable");
  await world.restartServer();
  await alice.until(() =>
    alice.platform.database.get("SELECT 1 AS yes FROM kv WHERE name = 'leaving' AND value = 0"),
  );
  expect(await alice.do("account.overview", {})).toMatchObject({ state: "ready", displayName: "Alice" });
  await alice.do("account.delete", {});
  expect(await alice.do("account.overview", {})).toMatchObject({ state: "empty" });
});

test("[E12] a new root key holds back what a person writes until they decided", async () => {
  const alice = await world.person("Alice");
  const bob = await world.person("Bob", { register: false });
  const { recoveryKey, accountId } = await bob.do("register", { displayName: "Bob" });
  const { link } = await alice.do("invite.create", {});
  const { conversationId } = await bob.do("invite.use", { link });
  await alice.event("conversation", (data) => data.conversationId === conversationId);
  await alice.do("contact.verify", { accountId });
  const before = await alice.do("contact.safetyNumber", { accountId });

  const entropy = entropyFromWords(recoveryKey);
  const line = await RawLine.open(world.server.url);
  if (!entropy.ok) throw new Error(entropy.error);
  const device = await rotateRoot(line, bob, deriveAccountKeys(entropy.value).root);
  expect(device).toBe(1);
  line.close();
  await alice.close();
  await alice.open();
  await alice.event("warning", (data) => data.kind === "safety_number_changed");
  expect(await alice.refused("message.send", { conversationId, text: "x" })).toBe("safety_number_changed");
  expect(await alice.do("contact.list", {})).toMatchObject([{ verified: false }]);
  expect(await alice.do("contact.safetyNumber", { accountId })).not.toEqual(before);
  await alice.do("contact.acceptChange", { accountId });
  const sent = await alice.do("message.send", { conversationId, text: "I know it's you" });
  await bob.event("message", (data) => data.messageId === sent.messageId);
});

async function rotateRoot(
  line: RawLine,
  person: Person,
  root: Parameters<typeof writeChange>[1]["signer"],
): Promise<number> {
  const { keysOf } = await import("./taken-over.ts");
  const { account, accountId, deviceId, signer } = await keysOf(person);
  const state = verifyChain(chainCrypto, account.chain);
  if (!state.ok) throw new Error("own chain");
  await line.login({ accountId, deviceId, privateKey: signer.privateKey });
  const rootKey = ed25519KeyPair(new Uint8Array(32).fill(7)).publicKey;
  const statement = writeChange(state.value, {
    atMs: 1,
    operations: [{ kind: "rotateRoot", rootKey }],
    signer: root,
  });
  await line.must("chain.append", { accountId, position: state.value.length, statement });
  await person.open();
  return state.value.length;
}
