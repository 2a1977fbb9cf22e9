import { randomBytes } from "node:crypto";
import {
  addMembers,
  createGroup,
  deriveAccountKeys,
  deriveGrantKeys,
  ed25519KeyPair,
  encodeCredential,
  entropyFromWords,
  exportGroupInfo,
  generateKeyPackage,
  HYBRID_SUITE,
  joinExternal,
  members,
  sealInvitation,
  writeChange,
  chainCrypto,
  type Credential,
  type MlsEnv,
  type SignatureKeyPair,
} from "@bridle/core";
import {
  ConversationId,
  deviceIdOf,
  encodeAuthenticatedData,
  equalBytes,
  limits,
  mlsGroupId,
  noDeliveryChange,
  parseInviteLink,
  verifyChain,
  type AccountId,
  type Chain,
  type ChainOperation,
  type DeviceId,
} from "@bridle/protocol";
import { openWorld, type Person, type World } from "@bridle/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createGroups } from "../../src/engine/groups.ts";
import { openStore } from "../../src/store/store.ts";
import { deliverTo, keysOf, takeOver, type TakenOver } from "./taken-over.ts";

// Leaves of devices that aren't listed any more, not yet, or by a chain from tomorrow, brought by a server that helps.

const HOUR_MS = 60 * 60 * 1000;

let world: World;
const taken: TakenOver[] = [];
beforeEach(async () => {
  world = await openWorld();
});
afterEach(async () => {
  for (const each of taken.splice(0)) each.close();
  await world.close();
});

async function takenOver(person: Person, conversationId: ConversationId): Promise<TakenOver> {
  const hands = await takeOver(world, person, conversationId);
  taken.push(hands);
  return hands;
}

interface Leaf {
  readonly accountId: AccountId;
  readonly deviceId: DeviceId;
  readonly credential: Credential;
  readonly signer: SignatureKeyPair;
}

const keyPackageOf = (mls: MlsEnv, { credential, signer }: Leaf) =>
  generateKeyPackage(mls.crypto, {
    suite: HYBRID_SUITE,
    credential,
    signatureKeyPair: signer,
    lifetime: { notBefore: 0, notAfter: 4_000_000_000 },
    contentVersions: [1],
  });

/** A leaf's way in from outside, on the group as a member has it, handed to somebody as the server's next commit. */
async function comeIn(to: Person, { group, mls }: TakenOver, leaf: Leaf): Promise<void> {
  const { accountId, deviceId } = leaf;
  const authenticatedData = encodeAuthenticatedData({
    outerClass: "rejoin",
    commitment: new Uint8Array(32),
    delivery: { ...noDeliveryChange, add: [{ accountId, deviceId }] },
  });
  const joined = await joinExternal(mls, {
    ...(await keyPackageOf(mls, leaf)),
    groupInfo: exportGroupInfo(group),
    authenticatedData,
    resync: false,
  });
  if (!joined.ok) throw new Error(joined.error.kind);
  const [conversation] = await to.do("conversation.list", {});
  if (conversation === undefined) throw new Error("no conversation");
  const { conversationId } = conversation;
  const place = { conversationId, order: 99, atMs: Date.now() };
  await deliverTo(to, { kind: "commit", ...place, body: joined.value.commit });
}

function hasLeaf(person: Person, conversationId: ConversationId, { signer }: Leaf): boolean {
  const group = createGroups(openStore(person.platform.database)).get(conversationId);
  if (group === undefined) throw new Error("no group");
  return members(group).some(({ signatureKey }) => equalBytes(signatureKey, signer.publicKey));
}

/** Alice and Bob in a conversation, with the words of one of them. */
async function withWordsOf(name: "Alice" | "Bob") {
  const [alice, bob] = [
    await world.person("Alice", { register: false }),
    await world.person("Bob", { register: false }),
  ];
  const registered = {
    Alice: await alice.do("register", { displayName: "Alice" }),
    Bob: await bob.do("register", { displayName: "Bob" }),
  };
  const { link } = await alice.do("invite.create", {});
  const { conversationId } = await bob.do("invite.use", { link });
  await alice.event("conversation", (data) => data.conversationId === conversationId);
  for (const person of [alice, bob]) {
    const { account } = openStore(person.platform.database);
    await person.until(() => (person.isSettled() && account.owed("blob") === 0 ? true : undefined));
  }
  return { alice, bob, conversationId, words: registered[name].recoveryKey };
}

async function talk(from: Person, to: Person, conversationId: ConversationId): Promise<void> {
  const sent = await from.do("message.send", { conversationId, text: "hello" });
  await to.event("message", (data) => data.messageId === sent.messageId);
}

test("[E4] a contact's removed device doesn't come back by the old chain in its leaf", async () => {
  const { alice, bob, conversationId, words } = await withWordsOf("Bob");
  const removed = await keysOf(bob);
  const phone = await world.person("Bob again", { register: false });
  await phone.do("account.restore", { recoveryKey: words });
  await talk(phone, alice, conversationId);
  await comeIn(alice, await takenOver(phone, conversationId), removed);
  expect(hasLeaf(alice, conversationId, removed)).toBe(false);
});

test("[E4] a removed device of one's own doesn't come back by the old chain in its leaf", async () => {
  const { alice, bob, conversationId, words } = await withWordsOf("Alice");
  const removed = await keysOf(alice);
  const phone = await world.person("Alice again", { register: false });
  await phone.do("account.restore", { recoveryKey: words });
  await talk(phone, bob, conversationId);
  await talk(bob, phone, conversationId);
  await comeIn(phone, await takenOver(bob, conversationId), removed);
  expect(hasLeaf(phone, conversationId, removed)).toBe(false);
});

function rootOf(words: string): SignatureKeyPair {
  const entropy = entropyFromWords(words);
  if (!entropy.ok) throw new Error(entropy.error);
  return deriveAccountKeys(entropy.value).root;
}

/** A new device of an account, by a chain that its root key signed. */
function newDevice(
  chain: Chain,
  root: SignatureKeyPair,
  times: { readonly atMs: number; readonly activeAfterMs: number },
): Leaf {
  const state = verifyChain(chainCrypto, chain);
  if (!state.ok) throw new Error(state.error.kind);
  const signer = ed25519KeyPair(new Uint8Array(32).fill(9));
  const { activeAfterMs, atMs } = times;
  const add: ChainOperation = { kind: "add", device: { signatureKey: signer.publicKey }, activeAfterMs };
  const longer = [...chain, writeChange(state.value, { atMs, operations: [add], signer: root })];
  return {
    accountId: state.value.accountId,
    deviceId: deviceIdOf(chainCrypto, signer.publicKey),
    credential: { kind: "bridle", proof: encodeCredential(longer) },
    signer,
  };
}

test.each([
  ["whose chain is dated ahead doesn't come in", { ahead: 2 * HOUR_MS, wait: 0 }, false],
  ["that isn't active yet doesn't come in", { ahead: 0, wait: 2 * HOUR_MS }, false],
  ["that is listed and active comes in", { ahead: 0, wait: 0 }, true],
])("[E4] a new device of a contact %s", async (_what, { ahead, wait }, isIn) => {
  const { alice, bob, conversationId, words } = await withWordsOf("Bob");
  const hands = await takenOver(bob, conversationId);
  const nowMs = Date.now();
  const times = { atMs: nowMs + ahead, activeAfterMs: wait === 0 ? 0 : nowMs + wait };
  const device = newDevice(hands.self.account.chain, rootOf(words), times);
  await comeIn(alice, hands, device);
  expect(hasLeaf(alice, conversationId, device)).toBe(isIn);
});

/** A conversation founded by a leaf on a grant of somebody, handed to them by the server. */
async function invite(
  to: Person,
  from: Pick<TakenOver, "line" | "mls"> & { readonly leaf: Leaf; readonly grantSecret: Uint8Array },
): Promise<ConversationId> {
  const { line, mls, leaf, grantSecret } = from;
  const { accountId } = await to.do("whoami", {});
  const grant = deriveGrantKeys(grantSecret);
  const { grantId, accessKey } = grant;
  const shown = await line.must("keyPackage.fetch", { accountId, permission: { grantId, accessKey } });
  const conversationId = ConversationId.fromBytes(mls.crypto.randomBytes(16));
  if (conversationId === undefined) throw new Error("16 bytes are a conversation id");
  const groupId = mlsGroupId(conversationId, 0);
  const created = await createGroup(mls, { ...(await keyPackageOf(mls, leaf)), groupId });
  if (!created.ok) throw new Error(created.error.kind);
  const added = await addMembers(mls, created.value, {
    keyPackages: shown.devices.map(({ keyPackage }) => keyPackage),
    now: Math.floor(Date.now() / 1000),
    authenticatedData: encodeAuthenticatedData({
      outerClass: "commit",
      commitment: new Uint8Array(32),
      delivery: noDeliveryChange,
    }),
  });
  if (!added.ok || added.value.welcome === undefined) throw new Error("no welcome");
  const { welcome } = added.value;
  const said = {
    accountId: leaf.accountId,
    displayName: undefined,
    handle: undefined,
    rejoinKey: new Uint8Array(32),
    atMs: Date.now(),
  };
  const target = { conversationId, generation: 0, welcome };
  const invitation = await sealInvitation(mls.crypto, grant, { invitation: said, target });
  const place = { order: 1, atMs: Date.now() };
  await deliverTo(to, { kind: "welcome", ...target, ...place, invitation });
  return conversationId;
}

const isIn = async (person: Person, conversationId: ConversationId): Promise<boolean> =>
  (await person.do("conversation.list", {})).some((found) => found.conversationId === conversationId);

test("[E3] an invitation by a contact's removed device is refused, by a listed one it isn't", async () => {
  const { alice, bob, conversationId, words } = await withWordsOf("Bob");
  const removed = await keysOf(bob);
  const phone = await world.person("Bob again", { register: false });
  await phone.do("account.restore", { recoveryKey: words });
  await talk(phone, alice, conversationId);
  const hands = await takenOver(phone, conversationId);
  const grantSecret = hands.store.contacts.list()[0]?.held;
  if (grantSecret === undefined) throw new Error("no grant of Alice's");
  const before = await alice.do("conversation.list", {});
  await invite(alice, { ...hands, leaf: removed, grantSecret });
  await alice.event("warning", ({ kind }) => kind === "invitation_refused");
  expect(await alice.do("conversation.list", {})).toEqual(before);
  expect(await isIn(alice, await invite(alice, { ...hands, leaf: hands.self, grantSecret }))).toBe(true);
});

test("[E56] a contact who founds conversations without end is heard in a hundred of them", async () => {
  const { alice, bob, conversationId } = await withWordsOf("Bob");
  const hands = await takenOver(bob, conversationId);
  const grantSecret = hands.store.contacts.list()[0]?.held;
  if (grantSecret === undefined) throw new Error("no grant of Alice's");
  const { conversations } = openStore(alice.platform.database);
  const [first] = conversations.list();
  if (first === undefined) throw new Error("no conversation");
  const ids: ConversationId[] = [];
  for (let count = 1; count < limits.conversationsPerPairMax; count++) {
    const another = ConversationId.fromBytes(randomBytes(16));
    if (another === undefined) throw new Error("no id");
    conversations.put({ ...first, conversationId: another, state: count % 2 === 0 ? "blocked" : "ended" });
    ids.push(another);
  }
  const leaf = hands.self;
  const oneMore = await invite(alice, { ...hands, leaf, grantSecret });
  await alice.event("warning", ({ kind }) => kind === "invitation_refused");
  expect(await isIn(alice, oneMore)).toBe(false);
  alice.platform.database.run("DELETE FROM conversation WHERE conversation_id = ?", [ids[0] ?? ""]);
  expect(await isIn(alice, await invite(alice, { ...hands, leaf, grantSecret }))).toBe(true);
});

test.each([
  ["whose chain is dated ahead", { ahead: 2 * HOUR_MS, wait: 0 }, false],
  ["whose device isn't active yet", { ahead: 0, wait: 2 * HOUR_MS }, false],
  ["whose device is listed and active", { ahead: 0, wait: 0 }, true],
])("[E3] an invitation by somebody new %s", async (_what, { ahead, wait }, isTaken) => {
  const { bob, conversationId, words } = await withWordsOf("Bob");
  const carol = await world.person("Carol");
  const link = parseInviteLink((await carol.do("invite.create", {})).link);
  if (!link.ok) throw new Error("link");
  const hands = await takenOver(bob, conversationId);
  const { accountId, secret: grantSecret } = link.value;
  const { grantId: inviteId, accessKey } = deriveGrantKeys(grantSecret);
  await hands.line.must("invite.claim", { accountId, inviteId, accessKey });
  const nowMs = Date.now();
  const times = { atMs: nowMs + ahead, activeAfterMs: wait === 0 ? 0 : nowMs + wait };
  const leaf = newDevice(hands.self.account.chain, rootOf(words), times);
  const invited = await invite(carol, { ...hands, leaf, grantSecret });
  expect(await isIn(carol, invited)).toBe(isTaken);
  expect(await carol.do("contact.list", {})).toHaveLength(isTaken ? 1 : 0);
});
