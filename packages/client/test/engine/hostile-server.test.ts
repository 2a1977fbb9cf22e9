import { calls, encode, type MailboxEntry, type ServerFrame } from "@bridle/protocol";
import { acquainted, openWorld, type Person, type World } from "@bridle/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";

// A server that lies, in each way that the threat model names. What must hold: nothing false is shown, nothing
// joins unseen, nothing accepted is lost, and the client lives on.

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(async () => {
  await world.close();
});

const notices = async (person: Person, conversationId: Parameters<typeof timelineOf>[1]) =>
  (await timelineOf(person, conversationId)).flatMap((entry) =>
    entry.kind === "notice" ? [entry.notice] : [],
  );
const timelineOf = (
  person: Person,
  conversationId: MailboxEntry extends infer E ? (E extends { conversationId: infer C } ? C : never) : never,
) => person.do("conversation.timeline", { conversationId });

function changeEntry<K extends MailboxEntry["kind"]>(
  kind: K,
  change: (entry: Extract<MailboxEntry, { kind: K }>) => MailboxEntry,
): (frame: ServerFrame) => readonly ServerFrame[] {
  return (frame) => {
    if (frame.kind !== "deliver" || frame.entry.kind !== kind) return [frame];
    return [{ ...frame, entry: change(frame.entry as Extract<MailboxEntry, { kind: K }>) }];
  };
}

test.each([
  ["a receipt signed by nobody", { receipt: { index: 0, size: 1, path: [], signature: new Uint8Array(64) } }],
  ["another place in the order", { order: 4711 }],
  ["another time", { atMs: 1_000 }],
])("[E2] a message with %s isn't shown, and the line says so", async (_what, change) => {
  const { alice, bob, conversationId } = await acquainted(world);
  alice.tamper = changeEntry("message", (entry) => ({ ...entry, ...change }));
  await bob.do("message.send", { conversationId, text: "false" });
  await alice.event("warning", (data) => data.kind === "message_refused");
  alice.tamper = (frame) => [frame];
  const honest = await bob.do("message.send", { conversationId, text: "true" });
  await alice.event("message", (data) => data.messageId === honest.messageId);
  expect((await alice.do("message.list", { conversationId })).map(({ text }) => text)).toEqual(["true"]);
  expect(await notices(alice, conversationId)).toContain("unverifiable");
});

test("[E2] a message with one changed byte isn't shown", async () => {
  const { alice, bob, conversationId } = await acquainted(world);
  alice.tamper = changeEntry("message", (entry) => ({
    ...entry,
    body: entry.body.with(entry.body.length - 1, (entry.body.at(-1) ?? 0) ^ 1),
  }));
  await bob.do("message.send", { conversationId, text: "false" });
  await alice.event("warning", (data) => data.kind === "message_refused");
  expect(await alice.do("message.list", { conversationId })).toEqual([]);
});

test("[E1] entries delivered twice and again are shown once", async () => {
  const { alice, bob, conversationId } = await acquainted(world);
  alice.tamper = (frame) => [frame, frame, frame];
  for (const text of ["one", "two", "three"]) await bob.do("message.send", { conversationId, text });
  await alice.until(() =>
    alice.events.filter(({ name }) => name === "message").length >= 3 ? true : undefined,
  );
  expect((await alice.do("message.list", { conversationId })).map(({ text }) => text)).toEqual([
    "one",
    "two",
    "three",
  ]);
  expect(alice.events.filter(({ name }) => name === "message")).toHaveLength(3);
});

test("[E2] a message that is replayed under a new mailbox number is shown once", async () => {
  const { alice, bob, conversationId } = await acquainted(world);
  let kept: ServerFrame | undefined;
  alice.tamper = (frame) => {
    if (frame.kind !== "deliver" || frame.entry.kind !== "message") return [frame];
    if (kept === undefined) {
      kept = frame;
      return [frame, { ...frame, seq: frame.seq + 1 }, { ...frame, seq: frame.seq + 2 }];
    }
    return [{ ...frame, seq: frame.seq + 2 }];
  };
  await bob.do("message.send", { conversationId, text: "once" });
  await bob.do("message.send", { conversationId, text: "next" });
  await alice.event("message", (data) => data.text === "next");
  expect((await alice.do("message.list", { conversationId })).map(({ text }) => text)).toEqual([
    "once",
    "next",
  ]);
});

test("[E3] a welcome without a grant of ours never reaches MLS", async () => {
  const { alice, bob } = await acquainted(world);
  const carol = await world.person("Carol");
  const { link } = await carol.do("invite.create", {});
  // What the server delivers to Carol is Bob's welcome; the hostile one hands it to Alice as well.
  let stolen: MailboxEntry | undefined;
  carol.tamper = (frame) => {
    if (frame.kind === "deliver" && frame.entry.kind === "welcome") stolen = frame.entry;
    return [frame];
  };
  await bob.do("invite.use", { link });
  await carol.until(() => stolen);
  const entry = stolen;
  alice.tamper = (frame) => {
    if (frame.kind !== "deliver" || entry === undefined) return [frame];
    return [{ ...frame, entry }];
  };
  const before = await alice.do("conversation.list", {});
  const [{ conversationId } = { conversationId: undefined }] = before;
  if (conversationId === undefined) throw new Error("no conversation");
  await bob.do("message.send", { conversationId, text: "swapped" });
  await alice.event("warning", (data) => data.kind === "invitation_refused");
  expect(await alice.do("conversation.list", {})).toEqual(before);
});

test("[E3] an envelope in front of another welcome is refused", async () => {
  const alice = await world.person("Alice");
  const bob = await world.person("Bob");
  const { link } = await alice.do("invite.create", {});
  alice.tamper = changeEntry("welcome", (entry) => ({
    ...entry,
    welcome: entry.welcome.with(40, (entry.welcome[40] ?? 0) ^ 1),
  }));
  await bob.do("invite.use", { link });
  await alice.event("warning", (data) => data.kind === "invitation_refused");
  expect(await alice.do("conversation.list", {})).toEqual([]);
  expect(await alice.do("contact.list", {})).toEqual([]);
});

test("[E4] a server that shows a stranger's keys as the inviter's gets nobody added", async () => {
  const alice = await world.person("Alice");
  const bob = await world.person("Bob");
  const eve = await world.person("Eve");
  const { link } = await alice.do("invite.create", {});
  const evil = await eve.do("invite.create", {});
  // What Eve's account would answer, kept to be shown in the place of Alice's.
  let evesKeys: Uint8Array | undefined;
  const mallory = await world.person("Mallory");
  mallory.tamper = (frame) => {
    if (frame.kind === "reply" && frame.status === "reply" && frame.body.length > 2000) evesKeys = frame.body;
    return [frame];
  };
  await mallory.do("invite.use", { link: evil.link });
  const body = evesKeys;
  if (body === undefined) throw new Error("no key packages seen");
  bob.tamper = (frame) =>
    frame.kind === "reply" && frame.status === "reply" && frame.body.length > 2000
      ? [{ ...frame, body }]
      : [frame];
  expect(await bob.refused("invite.use", { link })).toBe("refused_by_server");
  expect(await bob.do("contact.list", {})).toEqual([]);
});

test("[E15] a server with another identity isn't talked to", async () => {
  const alice = await world.person("Alice");
  await alice.close();
  const reply = calls["server.info"].reply;
  alice.tamper = (frame) => {
    if (frame.kind !== "reply" || frame.id !== 1) return [frame];
    const body = encode(reply, {
      protocolVersion: 1,
      registration: "open",
      frankingKey: new Uint8Array(32),
      serverId: new Uint8Array(32),
      nowMs: 0,
    });
    return [{ ...frame, body }];
  };
  await alice.open();
  await alice.event("warning", (data) => data.kind === "server_identity_changed");
});

test("frames that are none break the line, not the client", async () => {
  const { alice, bob, conversationId } = await acquainted(world);
  let left = 3;
  alice.tamper = (frame) => (left-- > 0 ? [new Uint8Array([255, 1, 2, 3])] : [frame]);
  const sent = await bob.do("message.send", { conversationId, text: "through all of it" });
  await alice.event("message", (data) => data.messageId === sent.messageId);
});
