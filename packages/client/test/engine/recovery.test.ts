import { deriveAccountKeys, ed25519Sign, entropyFromWords, members, sealAccountBlob } from "@bridle/core";
import { AccountId, calls, decode, encode, proofSigningInput, type ReplyOf } from "@bridle/protocol";
import { acquainted, openWorld, RawLine, type Person, type World } from "@bridle/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openStore } from "../../src/store/store.ts";
import { keysOf, takeOver } from "./taken-over.ts";

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(async () => {
  await world.close();
});

test("[E14] [E7] the words bring identity, contacts and conversations back, and the old device is out", async () => {
  const alice = await world.person("Alice", { register: false });
  const { recoveryKey, accountId } = await alice.do("register", { displayName: "Alice", handle: "alice-7" });
  const bob = await world.person("Bob");
  const { link } = await bob.do("invite.create", {});
  const { conversationId } = await alice.do("invite.use", { link });
  await bob.event("conversation", (data) => data.conversationId === conversationId);
  const first = await bob.do("message.send", { conversationId, text: "before" });
  await alice.event("message", (data) => data.messageId === first.messageId);
  await alice.until(async () =>
    alice.platform.database.get("SELECT 1 AS yes FROM kv WHERE name = 'owed.blob' AND value = 0"),
  );

  const phone = await world.person("Alice again", { register: false });
  const restored = await phone.do("account.restore", { recoveryKey });
  expect(restored).toMatchObject({ accountId, oldDevices: "removed" });
  expect(await phone.do("whoami", {})).toMatchObject({ accountId, handle: "alice-7" });
  expect(await phone.do("contact.list", {})).toMatchObject([{ displayName: "Bob" }]);
  const sent = await phone.do("message.send", { conversationId, text: "from my new phone" });
  await bob.event("message", (data) => data.messageId === sent.messageId);
  const answer = await bob.do("message.send", { conversationId, text: "welcome back" });
  await phone.event("message", (data) => data.messageId === answer.messageId);
  await alice.event("warning", (data) => data.kind === "device_removed");
  // Before the new phone said anything, it took its old device out of the group.
  const taken = await takeOver(world, phone, conversationId);
  expect(members(taken.group)).toHaveLength(2);
  taken.close();
  const timeline = await bob.do("conversation.timeline", { conversationId });
  expect(timeline.flatMap((entry) => (entry.kind === "notice" ? [entry.notice] : []))).toContain(
    "devices_changed",
  );
});

const paid = (person: Person) =>
  person.until(() =>
    person.platform.database.get("SELECT 1 AS yes FROM kv WHERE name = 'owed.blob' AND value = 0"),
  );

test("[E14] the words bring everything back a second time: the new device has written it anew", async () => {
  const alice = await world.person("Alice", { register: false });
  const { recoveryKey } = await alice.do("register", { displayName: "Alice" });
  const bob = await world.person("Bob");
  const { link } = await bob.do("invite.create", {});
  await alice.do("invite.use", { link });
  await paid(alice);
  for (const name of ["second phone", "third phone"]) {
    const phone = await world.person(name, { register: false });
    await phone.do("account.restore", { recoveryKey });
    expect(await phone.do("contact.list", {})).toHaveLength(1);
    await phone.close();
  }
});

test("[E21] account data that a removed device wrote isn't believed", async () => {
  const alice = await world.person("Alice", { register: false });
  const { recoveryKey } = await alice.do("register", { displayName: "Alice" });
  await alice.do("profile.set", { displayName: "Alice" });
  await paid(alice);
  const phone = await world.person("Alice again", { register: false });
  await phone.do("account.restore", { recoveryKey });
  const { accountId, account, signer } = await keysOf(alice);
  const reply = calls["account.find"].reply;
  const third = await world.person("Alice once more", { register: false });
  third.tamper = (frame) => {
    if (frame.kind !== "reply" || frame.status !== "reply") return [frame];
    const found = decode(reply, frame.body);
    return found.ok ? [{ ...frame, body: encode(reply, { ...found.value, blob: forged }) }] : [frame];
  };
  const found = await accountFound(recoveryKey);
  const to = { accountId, blobPublicKey: account.blobKey, version: found.blobVersion, signer };
  const nothing = { displayName: "Mallory", contacts: [], conversations: [], blockedStrangers: [] };
  const provider = {
    subtle: globalThis.crypto.subtle,
    randomBytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)),
  };
  const sealed = await sealAccountBlob(provider, to, nothing);
  if (!sealed.ok) throw new Error(sealed.error.kind);
  const forged = sealed.value;
  expect(await third.refused("account.restore", { recoveryKey })).toBe("recovery_key_mismatch");
  third.tamper = (frame) => [frame];
  await third.do("account.restore", { recoveryKey });
  expect(await third.do("account.overview", {})).toMatchObject({ displayName: "Alice" });
});

test("[E52] [E14] whoever was blocked from an introduction stays out after a restore, without the server's help", async () => {
  const [eve, dave] = [await world.person("Eve"), await world.person("Dave")];
  const alice = await world.person("Alice", { register: false });
  const { recoveryKey } = await alice.do("register", { displayName: "Alice", handle: "alice-7" });
  await eve.do("introduction.send", { handle: "alice-7", text: "one" });
  const { id } = await alice.event("introduction");
  await paid(alice);
  // The server never hears of the block.
  alice.lie = async (name) => (name === "block.put" ? new Uint8Array() : undefined);
  await alice.do("introduction.block", { id });
  await paid(alice);
  const phone = await world.person("Alice again", { register: false });
  await phone.do("account.restore", { recoveryKey });
  await eve.do("introduction.send", { handle: "alice-7", text: "two" });
  await dave.do("introduction.send", { handle: "alice-7", text: "from Dave" });
  await phone.event("introduction", ({ text }) => text === "from Dave");
  expect((await phone.do("introduction.list", {})).map(({ text }) => text)).toEqual(["from Dave"]);
});

/** What the server hands to whoever has the words. */
async function accountFound(words: string): Promise<ReplyOf<"account.find">> {
  const entropy = entropyFromWords(words);
  if (!entropy.ok) throw new Error(entropy.error);
  const { root } = deriveAccountKeys(entropy.value);
  const line = await RawLine.open(world.server.url);
  const { serverId } = await line.must("server.info", {});
  const { nonce } = await line.must("session.challenge", {});
  const signature = ed25519Sign(
    root.privateKey,
    proofSigningInput({ purpose: "find", rootKey: root.publicKey }, { serverId, nonce }),
  );
  const found = await line.must("account.find", { rootKey: root.publicKey, proof: { nonce, signature } });
  line.close();
  return found;
}

test("[E14] the words bring back the name that was given at registration, and nothing else happened since", async () => {
  const alice = await world.person("Alice", { register: false });
  const { recoveryKey } = await alice.do("register", { displayName: "Alice Liddell" });
  await alice.until(() =>
    alice.platform.database.get("SELECT 1 AS yes FROM kv WHERE name = 'owed.blob' AND value = 0"),
  );
  const again = await world.person("Alice again", { register: false });
  await again.do("account.restore", { recoveryKey });
  expect(await again.do("account.overview", {})).toMatchObject({ displayName: "Alice Liddell" });
});

test("[E21] contacts that don't fit are said once, and not tried again until something changes", async () => {
  const alice = await world.person("Alice");
  const { contacts, account } = openStore(alice.platform.database);
  const chain = account.account()?.chain ?? [];
  alice.platform.database.transaction(() => {
    for (let made = 0; made < 6_000; made++) {
      const accountId = AccountId.parse(String(made).padStart(64, "0"));
      if (accountId === undefined) throw new Error("64 digits are an account id");
      contacts.put({
        accountId,
        chain,
        handle: undefined,
        displayName: undefined,
        cameBy: "restored",
        since: 0,
        verifiedAt: undefined,
        changedAt: undefined,
        blocked: true,
        given: undefined,
        held: undefined,
      });
    }
  });
  const isSaid = () => alice.events.filter((event) => event.name === "warning").map(({ data }) => data.kind);
  for (const displayName of ["Alice A", "Alice B"]) {
    await alice.do("profile.set", { displayName });
    await paid(alice);
    expect(isSaid()).toEqual(["backup_too_large"]);
  }
});

test("[E50] after a restore that failed a registration gives words that are its own, and nothing of the other account", async () => {
  const alice = await world.person("Alice", { register: false });
  const first = await alice.do("register", { displayName: "Alice" });
  const bob = await world.person("Bob");
  const { link } = await bob.do("invite.create", {});
  await alice.do("invite.use", { link });
  await paid(alice);
  const phone = await world.person("phone", { register: false });
  await phone.do("settings.set", { language: "ar" });
  phone.lie = async (name) => (name === "chain.append" ? "chain_conflict" : undefined);
  expect(await phone.refused("account.restore", { recoveryKey: first.recoveryKey })).toBe(
    "server_unreachable",
  );
  phone.lie = undefined;
  const { accountId, recoveryKey } = await phone.do("register", { displayName: "Dora" });
  expect(accountId).not.toBe(first.accountId);
  expect(await phone.do("contact.list", {})).toEqual([]);
  expect(await phone.do("conversation.list", {})).toEqual([]);
  expect(await phone.do("settings.get", {})).toMatchObject({ language: "ar" });
  await paid(phone);
  const again = await world.person("phone again", { register: false });
  expect(await again.do("account.restore", { recoveryKey })).toMatchObject({ accountId });
});

test("[E50] a restore that failed leaves nothing to a restore by other words", async () => {
  const alice = await world.person("Alice", { register: false });
  const first = await alice.do("register", { displayName: "Alice" });
  const bob = await world.person("Bob", { register: false });
  const second = await bob.do("register", { displayName: "Bob" });
  const { link } = await bob.do("invite.create", {});
  await alice.do("invite.use", { link });
  await bob.event("conversation");
  await Promise.all([paid(alice), paid(bob)]);
  const carol = await world.person("Carol");
  const { link: toCarol } = await carol.do("invite.create", {});
  await alice.do("invite.use", { link: toCarol });
  await paid(alice);
  const phone = await world.person("phone", { register: false });
  phone.lie = async (name) => (name === "chain.append" ? "chain_conflict" : undefined);
  await phone.refused("account.restore", { recoveryKey: first.recoveryKey });
  phone.lie = undefined;
  await phone.do("account.restore", { recoveryKey: second.recoveryKey });
  expect(await phone.do("contact.list", {})).toMatchObject([{ accountId: first.accountId }]);
});

test("wrong words are named as such", async () => {
  const phone = await world.person("Nobody", { register: false });
  expect(await phone.refused("account.restore", { recoveryKey: "twelve wrong words" })).toBe(
    "recovery_key_invalid",
  );
  const recoveryKey =
    "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about";
  expect(await phone.refused("account.restore", { recoveryKey })).toBe("unknown_account");
});

test("a device that was away drains in order, once", async () => {
  const { alice, bob, conversationId } = await acquainted(world);
  await alice.do("message.send", { conversationId, text: "hello" });
  await bob.event("message");
  await bob.close();
  const texts = Array.from({ length: 150 }, (_, index) => `message ${index}`);
  await Promise.all(texts.map((text) => alice.do("message.send", { conversationId, text })));
  bob.events.length = 0;
  await bob.open();
  await bob.until(() =>
    bob.events.filter(({ name }) => name === "message").length >= 150 ? true : undefined,
  );
  const seen = bob.events.flatMap((event) => (event.name === "message" ? [event.data.text] : []));
  expect(seen).toEqual(texts);
});

test("[E10] a store set back to an older copy rejoins before it sends", async () => {
  const { cpSync, rmSync } = await import("node:fs");
  const { alice, bob, conversationId } = await acquainted(world);
  const early = await alice.do("message.send", { conversationId, text: "early" });
  await bob.event("message", (data) => data.messageId === early.messageId);
  await alice.close();
  cpSync(alice.dataDir, `${alice.dataDir}.copy`, { recursive: true });
  await alice.open();
  const lost = await alice.do("message.send", { conversationId, text: "known to the server only" });
  await bob.event("message", (data) => data.messageId === lost.messageId);
  await alice.close();
  rmSync(alice.dataDir, { recursive: true });
  cpSync(`${alice.dataDir}.copy`, alice.dataDir, { recursive: true });
  await alice.open();
  const sent = await alice.do("message.send", { conversationId, text: "after the restore" });
  await bob.event("message", (data) => data.messageId === sent.messageId);
  const reply = await bob.do("message.send", { conversationId, text: "I see you" });
  await alice.event("message", (data) => data.messageId === reply.messageId);
  const notices = (await bob.do("conversation.timeline", { conversationId })).flatMap((entry) =>
    entry.kind === "notice" ? [entry.notice] : [],
  );
  expect(notices).toContain("their_rejoin");
  expect(notices).not.toContain("unverifiable");
});
