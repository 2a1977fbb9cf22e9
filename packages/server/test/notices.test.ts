import {
  AccountId,
  decodeNotice,
  noticeCode,
  noticeKeyId,
  noticeKeySigningInput,
  noticeSigningInput,
  toHex,
  type MailboxEntry,
  type Notice,
  type NoticeLetter,
} from "@bridle/protocol";
import { describe, expect, test } from "vitest";
import { inTransaction } from "../src/ports/store.ts";
import { bytes, change, sha256, SigningKey } from "./wire.ts";
import { World, TestDevice } from "./world.ts";

const day = 24 * 60 * 60 * 1000;
const batch = "ab".repeat(16);
const letter: NoticeLetter = {
  template: "targeted",
  templateVersion: 1,
  seen: {
    lookups: true,
    introductions: true,
    invites: false,
    groupAdds: false,
    calls: false,
    deviceLinks: false,
    malformed: false,
  },
  reached: "introduction",
  confidence: "likely",
  firstDay: 20_000,
  furtherDays: 2,
  done: { refused: true, accountsClosed: false, repaired: false },
  helpEdition: 1,
};

const post = (world: World, ...to: readonly { readonly accountId: AccountId }[]) =>
  world.core
    .postNotices({ batch, letter, accounts: to.map(({ accountId }) => accountId) })
    .map(({ outcome }) => outcome);

function noticesOf(device: TestDevice): readonly Notice[] {
  const entries = device.wire.peer.delivered().map(({ entry }) => entry);
  const raw = entries.filter(
    (entry): entry is Extract<MailboxEntry, { kind: "notice" }> => entry.kind === "notice",
  );
  return raw.map((entry) => {
    const read = decodeNotice(entry.notice);
    if (!read.ok) throw new Error(read.error);
    return read.value;
  });
}

const counts = (world: World) => world.store.notices.counts(batch);

/** Another device of the same account, named by its root key; `without` are removed. */
function newcomer(world: World, person: TestDevice, without: readonly TestDevice[] = []): TestDevice {
  const key = new SigningKey();
  const account = world.store.accounts.find(person.accountId);
  const chain = (account && world.store.accounts.chain(account.row)) ?? [];
  const at = { previous: chain.at(-1) ?? bytes(1), position: chain.length, atMs: world.clock.nowMs() };
  const statement = change({ key: person.identity.root }, at, [
    { kind: "add", device: { signatureKey: key.publicKey }, activeAfterMs: 0 },
    ...without.map(({ key: { deviceId } }) => ({ kind: "remove" as const, deviceId })),
  ]);
  world.connect().reply("chain.append", { accountId: person.accountId, position: chain.length, statement });
  return new TestDevice(world, person.identity, key);
}

describe("[S70] posting", () => {
  test("reaches who is connected at once, signed for their account, and others when they come back", () => {
    const world = new World();
    const [ann, ben] = [world.person(), world.person()];
    ben.leave();
    expect(post(world, ann, ben)).toEqual(["posted", "posted"]);
    const [shown] = noticesOf(ann);
    if (shown === undefined) throw new Error("no notice");
    expect(shown.letter).toEqual(letter);
    const { first } = ann.wire.reply("notice.keys", {});
    expect(toHex(shown.keyId)).toBe(toHex(noticeKeyId(sha256, first)));
    const holds = (accountId: AccountId) =>
      world.crypto.verifyEd25519(
        first,
        noticeSigningInput({ serverId: world.crypto.serverId, accountId }, shown),
        shown.signature,
      );
    expect([holds(ann.accountId), holds(ben.accountId)]).toEqual([true, false]);
    expect(noticesOf(ben.open())).toHaveLength(1);
  });

  test("happens once, whatever is asked again, also after it was delivered", () => {
    const world = new World();
    const ann = world.person();
    post(world, ann);
    post(world, ann);
    ann.wire.ack(1);
    world.clock.advance(10_000);
    expect(post(world, ann)).toEqual(["posted"]);
    expect(noticesOf(ann)).toHaveLength(1);
    expect(counts(world)).toEqual({ posted: 1, delivered: 1, expired: 0 });
  });

  test("says who is gone", () => {
    const world = new World();
    const ann = world.person();
    ann.wire.reply("account.delete", {});
    expect(post(world, ann)).toEqual(["accountGone"]);
  });

  test("isn't kept out by a full mailbox", () => {
    const world = new World({ settings: { mailboxEntriesMax: 0 } });
    const ann = world.person();
    expect(post(world, ann)).toEqual(["posted"]);
    expect(noticesOf(ann)).toHaveLength(1);
  });

  test("waits until it is taken, then is a number; nothing says whose it was", () => {
    const world = new World();
    const [ann, ben] = [world.person(), world.person()];
    ben.leave();
    post(world, ann, ben);
    world.clock.advance(10_000);
    expect(counts(world)).toEqual({ posted: 2, delivered: 0, expired: 0 });
    ann.wire.ack(1);
    world.clock.advance(10_000);
    expect(counts(world)).toEqual({ posted: 2, delivered: 1, expired: 0 });
    expect(world.store.notices.page(0, 10).notices).toHaveLength(1);
  });

  test("acknowledging the gap in its place is no delivery", () => {
    const world = new World();
    const ann = world.person();
    ann.leave();
    post(world, ann);
    world.clock.skip(31 * day);
    ann.open();
    const [entry] = ann.wire.peer.delivered();
    expect(entry?.entry.kind).toBe("gap");
    ann.wire.ack(entry?.seq ?? 0);
    world.clock.advance(10_000);
    expect(counts(world)).toEqual({ posted: 1, delivered: 0, expired: 1 });
  });
});

describe("[S71] devices that come and go", () => {
  test("somebody who comes back by their words on a new phone gets what the lost one never took", () => {
    const world = new World();
    const ann = world.person();
    ann.leave();
    post(world, ann);
    const phone = newcomer(world, ann, [ann]);
    world.clock.advance(10_000);
    expect(noticesOf(phone.open())).toHaveLength(1);
    expect(counts(world).delivered).toBe(0);
    phone.wire.ack(1);
    world.clock.advance(10_000);
    expect(counts(world)).toEqual({ posted: 1, delivered: 1, expired: 0 });
  });

  test("a second device gets it while the first hasn't taken it, and the same one", () => {
    const world = new World();
    const ann = world.person();
    post(world, ann);
    const tablet = newcomer(world, ann);
    world.clock.advance(10_000);
    const [mine, theirs] = [noticesOf(ann), noticesOf(tablet.open())];
    expect(theirs).toEqual(mine);
    ann.wire.ack(1);
    world.clock.advance(20_000);
    expect(noticesOf(tablet)).toHaveLength(1);
  });
});

describe("[S72] no more, and codes", () => {
  test("who said no more gets none, on any device, until they say otherwise", () => {
    const world = new World();
    const ann = world.person();
    expect(ann.wire.reply("notice.optOut", { optedOut: undefined })).toEqual({ optedOut: false });
    expect(ann.wire.reply("notice.optOut", { optedOut: true })).toEqual({ optedOut: true });
    expect(post(world, ann)).toEqual(["optedOut"]);
    const tablet = newcomer(world, ann).open();
    expect(tablet.wire.reply("notice.optOut", { optedOut: undefined })).toEqual({ optedOut: true });
    tablet.wire.reply("notice.optOut", { optedOut: false });
    expect(post(world, ann)).toEqual(["posted"]);
  });

  test("a code says the day of its notice", () => {
    const world = new World();
    const ann = world.person();
    post(world, ann);
    const [shown] = noticesOf(ann);
    if (shown === undefined) throw new Error("no notice");
    const { serverId } = world.crypto;
    const code = noticeCode(sha256, { serverId, accountId: ann.accountId }, shown);
    expect(world.store.notices.codeDay(code)).toBe(Math.floor(world.clock.nowMs() / day));
  });
});

describe("[S73] keys", () => {
  test("a later key is shown with the word of the one before it, and an old one signs no more", () => {
    const world = new World();
    const ann = world.person();
    const { first } = ann.wire.reply("notice.keys", {});
    const next = new SigningKey();
    const { serverId } = world.crypto;
    const named = { key: next.publicKey, sinceMs: world.clock.nowMs() };
    const seed = world.crypto.keyedHash("notice-key", new TextEncoder().encode("first"));
    const before = world.crypto.ed25519FromSeed(seed);
    const signature = before.sign(noticeKeySigningInput(serverId, first, named));
    inTransaction(world.store, () => world.store.notices.addSuccessor({ ...named, signature }));
    const { successors } = ann.wire.reply("notice.keys", {});
    expect(successors.map(({ key }) => toHex(key))).toEqual([toHex(next.publicKey)]);
    expect(() => post(world, ann)).toThrow("not the current notice key");
    const signer = { publicKey: next.publicKey, sign: (message: Uint8Array) => next.sign(message) };
    world.core.postNotices({ batch, letter, accounts: [ann.accountId] }, signer);
    expect(toHex(noticesOf(ann)[0]?.keyId ?? bytes(1))).toBe(toHex(noticeKeyId(sha256, next.publicKey)));
  });
});
