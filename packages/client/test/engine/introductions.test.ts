import {
  deriveGrantKeys,
  holderHash,
  openIntroduction,
  sealIntroduction,
  type SignatureKeyPair,
} from "@bridle/core";
import {
  AccountId,
  calls,
  decode,
  encodeRefusal,
  equalBytes,
  IntroductionId,
  MessageId,
  type MailboxEntry,
  type ServerFrame,
} from "@bridle/protocol";
import { openWorld, RawLine, type Person, type World } from "@bridle/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Self } from "../../src/engine/engine.ts";
import { openStore } from "../../src/store/store.ts";
import { keysOf } from "./taken-over.ts";

// Who wrote an introduction: strangers who lie about it, and servers that repeat it or don't answer.

let world: World;
let bob: Person;
const lines: RawLine[] = [];
beforeEach(async () => {
  world = await openWorld();
  bob = await world.person("Bob", { handle: "bob-7" });
});
afterEach(async () => {
  for (const line of lines.splice(0)) line.close();
  await world.close();
});

/** The wire in the hands of somebody who has these keys. */
async function lineOf({ accountId, deviceId, signer }: Self): Promise<RawLine> {
  const line = await RawLine.open(world.server.url);
  await line.login({ accountId, deviceId, privateKey: signer.privateKey });
  lines.push(line);
  return line;
}

const randomBytes = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length));
const provider = { subtle: globalThis.crypto.subtle, randomBytes };

/** An introduction to Bob, with a grant of whoever the line belongs to, in a name and by a key that may be others'. */
async function introduce(
  line: RawLine,
  said: { readonly accountId: AccountId; readonly signer: SignatureKeyPair },
): Promise<void> {
  const to = await line.must("handle.find", { handle: "bob-7" });
  const grantSecret = randomBytes(32);
  const { grantId, accessKey } = deriveGrantKeys(grantSecret);
  await line.must("grant.put", { grantId, holderHash: holderHash(accessKey, to.accountId) });
  const { accountId, signer } = said;
  const words = { accountId, handle: undefined, displayName: "Carol", text: "It's me." };
  const by = { said: { ...words, grantId, grantSecret }, signer };
  const sealed = await sealIntroduction(provider, to, by);
  const messageId = MessageId.fromBytes(randomBytes(16));
  if (!sealed.ok || messageId === undefined) throw new Error("not sealed");
  const route = { kind: "handle", handle: "bob-7" } as const;
  await line.must("introduction.send", { messageId, route, sealed: sealed.value });
}

const idOf = async (person: Person) => (await person.do("whoami", {})).accountId;

async function isRefused(person: Person): Promise<void> {
  const became = await person.until(() =>
    person.events.find(({ name }) => name === "introduction" || name === "warning"),
  );
  expect(became).toEqual({ name: "warning", data: { kind: "introduction_refused" } });
}

test("[E17] an introduction in a stranger's name is refused, and nobody can be blocked by it", async () => {
  const carol = await world.person("Carol");
  const eve = await keysOf(await world.person("Eve"));
  await introduce(await lineOf(eve), { accountId: await idOf(carol), signer: eve.signer });
  await isRefused(bob);
  expect(await bob.do("introduction.list", {})).toEqual([]);
  await carol.do("introduction.send", { handle: "bob-7", text: "This is Carol herself." });
  const said = await bob.event("introduction");
  await bob.do("introduction.accept", { id: said.id });
  expect(await bob.do("contact.list", {})).toMatchObject([{ accountId: await idOf(carol) }]);
});

test("[E17] an introduction in a contact's name is refused: their chain doesn't list the key", async () => {
  const carol = await world.person("Carol");
  const { link } = await bob.do("invite.create", {});
  await carol.do("invite.use", { link });
  await bob.event("conversation");
  const eve = await keysOf(await world.person("Eve"));
  await introduce(await lineOf(eve), { accountId: await idOf(carol), signer: eve.signer });
  await isRefused(bob);
  expect(await bob.do("introduction.list", {})).toEqual([]);
  expect(await bob.do("contact.list", {})).toMatchObject([{ blocked: false }]);
});

test("[E17] an introduction signed by a device that was removed is refused, by a listed one it is shown", async () => {
  const old = await world.person("Carol", { register: false });
  const { recoveryKey, accountId } = await old.do("register", { displayName: "Carol" });
  const phone = await world.person("Carol again", { register: false });
  await phone.do("account.restore", { recoveryKey });
  const [before, now] = [await keysOf(old), await keysOf(phone)];
  const line = await lineOf(now);
  await introduce(line, { accountId, signer: before.signer });
  await isRefused(bob);
  expect(await bob.do("introduction.list", {})).toEqual([]);
  await introduce(line, { accountId, signer: now.signer });
  expect(await bob.event("introduction")).toMatchObject({ text: "It's me." });
});

test("[E19] an introduction that is delivered again under another id is shown once", async () => {
  const carol = await world.person("Carol");
  const dave = await world.person("Dave");
  let kept: Extract<MailboxEntry, { kind: "introduction" }> | undefined;
  const again = (id: number): MailboxEntry => {
    const introductionId = IntroductionId.fromBytes(new Uint8Array(16).fill(id));
    if (kept === undefined || introductionId === undefined) throw new Error("nothing kept");
    return { ...kept, introductionId };
  };
  bob.tamper = (frame) => {
    if (frame.kind !== "deliver" || frame.entry.kind !== "introduction") return [frame];
    const { seq } = frame;
    if (kept === undefined) {
      kept = frame.entry;
      return [frame, { ...frame, seq: seq + 1, entry: again(1) }];
    }
    return [
      { ...frame, seq: seq + 2, entry: again(2) },
      { ...frame, seq: seq + 3 },
    ];
  };
  await carol.do("introduction.send", { handle: "bob-7", text: "once" });
  const { id } = await bob.event("introduction");
  await bob.do("introduction.refuse", { id });
  await dave.do("introduction.send", { handle: "bob-7", text: "next" });
  await bob.event("introduction", ({ text }) => text === "next");
  expect((await bob.do("introduction.list", {})).map(({ text }) => text)).toEqual(["next"]);
  expect(bob.events.filter(({ name }) => name === "introduction")).toHaveLength(2);
});

test("[E19] what was seen is forgotten after sixty days, and not before", () => {
  const { contacts } = openStore(bob.platform.database);
  const { grantId } = deriveGrantKeys(new Uint8Array(32));
  contacts.putSeenIntroduction(grantId, 1_000);
  contacts.deleteSeenIntroductionsBefore(1_000);
  expect(contacts.hasSeenIntroduction(grantId)).toBe(true);
  contacts.deleteSeenIntroductionsBefore(1_001);
  expect(contacts.hasSeenIntroduction(grantId)).toBe(false);
});

type Bent = ServerFrame | Uint8Array;

/** Bends the first answers about one account's chain; counts them all. */
function bendChainOf(
  person: Person,
  genesis: Uint8Array | undefined,
  bend: { readonly times: number; readonly into: (frame: Extract<ServerFrame, { kind: "reply" }>) => Bent },
): { asked: number } {
  const seen = { asked: 0 };
  person.tamper = (frame) => {
    if (frame.kind !== "reply" || frame.status !== "reply") return [frame];
    const read = decode(calls["chain.get"].reply, frame.body);
    const first = read.ok ? read.value.chain[0] : undefined;
    if (first === undefined || genesis === undefined || !equalBytes(first, genesis)) return [frame];
    seen.asked += 1;
    return [seen.asked <= bend.times ? bend.into(frame) : frame];
  };
  return seen;
}

const genesisOf = (person: Person) => openStore(person.platform.database).account.account()?.chain[0];
const refusal =
  (kind: "overloaded" | "rate_limited") => (frame: Extract<ServerFrame, { kind: "reply" }>) => ({
    ...frame,
    status: "refusal" as const,
    body: encodeRefusal({ kind, detail: "", retryAfterMs: 0 }),
  });

test.each([
  ["is overloaded", refusal("overloaded")],
  ["says that it was asked too often", refusal("rate_limited")],
  ["breaks off", () => Uint8Array.of(255, 1, 2, 3)],
])(
  "[E18] a server that %s costs no introduction and no order, and isn't asked on end",
  async (_what, into) => {
    const [carol, dave] = [await world.person("Carol"), await world.person("Dave")];
    const seen = bendChainOf(bob, genesisOf(carol), { times: 1, into });
    await carol.do("introduction.send", { handle: "bob-7", text: "first" });
    await dave.do("introduction.send", { handle: "bob-7", text: "second" });
    await bob.event("introduction", ({ text }) => text === "second");
    const shown = bob.events.flatMap((event) => (event.name === "introduction" ? [event.data.text] : []));
    expect(shown).toEqual(["first", "second"]);
    expect(seen.asked).toBe(2);
    expect(bob.events.filter(({ name }) => name === "warning")).toEqual([]);
  },
);

test.each([
  ["strangers", ["started"]],
  ["quota", ["started", "gap"]],
] as const)("[E51] a gap for %s leaves these lines in a conversation: %j", async (reason, lines) => {
  const carol = await world.person("Carol");
  const { link } = await carol.do("invite.create", {});
  const { conversationId } = await bob.do("invite.use", { link });
  await bob.until(() => (bob.isSettled() ? true : undefined));
  bob.tamper = (frame) => {
    if (frame.kind !== "deliver" || frame.entry.kind !== "introduction") return [frame];
    const { seq } = frame;
    return [{ ...frame, entry: { kind: "gap", from: seq, to: seq, reason } }];
  };
  const eve = await world.person("Eve");
  await eve.do("introduction.send", { handle: "bob-7", text: "hello" });
  const { messageId } = await carol.do("message.send", { conversationId, text: "after it" });
  await bob.event("message", (data) => data.messageId === messageId);
  const timeline = await bob.do("conversation.timeline", { conversationId });
  expect(timeline.flatMap((entry) => (entry.kind === "notice" ? [entry.notice] : []))).toEqual(lines);
});

test("[E52] [E8] whoever is blocked from an introduction stays out, whatever the server delivers", async () => {
  const [eve, dave] = [await world.person("Eve"), await world.person("Dave")];
  await eve.do("introduction.send", { handle: "bob-7", text: "one" });
  await eve.do("introduction.send", { handle: "bob-7", text: "two" });
  const first = await bob.event("introduction", ({ text }) => text === "one");
  await bob.event("introduction", ({ text }) => text === "two");
  // The server never hears of the block, so it takes the next introduction in.
  let isTold = false;
  bob.lie = async (name) => {
    isTold ||= name === "block.put";
    return name === "block.put" ? new Uint8Array() : undefined;
  };
  await bob.do("introduction.block", { id: first.id });
  expect(await bob.do("introduction.list", {})).toEqual([]);
  await bob.until(() => (isTold ? true : undefined));
  await eve.do("introduction.send", { handle: "bob-7", text: "three" });
  await dave.do("introduction.send", { handle: "bob-7", text: "from Dave" });
  await bob.event("introduction", ({ text }) => text === "from Dave");
  expect((await bob.do("introduction.list", {})).map(({ text }) => text)).toEqual(["from Dave"]);
  expect(bob.events.some((event) => event.name === "introduction" && event.data.text === "three")).toBe(
    false,
  );
});

test("[E57] a report says whom and why and nothing else, and answers nothing", async () => {
  const eve = await world.person("Eve");
  const said: unknown[] = [];
  bob.lie = async (name, body) => {
    if (name === "report.send") said.push(decode(calls["report.send"].request, body));
    return undefined;
  };
  await eve.do("introduction.send", { handle: "bob-7", text: "I am your bank." });
  const { id } = await bob.event("introduction");
  await bob.do("introduction.report", { id, reason: "impersonation" });
  expect(await bob.do("introduction.list", {})).toHaveLength(1);
  const accountId = await idOf(eve);
  const { conversationId } = await bob.do("introduction.accept", { id });
  await bob.do("contact.report", { accountId, reason: "threats" });
  expect(said).toEqual([
    { ok: true, value: { accountId, reason: "impersonation" } },
    { ok: true, value: { accountId, reason: "threats" } },
  ]);
  expect(await bob.refused("introduction.report", { id, reason: "spam" })).toBe("unknown_introduction");
  const stranger = await idOf(bob);
  expect(await bob.refused("contact.report", { accountId: stranger, reason: "spam" })).toBe(
    "unknown_contact",
  );
  await world.stopServer();
  const lost = bob.client.call("contact.report", { accountId, reason: "spam" });
  expect(await lost).toMatchObject({ ok: false, error: { kind: "server_unreachable" } });
  expect(await bob.do("message.list", { conversationId })).toEqual([]);
});

test("[E52] somebody is blocked without the server too, and it is told afterwards", async () => {
  const eve = await world.person("Eve");
  await eve.do("introduction.send", { handle: "bob-7", text: "hello" });
  const { id } = await bob.event("introduction");
  await world.stopServer();
  await bob.do("introduction.block", { id });
  expect(await bob.do("introduction.list", {})).toEqual([]);
  await world.restartServer();
  await bob.until(() =>
    bob.platform.database.get("SELECT 1 AS yes FROM kv WHERE name = 'owed.blocks' AND value = 0"),
  );
});

test("[E52] a blocked stranger can be met again on one's own initiative, by their invite", async () => {
  const eve = await world.person("Eve");
  await eve.do("introduction.send", { handle: "bob-7", text: "hello" });
  const { id } = await bob.event("introduction");
  await bob.do("introduction.block", { id });
  const { link } = await eve.do("invite.create", {});
  const { conversationId } = await bob.do("invite.use", { link });
  await eve.event("conversation", (data) => data.conversationId === conversationId);
  const { messageId } = await eve.do("message.send", { conversationId, text: "again" });
  await bob.event("message", (data) => data.messageId === messageId);
});

test("[E52] a store of before learns to keep who is blocked", async () => {
  const { database } = bob.platform;
  database.exec("DROP TABLE blocked_stranger; PRAGMA user_version = 4");
  await bob.close();
  await bob.open();
  const eve = await world.person("Eve");
  await eve.do("introduction.send", { handle: "bob-7", text: "hello" });
  const { id } = await bob.event("introduction");
  await bob.do("introduction.block", { id });
  await bob.close();
  await bob.open();
  const { accountId } = await eve.do("whoami", {});
  expect(openStore(bob.platform.database).contacts.isBlocked(accountId)).toBe(true);
});

/** On Bob's device, as if it had come in. */
function waits(accountId: AccountId, { text, at }: { readonly text: string; readonly at: number }): void {
  const id = IntroductionId.fromBytes(new Uint8Array(16).fill(at));
  if (id === undefined) throw new Error("not an id");
  const rest = { handle: undefined, displayName: undefined, grantSecret: new Uint8Array(32) };
  const { contacts } = openStore(bob.platform.database);
  contacts.putIntroduction({ ...rest, id, accountId, text, at });
}

test("[E54] of one account three introductions wait for an answer at most, others still come in", async () => {
  const [eve, dave] = [await world.person("Eve"), await world.person("Dave")];
  const accountId = await idOf(eve);
  for (const [at, text] of ["one", "two", "three"].entries()) waits(accountId, { text, at });
  await eve.do("introduction.send", { handle: "bob-7", text: "four" });
  await isRefused(bob);
  await dave.do("introduction.send", { handle: "bob-7", text: "from Dave" });
  await bob.event("introduction", ({ text }) => text === "from Dave");
  const texts = (await bob.do("introduction.list", {})).map(({ text }) => text);
  expect(texts).toEqual(["one", "two", "three", "from Dave"]);
});

test("[E54] where 200 wait, one more takes the place of the oldest of whoever has most", async () => {
  const [carol, eve] = [await idOf(await world.person("Carol")), await idOf(await world.person("Eve"))];
  for (let at = 0; at < 200; at++) {
    const accountId = AccountId.parse(String(at).padStart(64, "0"));
    if (accountId === undefined) throw new Error("not an id");
    waits(at === 7 ? carol : at === 8 || at === 9 ? eve : accountId, { text: String(at), at });
  }
  const dave = await world.person("Dave");
  await dave.do("introduction.send", { handle: "bob-7", text: "from Dave" });
  await bob.event("introduction", ({ text }) => text === "from Dave");
  const texts = (await bob.do("introduction.list", {})).map(({ text }) => text);
  expect(texts).toHaveLength(200);
  expect(texts).not.toContain("8");
  expect(texts).toEqual(expect.arrayContaining(["0", "7", "9", "from Dave"]));
});

test("[E17] what is sent says who signed it", async () => {
  const carol = await world.person("Carol");
  let sealed: Uint8Array | undefined;
  bob.tamper = (frame) => {
    if (frame.kind === "deliver" && frame.entry.kind === "introduction") ({ sealed } = frame.entry);
    return [frame];
  };
  await carol.do("introduction.send", { handle: "bob-7", text: "hello" });
  await bob.event("introduction");
  const [mine, theirs] = [await keysOf(bob), await keysOf(carol)];
  const { introductionKey: publicKey, introductionPrivateKey: privateKey } = mine.account;
  const keys = { publicKey, privateKey };
  const opened = await openIntroduction(provider, { ...mine, keys }, sealed ?? new Uint8Array());
  expect(opened).toMatchObject({ ok: true, value: { signatureKey: theirs.signer.publicKey } });
});
