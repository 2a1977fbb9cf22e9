import { limits, type MailboxEntry } from "@bridle/protocol";
import { describe, expect, test } from "vitest";
import { bytes, change, SigningKey } from "./wire.ts";
import { conversationId, createRequest, found, TestDevice, World } from "./world.ts";

const entries = (device: TestDevice): MailboxEntry[] =>
  device.wire.peer.delivered().map(({ entry }) => entry);
const orders = (device: TestDevice): (number | undefined)[] =>
  entries(device).map((entry) => ("order" in entry ? entry.order : undefined));

/** A further device of a person, listed by its root key and in session. */
function secondDevice(person: TestDevice): TestDevice {
  const { world, identity } = person;
  const device = new TestDevice(world, identity, new SigningKey());
  const at = { previous: identity.genesis, position: 1, atMs: world.clock.nowMs() };
  const operation = {
    kind: "add",
    device: { signatureKey: device.key.publicKey },
    activeAfterMs: 0,
  } as const;
  const statement = change({ key: identity.root }, at, [operation]);
  world.connect().reply("chain.append", { accountId: person.accountId, position: 1, statement });
  return device.open();
}

function trio() {
  const world = new World();
  const [ann, ben, cat] = [world.person(), world.person(), world.person()];
  return { world, ann, ben, cat, id: found(ann, ben, cat) };
}

describe("founding", () => {
  test("[S38] each invited device gets the welcome behind its own invitation", () => {
    const world = new World();
    const [ann, ben, cat] = [world.person(), world.person(), world.person()];
    const request = createRequest(ann, conversationId(), [ben, cat]);
    expect(ann.wire.reply("conversation.create", request)).toMatchObject({ order: 1 });
    for (const [index, person] of [ben, cat].entries()) {
      expect(entries(person)).toEqual([
        {
          kind: "welcome",
          conversationId: request.conversationId,
          generation: 0,
          order: 1,
          atMs: world.clock.nowMs() - 50,
          invitation: request.members[index]?.invitation,
          welcome: request.welcome,
        },
      ]);
    }
    expect(entries(ann)).toEqual([]);
  });

  test("[S38] two people are in a hundred conversations together and in no more", () => {
    const world = new World();
    const [ann, ben, cat] = [world.person(), world.person(), world.person()];
    const outcome = (...others: readonly TestDevice[]) =>
      ann.wire.outcome("conversation.create", createRequest(ann, conversationId(), others));
    for (let count = 1; count < limits.conversationsPerPairMax; count++) {
      if (count % 2 === 0) found(ann, ben);
      else found(ben, ann);
    }
    // What somebody else founds with both of them takes nothing of theirs.
    for (let count = 0; count < 3; count++) found(cat, ann, ben);
    expect([outcome(ben), outcome(ben), outcome(cat)]).toEqual(["reply", "too_many_conversations", "reply"]);
  });

  test("[S38] somebody founds a hundred groups with another one, and nobody founds one alone", () => {
    const world = new World();
    const [ann, ben, cat] = [world.person(), world.person(), world.person()];
    for (let count = 0; count < limits.conversationsPerPairMax; count++) {
      if (count % 50 === 0) world.clock.advance(60_000);
      found(ann, ben, cat);
    }
    world.clock.advance(60_000);
    const request = createRequest(ann, conversationId(), [ben, cat]);
    expect(ann.wire.outcome("conversation.create", request)).toBe("too_many_conversations");
    found(ann, ben);
    const alone = createRequest(ann, conversationId(), []);
    expect(ann.wire.refusal("conversation.create", alone)).toBe("malformed");
  });

  test("[S38] an id that is taken and devices that aren't listed are refused", () => {
    const world = new World();
    const [ann, ben] = [world.person(), world.person()];
    const id = found(ann, ben);
    expect(ann.wire.outcome("conversation.create", createRequest(ann, id, [ben]))).toBe(
      "conversation_exists",
    );
    const create = (devices: TestDevice["key"]["deviceId"][]) => {
      const request = createRequest(ann, conversationId(), [ben]);
      const members = request.members.map((member) => ({ ...member, devices }));
      return ann.wire.outcome("conversation.create", { ...request, members });
    };
    expect(create([])).toBe("unknown_device");
    expect(create([new SigningKey().deviceId])).toBe("unknown_device");
    expect(create([ben.key.deviceId, ben.key.deviceId])).toBe("unknown_device");
    expect(create([ben.key.deviceId])).toBe("reply");
  });

  test("[S30] order begins with 1 and has no gaps over messages and commits", () => {
    const { ann, ben, cat, id, world } = trio();
    ann.send({ conversationId: id, epoch: 1 });
    ben.wire.reply("conversation.commit", ben.commitRequest({ conversationId: id, epoch: 1 }));
    cat.send({ conversationId: id, epoch: 2 });
    world.clock.wallOffsetMs -= 5_000;
    const { reply } = ann.send({ conversationId: id, epoch: 2 }) as {
      reply: { order: number; atMs: number };
    };
    expect(reply.order).toBe(5);
    const times = entries(ben).map((entry) => ("atMs" in entry ? entry.atMs : 0));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect([orders(ann), orders(ben), orders(cat)]).toEqual([
      [3, 4],
      [1, 2, 4, 5],
      [1, 2, 3, 5],
    ]);
  });
});

describe("sending", () => {
  test("[S31] strangers and devices out of the list can't send; the sender's other devices get a copy", () => {
    const { world, ann, ben, id } = trio();
    const eve = world.person();
    const send = (device: TestDevice) => device.send({ conversationId: id, epoch: 1 });
    expect(send(eve)).toMatchObject({ outcome: "not_a_member" });
    expect(ann.send({ conversationId: conversationId(), epoch: 1 })).toMatchObject({
      outcome: "not_a_member",
    });
    const tablet = secondDevice(ben);
    expect(send(tablet)).toMatchObject({ outcome: "not_a_member" });
    tablet.wire.reply("conversation.rejoin", tablet.rejoinRequest({ conversationId: id, epoch: 1 }));
    ben.send({ conversationId: id, epoch: 2 });
    expect(entries(tablet).map(({ kind }) => kind)).toEqual(["message"]);
  });

  test("[S32] the current epoch and three before it, but none that a removal closed", () => {
    const { ann, ben, cat, id } = trio();
    const send = (epoch: number, generation = 0) => {
      const answer = ann.send({ conversationId: id, epoch, generation });
      return answer.kind === "outcome" ? answer.outcome : answer.kind;
    };
    for (let epoch = 1; epoch <= 4; epoch++) {
      ben.wire.reply("conversation.commit", ben.commitRequest({ conversationId: id, epoch }));
    }
    expect([1, 2, 3, 4, 5, 6].map((epoch) => send(epoch))).toEqual([
      "stale_epoch",
      "reply",
      "reply",
      "reply",
      "reply",
      "future_epoch",
    ]);
    expect(send(5, 1)).toBe("future_epoch");
    const delivery = { add: [], remove: [cat.address] };
    ben.wire.reply("conversation.commit", ben.commitRequest({ conversationId: id, epoch: 5, delivery }));
    expect([4, 5, 6].map((epoch) => send(epoch))).toEqual(["stale_epoch", "stale_epoch", "reply"]);
    ben.wire.reply("conversation.rejoin", ben.rejoinRequest({ conversationId: id, epoch: 6 }));
    expect([6, 7].map((epoch) => send(epoch))).toEqual(["stale_epoch", "reply"]);
  });

  test("[S31] what isn't a private application message isn't taken as one", () => {
    const { ann, ben, id } = trio();
    const request = ann.sendRequest({ conversationId: id, epoch: 1 });
    const asMessage = (message: Uint8Array) => ann.wire.outcome("conversation.send", { ...request, message });
    expect(asMessage(bytes(200))).toBe("bad_message");
    expect(asMessage(new Uint8Array(0))).toBe("bad_message");
    expect(asMessage(ann.commitRequest({ conversationId: id, epoch: 1 }).commit)).toBe("bad_message");
    expect(asMessage(ann.rejoinRequest({ conversationId: id, epoch: 1 }).commit)).toBe("bad_message");
    const proposal = ann.sendRequest({ conversationId: id, epoch: 1, contentType: 2 }).message;
    expect(asMessage(proposal)).toBe("bad_message");
    const asCommit = { ...ann.commitRequest({ conversationId: id, epoch: 1 }), commit: request.message };
    expect(ann.wire.outcome("conversation.commit", asCommit)).toBe("bad_message");
    expect(entries(ben).map(({ kind }) => kind)).toEqual(["welcome"]);
  });

  test("[S37] a detached account gets nothing, and nobody can tell", () => {
    const { ann, ben, cat, id, world } = trio();
    const attach = (attached: boolean) =>
      ben.wire.reply("conversation.attach", { conversationId: id, attached });
    attach(false);
    expect(ann.send({ conversationId: id, epoch: 1 })).toMatchObject({ reply: { order: 2 } });
    cat.wire.reply("conversation.attach", { conversationId: id, attached: false });
    expect(ann.send({ conversationId: id, epoch: 1 })).toMatchObject({ reply: { order: 3 } });
    expect(ben.mail()).toHaveLength(1);
    attach(true);
    ann.send({ conversationId: id, epoch: 1 });
    expect(orders(ben)).toEqual([1, 4]);
    const eve = world.person();
    const foreign = { conversationId: id, attached: false };
    expect(eve.wire.outcome("conversation.attach", foreign)).toBe("not_a_member");
  });

  test("[S39] ephemeral frames reach who is there and are kept nowhere", () => {
    const { world, ann, ben, cat, id } = trio();
    const eve = world.person();
    cat.leave();
    const request = { conversationId: id, epoch: 1, sealed: bytes(40) };
    expect(ann.wire.outcome("ephemeral.send", request)).toBe("reply");
    expect(eve.wire.outcome("ephemeral.send", { ...request, sealed: bytes(40) })).toBe("reply");
    const got = (device: TestDevice) => device.wire.peer.frames.filter(({ kind }) => kind === "ephemeral");
    expect(got(ben)).toEqual([{ kind: "ephemeral", ...request }]);
    expect(got(ann)).toEqual([]);
    cat.open();
    expect(got(cat)).toEqual([]);
  });
});

describe("commits", () => {
  test("[S33] of two commits to one epoch the first wins, in one batch or in two", () => {
    const { world, ann, ben, cat, id } = trio();
    const commit = (device: TestDevice, epoch: number) =>
      device.wire.start("conversation.commit", device.commitRequest({ conversationId: id, epoch }));
    const race = [commit(ann, 1), commit(ben, 1)];
    world.run();
    expect(race.map((answer) => answer())).toMatchObject([
      { reply: { order: 2 } },
      { outcome: "epoch_conflict" },
    ]);
    const [late, early] = [commit(cat, 1), commit(cat, 3)];
    world.run();
    expect([late(), early()]).toMatchObject([{ outcome: "epoch_conflict" }, { outcome: "epoch_conflict" }]);
    const stranger = world.person();
    const foreign = stranger.commitRequest({ conversationId: id, epoch: 2 });
    expect(stranger.wire.outcome("conversation.commit", foreign)).toBe("not_a_member");
  });

  test("[S34] a commit may add listed devices of members, and nobody else", () => {
    const { world, ann, ben, id } = trio();
    const [tablet, stranger] = [secondDevice(ben), world.person()];
    const commit = (delivery: { add: TestDevice["address"][]; remove: TestDevice["address"][] }) =>
      ann.wire.outcome("conversation.commit", ann.commitRequest({ conversationId: id, epoch: 1, delivery }));
    expect(commit({ add: [stranger.address], remove: [] })).toBe("bad_message");
    const unlisted = { accountId: ben.accountId, deviceId: new SigningKey().deviceId };
    expect(commit({ add: [unlisted], remove: [] })).toBe("bad_message");
    expect(commit({ add: [], remove: [ann.address] })).toBe("bad_message");
    expect(commit({ add: [tablet.address], remove: [] })).toBe("reply");
    ann.send({ conversationId: id, epoch: 2 });
    expect(orders(tablet)).toEqual([3]);
  });

  test("[S34] who is removed gets the commit, then nothing, and is no member any more", () => {
    const { ann, ben, cat, id } = trio();
    const delivery = { add: [], remove: [cat.address] };
    ann.wire.reply("conversation.commit", ann.commitRequest({ conversationId: id, epoch: 1, delivery }));
    ann.send({ conversationId: id, epoch: 2 });
    expect([orders(ben), orders(cat)]).toEqual([
      [1, 2, 3],
      [1, 2],
    ]);
    expect(cat.send({ conversationId: id, epoch: 2 })).toMatchObject({ outcome: "not_a_member" });
    expect(cat.wire.outcome("conversation.groupInfo", { conversationId: id })).toBe("not_a_member");
    const back = cat.rejoinRequest({ conversationId: id, epoch: 2 });
    expect(cat.wire.outcome("conversation.rejoin", back)).toBe("not_a_member");
  });

  test("[S34] dropping the leaf of a device that its own chain removed leaves its account a member", () => {
    const { world, ann, ben, id } = trio();
    const phone = new TestDevice(world, ben.identity, new SigningKey());
    const { root, genesis } = ben.identity;
    const at = { previous: genesis, position: 1, atMs: world.clock.nowMs() };
    const statement = change({ key: root }, at, [
      { kind: "remove", deviceId: ben.key.deviceId },
      { kind: "add", device: { signatureKey: phone.key.publicKey }, activeAfterMs: 0 },
    ]);
    world.connect().reply("chain.append", { accountId: ben.accountId, position: 1, statement });
    const delivery = { add: [], remove: [ben.address] };
    ann.wire.reply("conversation.commit", ann.commitRequest({ conversationId: id, epoch: 1, delivery }));
    phone.open();
    expect(phone.wire.reply("conversation.groupInfo", { conversationId: id })).toMatchObject({ epoch: 2 });
    const back = phone.rejoinRequest({ conversationId: id, epoch: 2 });
    expect(phone.wire.outcome("conversation.rejoin", back)).toBe("reply");
    expect(phone.send({ conversationId: id, epoch: 3 })).toMatchObject({ kind: "reply" });
  });
});

describe("coming back", () => {
  test("[S35] a rejoin adds itself and removes only its own account's devices", () => {
    const { world, ann, ben, cat, id } = trio();
    const rejoin = (add: TestDevice["address"][], remove: TestDevice["address"][]) => {
      const request = ben.rejoinRequest({ conversationId: id, epoch: 1, delivery: { add, remove } });
      return ben.wire.outcome("conversation.rejoin", request);
    };
    expect(rejoin([ben.address], [cat.address])).toBe("bad_message");
    expect(rejoin([cat.address], [])).toBe("bad_message");
    expect(rejoin([ben.address, cat.address], [])).toBe("bad_message");
    expect(rejoin([], [])).toBe("bad_message");
    const privately = { ...ben.commitRequest({ conversationId: id, epoch: 1 }) };
    expect(ben.wire.outcome("conversation.rejoin", privately)).toBe("bad_message");
    expect(rejoin([ben.address], [ben.address])).toBe("reply");
    expect(entries(ann)).toMatchObject([{ kind: "commit", order: 2 }]);
    expect(orders(ben)).toEqual([1]);
    expect(ben.send({ conversationId: id, epoch: 2 })).toMatchObject({ kind: "reply" });
    const stranger = world.person();
    const foreign = stranger.rejoinRequest({ conversationId: id, epoch: 2 });
    expect(stranger.wire.outcome("conversation.rejoin", foreign)).toBe("not_a_member");
    const stale = ben.rejoinRequest({ conversationId: id, epoch: 1 });
    expect(ben.wire.outcome("conversation.rejoin", stale)).toBe("epoch_conflict");
  });

  test("[S36] the latest group info is for members", () => {
    const { world, ann, ben, id } = trio();
    const [tablet, stranger] = [secondDevice(ben), world.person()];
    const commit = ann.commitRequest({ conversationId: id, epoch: 1 });
    ann.wire.reply("conversation.commit", commit);
    const want = { conversationId: id };
    expect(tablet.wire.reply("conversation.groupInfo", want)).toEqual({
      generation: 0,
      epoch: 2,
      order: 2,
      sealedGroupInfo: commit.sealedGroupInfo,
    });
    expect(stranger.wire.outcome("conversation.groupInfo", want)).toBe("not_a_member");
    const other = { conversationId: conversationId() };
    expect(ann.wire.outcome("conversation.groupInfo", other)).toBe("not_a_member");
  });
});
