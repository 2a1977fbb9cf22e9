import { chainCrypto, ed25519KeyPair, ed25519Sign } from "@bridle/core";
import {
  calls,
  decodeNotice,
  encode,
  notice,
  noticeKeyId,
  noticeKeySigningInput,
  noticeSigningInput,
  type AccountId,
  type MailboxEntry,
  type Notice,
  type NoticeKeySuccessor,
  type NoticeLetter,
  type ServerFrame,
} from "@bridle/protocol";
import { acquainted, openWorld, type Person, type Tamper, type World } from "@bridle/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openStore } from "../../src/store/store.ts";

// Safety notices: what a server shows, what a hostile one can't, and that no message becomes one.

let world: World;
let ann: Person;
let me: AccountId;
beforeEach(async () => {
  world = await openWorld();
  ann = await world.person("Ann");
  ({ accountId: me } = await ann.do("whoami", {}));
});
afterEach(async () => {
  await world.close();
});

const letter: NoticeLetter = {
  template: "targeted",
  templateVersion: 1,
  seen: {
    lookups: false,
    introductions: true,
    invites: false,
    groupAdds: true,
    calls: false,
    deviceLinks: false,
    malformed: false,
  },
  reached: "introduction",
  confidence: "likely",
  firstDay: 20_000,
  furtherDays: 3,
  done: { refused: true, accountsClosed: true, repaired: false },
  helpEdition: 1,
};
let batches = 0;
const post = (to: AccountId = me, said = letter) => {
  const batch = (batches++).toString(16).padStart(32, "0");
  return { batch, outcomes: world.server.postNotices({ batch, letter: said, accounts: [to] }) };
};
const listed = async (person: Person = ann) => (await person.do("notice.list", {})).notices;
const sha256 = (data: Uint8Array): Uint8Array => chainCrypto.sha256(data);
const bytes = (size: number): Uint8Array => crypto.getRandomValues(new Uint8Array(size));

/** Changes the notices that a device is delivered. */
function changeNotice(change: (raw: Uint8Array) => readonly Uint8Array[]): Tamper {
  return (frame: ServerFrame) => {
    if (frame.kind !== "deliver" || frame.entry.kind !== "notice") return [frame];
    const { seq } = frame;
    return change(frame.entry.notice).map((raw): ServerFrame => {
      const entry: MailboxEntry = { kind: "notice", notice: raw };
      return { kind: "deliver", seq, entry };
    });
  };
}

const said = (raw: Uint8Array): Notice => {
  const read = decodeNotice(raw);
  if (!read.ok) throw new Error(read.error);
  return read.value;
};

function serverId(person: Person): Uint8Array {
  const server = openStore(person.platform.database).account.server();
  if (server === undefined) throw new Error("no server is pinned");
  return server.serverId;
}

test("[E30] a notice is checked, kept apart from all messages, and shown with its code", async () => {
  expect(post().outcomes).toEqual([{ account: me, outcome: "posted" }]);
  const { id } = await ann.event("notice");
  const [shown] = await listed();
  expect(shown).toMatchObject({ id, standing: "verified", seen: false, letter });
  expect(shown?.code).toMatch(/^\d{12}$/);
  expect(await ann.do("conversation.overview", {})).toEqual([]);
  expect(await ann.do("introduction.list", {})).toEqual([]);
  const page = await fetch(`${world.server.url}/notices/${shown?.code}`);
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining("issued a notice")]);
});

test("[E30] its event says that there is one, and nothing that it says", async () => {
  post();
  const told = await ann.event("notice");
  expect(Object.keys(told)).toEqual(["id"]);
});

test("[E31] it survives a restart, waits for who is offline, and is told as delivered and not as read", async () => {
  await ann.close();
  const { batch } = post();
  expect(world.server.noticeCounts(batch)).toEqual({ posted: 1, delivered: 0, expired: 0 });
  await ann.open();
  const { id } = await ann.event("notice");
  await ann.until(() => (world.server.noticeCounts(batch).delivered === 1 ? true : undefined));
  await ann.do("notice.dismiss", { id });
  await ann.close();
  await ann.open();
  expect(await listed()).toMatchObject([{ id, seen: true }]);
  expect(await ann.refused("notice.dismiss", { id: "00".repeat(16) })).toBe("unknown_notice");
});

test("[E30] shown twice or again under another number, it is there once, and stays dismissed", async () => {
  let kept: Uint8Array | undefined;
  ann.tamper = changeNotice((raw) => [(kept ??= raw)]);
  post();
  const { id } = await ann.event("notice");
  await ann.do("notice.dismiss", { id });
  post();
  post();
  const bob = await world.person("Bob");
  const { link } = await ann.do("invite.create", {});
  await bob.do("invite.use", { link });
  await ann.event("conversation");
  expect(await listed()).toMatchObject([{ id, seen: true }]);
});

test.each<readonly [string, (raw: Uint8Array) => Uint8Array]>([
  ["changed in one bit", (raw) => raw.with(30, (raw[30] ?? 0) ^ 1)],
  ["that is no notice", () => bytes(64).with(0, 1)],
  ["signed by a key that the server doesn't name", (raw) => signedByEve(raw).raw],
])("[E30] one %s is refused, and what comes after it is taken", async (_what, change) => {
  ann.tamper = changeNotice((raw) => [change(raw)]);
  post();
  await ann.event("warning", ({ kind }) => kind === "notice_refused");
  expect(await listed()).toEqual([]);
  ann.tamper = (frame) => [frame];
  post();
  await ann.event("notice");
  expect(await listed()).toHaveLength(1);
});

test("[E30] one that was meant for somebody else is refused", async () => {
  const bob = await world.person("Bob");
  const { accountId } = await bob.do("whoami", {});
  let theirs: Uint8Array | undefined;
  bob.tamper = changeNotice((raw) => [(theirs = raw)]);
  post(accountId);
  await bob.event("notice");
  ann.tamper = changeNotice((raw) => [theirs ?? raw]);
  post();
  await ann.event("warning", ({ kind }) => kind === "notice_refused");
  expect(await listed()).toEqual([]);
});

function signedByEve(raw: Uint8Array): { readonly raw: Uint8Array; readonly key: Uint8Array } {
  const eve = ed25519KeyPair(bytes(32));
  const forged: Notice = { ...said(raw), keyId: noticeKeyId(sha256, eve.publicKey) };
  const input = noticeSigningInput({ serverId: serverId(ann), accountId: me }, forged);
  const signature = ed25519Sign(eve.privateKey, input);
  return { raw: encode(notice, { ...forged, signature }), key: eve.publicKey };
}

test("[E32] a key that the pinned one hasn't named makes a notice unverified, and pins nothing", async () => {
  const { notices } = openStore(ann.platform.database);
  const pinned = notices.keys();
  expect(pinned).toHaveLength(1);
  // As if the device had met the service when it had another key.
  const before = [{ key: ed25519KeyPair(bytes(32)).publicKey, sinceMs: 0 }];
  openStore(ann.platform.database).transaction(() => notices.setKeys(before));
  post();
  await ann.event("notice");
  expect(await listed()).toMatchObject([{ standing: "unverified" }]);
  expect(notices.keys()).toEqual(before);
});

test("[E32] a key that the pinned one has named is followed, and the old one signs no more after it", async () => {
  const next = ed25519KeyPair(bytes(32));
  const first = ed25519KeyPair(bytes(32));
  const { notices } = openStore(ann.platform.database);
  const pinned = [{ key: first.publicKey, sinceMs: 0 }];
  openStore(ann.platform.database).transaction(() => notices.setKeys(pinned));
  const named = { key: next.publicKey, sinceMs: Date.now() - 1_000 };
  const signature = ed25519Sign(
    first.privateKey,
    noticeKeySigningInput(serverId(ann), first.publicKey, named),
  );
  const keys = (shown: readonly NoticeKeySuccessor[]): Uint8Array =>
    encode(calls["notice.keys"].reply, { first: first.publicKey, successors: shown });
  const signed = (raw: Uint8Array, by: typeof next): Uint8Array => {
    const unsigned: Notice = { ...said(raw), keyId: noticeKeyId(sha256, by.publicKey) };
    const input = noticeSigningInput({ serverId: serverId(ann), accountId: me }, unsigned);
    return encode(notice, { ...unsigned, signature: ed25519Sign(by.privateKey, input) });
  };
  /** A server that names these keys, and whose notices are signed by that one. */
  const naming = (shown: readonly NoticeKeySuccessor[], by: typeof next): Tamper => {
    const changed = changeNotice((raw) => [signed(raw, by)]);
    return (frame) =>
      frame.kind === "reply" && frame.body.length === keys([]).length
        ? [{ ...frame, body: keys(shown) }]
        : changed(frame);
  };
  // Named by itself: that leads nowhere, and as no trusted line names it the notice is nobody's.
  ann.tamper = naming([{ ...named, signature: ed25519Sign(next.privateKey, signature) }], next);
  post();
  await ann.event("warning", ({ kind }) => kind === "notice_refused");
  expect(notices.keys()).toEqual(pinned);
  ann.tamper = naming([{ ...named, signature }], next);
  post();
  await ann.until(async () => ((await listed()).length === 1 ? true : undefined));
  expect(await listed()).toMatchObject([{ standing: "verified" }]);
  expect(notices.keys()).toEqual([...pinned, named]);
  ann.tamper = naming([{ ...named, signature }], first);
  post();
  await ann.until(async () => ((await listed()).length === 2 ? true : undefined));
  expect((await listed()).map(({ standing }) => standing).toSorted()).toEqual(["unverified", "verified"]);
});

test("[E32] a device from before there were notices pins the keys when it comes online", async () => {
  ann.platform.database.run("DELETE FROM kv WHERE name = 'noticeKeys'");
  const { notices } = openStore(ann.platform.database);
  expect(notices.keys()).toEqual([]);
  await ann.close();
  await ann.open();
  await ann.until(() => (openStore(ann.platform.database).notices.keys().length === 1 ? true : undefined));
});

test("[E33] one of a newer version is kept unread, and says that it needs a newer app", async () => {
  ann.tamper = changeNotice(() => [Uint8Array.of(2, 7, 7)]);
  post();
  await ann.event("notice");
  const [shown] = await listed();
  expect(shown).toMatchObject({ standing: "newer" });
  expect(shown?.letter).toBeUndefined();
  expect(shown?.code).toBeUndefined();
});

test("[E33] of those that are too new a few are kept, and what comes on top says nothing", async () => {
  const { notices } = openStore(ann.platform.database);
  for (let at = 0; at < 32; at += 1) {
    notices.put({ id: `${at}`, raw: Uint8Array.of(2, at), standing: "newer", at, seen: false });
  }
  ann.tamper = changeNotice(() => [Uint8Array.of(2, 7, 7)]);
  const { batch } = post();
  await ann.until(() => (world.server.noticeCounts(batch).delivered === 1 ? true : undefined));
  ann.tamper = (frame) => [frame];
  post();
  await ann.event("notice");
  expect(ann.events.filter(({ name }) => name === "notice")).toHaveLength(1);
  const standings = (await listed()).map(({ standing }) => standing);
  expect(standings.filter((standing) => standing === "newer")).toHaveLength(32);
  expect(standings).toHaveLength(33);
});

test("[E34] no more of them: the server sends none, and one that it sends all the same disturbs nobody", async () => {
  await ann.do("notice.optOut", { optedOut: true });
  expect(post().outcomes).toEqual([{ account: me, outcome: "optedOut" }]);
  await ann.do("notice.optOut", { optedOut: false });
  openStore(ann.platform.database).transaction(() =>
    openStore(ann.platform.database).notices.setOptedOut(true),
  );
  post();
  await ann.until(async () => ((await listed()).length === 1 ? true : undefined));
  expect(await listed()).toMatchObject([{ seen: true }]);
  expect(ann.events.filter(({ name }) => name === "notice")).toEqual([]);
  expect((await ann.do("notice.list", {})).optedOut).toBe(false);
});

test("[E34] what one device said holds on the others", async () => {
  const { recoveryKey } = await (await world.person("Cora", { register: false })).do("register", {});
  const phone = await world.person("Cora's phone", { register: false });
  await phone.do("account.restore", { recoveryKey, removeOldDevices: false });
  await phone.do("notice.optOut", { optedOut: true });
  const tablet = await world.person("Cora's tablet", { register: false });
  await tablet.do("account.restore", { recoveryKey, removeOldDevices: false });
  expect((await tablet.do("notice.list", {})).optedOut).toBe(true);
  expect(openStore(tablet.platform.database).notices.optedOut()).toBe(true);
});

test("[E30] the same notice has the same code on two devices, and no other has it", async () => {
  const phone = await world.person("Dora", { register: false });
  const { recoveryKey, accountId } = await phone.do("register", {});
  const tablet = await world.person("Dora's tablet", { register: false });
  await tablet.do("account.restore", { recoveryKey, removeOldDevices: false });
  post(accountId);
  await Promise.all([phone.event("notice"), tablet.event("notice")]);
  const [here] = await listed(phone);
  const [there] = await listed(tablet);
  expect(here?.code).toBe(there?.code);
  post();
  await ann.event("notice");
  expect((await listed())[0]?.code).not.toBe(here?.code);
});

test("[E30] what a contact writes is never a notice, whatever it looks like", async () => {
  const { alice, bob, conversationId } = await acquainted(world);
  const text = "SAFETY NOTICE: you were targeted. Code 1234 5678 9012. Open https://example.org/notices";
  await bob.do("message.send", { conversationId, text });
  await alice.event("message");
  const { notices, refused } = await alice.do("notice.list", {});
  expect([notices, refused]).toEqual([[], []]);
  expect(alice.events.filter(({ name }) => name === "notice")).toEqual([]);
});

test("[E35] the quiet line of a day is kept, a later word of the same day replaces it, and old days go", async () => {
  const days: readonly [number, "one" | "few" | "many"][] = [
    [20_000, "one"],
    [20_001, "one"],
    [20_001, "many"],
    [20_095, "few"],
  ];
  for (const [day, attempts] of days) {
    ann.tamper = (frame) => {
      if (frame.kind !== "deliver" || frame.entry.kind !== "notice") return [frame];
      return [{ ...frame, entry: { kind: "refusals", day, attempts } }];
    };
    post();
    await ann.until(async () => {
      const { refused } = await ann.do("notice.list", {});
      return refused.some((line) => line.day === day && line.attempts === attempts) ? true : undefined;
    });
  }
  const { refused, notices } = await ann.do("notice.list", {});
  expect(refused).toEqual([{ day: 20_095, attempts: "few" }]);
  expect(notices).toEqual([]);
});
