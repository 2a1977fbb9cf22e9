import {
  addMembers,
  encryptMessage,
  frank,
  generateKeyPackage,
  HYBRID_SUITE,
  removeMembers,
  type Committed,
  type MlsRefusal,
} from "@bridle/core";
import {
  encodeAuthenticatedData,
  MessageId,
  noDeliveryChange,
  type AccountId,
  type ContentMessage,
  type ConversationId,
  type Result,
} from "@bridle/protocol";
import { acquainted, openWorld, type Person, type World } from "@bridle/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { keysOf, takeOver, type TakenOver } from "./taken-over.ts";

// A contact whose device doesn't keep to the rules, against an honest server and an honest client.

let world: World;
let alice: Person;
let bob: Person;
let conversationId: ConversationId;
let hostile: TakenOver;

beforeEach(async () => {
  world = await openWorld();
  ({ alice, bob, conversationId } = await acquainted(world));
  const sent = await bob.do("message.send", { conversationId, text: "honest so far" });
  await alice.event("message", (data) => data.messageId === sent.messageId);
  hostile = await takeOver(world, bob, conversationId);
});
afterEach(async () => {
  hostile.close();
  await world.close();
});

const freshId = (): MessageId => {
  const id = MessageId.fromBytes(hostile.mls.crypto.randomBytes(16));
  if (id === undefined) throw new Error("16 bytes are a message id");
  return id;
};

function content(change: Partial<ContentMessage> = {}): ContentMessage {
  const { accountId, deviceId } = hostile.self;
  const body = { kind: "text" as const, text: "false", replyTo: undefined };
  return {
    version: 1,
    messageId: freshId(),
    conversationId,
    accountId,
    deviceId,
    sequence: 99,
    body,
    ...change,
  };
}

async function send(said: { plaintext: Uint8Array; commitment: Uint8Array }): Promise<void> {
  const { commitment, plaintext } = said;
  const authenticatedData = encodeAuthenticatedData({
    outerClass: "message",
    commitment,
    delivery: noDeliveryChange,
  });
  const sealed = await encryptMessage(hostile.mls, hostile.group, {
    plaintext,
    authenticatedData,
    padTo: 512,
  });
  if (!sealed.ok) throw new Error(sealed.error.kind);
  hostile.group = sealed.value.group;
  const request = { messageId: freshId(), sealedCount: 1000, message: sealed.value.message };
  await hostile.line.must("conversation.send", request);
}

async function shownToAlice(): Promise<readonly string[]> {
  return (await alice.do("message.list", { conversationId })).map(({ text }) => text);
}

test("[E2] a message that doesn't open the commitment it was signed with isn't shown", async () => {
  const honest = frank(hostile.mls.crypto, content());
  const other = frank(hostile.mls.crypto, content());
  await send({ plaintext: honest.plaintext, commitment: other.commitment });
  await alice.event("warning", (data) => data.kind === "message_refused");
  expect(await shownToAlice()).toEqual(["honest so far"]);
});

test("[E2] nobody speaks in another's name, for another conversation or from another device", async () => {
  const me = (await alice.do("whoami", {})) satisfies { accountId: AccountId };
  const elsewhere = { conversationId: "00".repeat(16) as ConversationId };
  for (const change of [{ accountId: me.accountId }, { deviceId: me.deviceId }, elsewhere]) {
    alice.events.length = 0;
    await send(frank(hostile.mls.crypto, content(change)));
    await alice.event("warning", (data) => data.kind === "message_refused");
  }
  expect(await shownToAlice()).toEqual(["honest so far"]);
});

test("[E9] a message of a newer version says that it needs a newer app", async () => {
  const { plaintext, commitment } = frank(hostile.mls.crypto, content({ version: 255 }));
  await send({ plaintext, commitment });
  await alice.event("warning", (data) => data.kind === "newer_version");
  expect(await shownToAlice()).toEqual(["honest so far"]);
});

test("[E2] a contact can't change or delete what isn't theirs", async () => {
  const mine = await alice.do("message.send", { conversationId, text: "what I said" });
  for (const body of [
    { kind: "edit" as const, of: mine.messageId, text: "what I never said" },
    { kind: "delete" as const, of: mine.messageId },
  ]) {
    await send(frank(hostile.mls.crypto, content({ body })));
  }
  await send(frank(hostile.mls.crypto, content()));
  await alice.event("message", (data) => data.text === "false");
  expect(await shownToAlice()).toEqual(["honest so far", "what I said", "false"]);
});

async function commit(committed: Result<Committed, MlsRefusal>): Promise<void> {
  if (!committed.ok) throw new Error(committed.error.kind);
  await hostile.line.must("conversation.commit", {
    messageId: freshId(),
    sealedCount: 1001,
    commit: committed.value.commit,
    sealedGroupInfo: new Uint8Array(64),
  });
}

const handshake = (delivery = noDeliveryChange) =>
  encodeAuthenticatedData({ outerClass: "commit", commitment: new Uint8Array(32), delivery });

test("[E4] a third person whom a contact adds doesn't get in", async () => {
  const eve = await world.person("Eve");
  const { signer, credential } = await keysOf(eve);
  const added = await generateKeyPackage(hostile.mls.crypto, {
    suite: HYBRID_SUITE,
    credential,
    signatureKeyPair: signer,
    lifetime: { notBefore: 0, notAfter: 4_000_000_000 },
    contentVersions: [1],
  });
  const now = Math.floor(Date.now() / 1000);
  await commit(
    await addMembers(hostile.mls, hostile.group, {
      keyPackages: [added.publicPackage],
      now,
      authenticatedData: handshake(),
    }),
  );
  await alice.event("warning", (data) => data.kind === "rejoin_failed");
  expect(await alice.do("conversation.members", { conversationId })).toHaveLength(2);
});

test("[E5] a commit that does other than it told the server isn't followed", async () => {
  const [victim] = [0, 1].filter((leaf) => leaf !== hostile.group.leafIndex);
  if (victim === undefined) throw new Error("no other leaf");
  await commit(
    await removeMembers(hostile.mls, hostile.group, { leaves: [victim], authenticatedData: handshake() }),
  );
  await alice.event("warning", (data) => data.kind === "rejoin_failed");
  expect(await shownToAlice()).toEqual(["honest so far"]);
});
