import { createPublicKey } from "node:crypto";
import { verifyChain, type MailboxEntry } from "@bridle/protocol";
import { describe, expect, test } from "vitest";
import { bytes, createIdentity, sha256, verifyEd25519 } from "./wire.ts";
import { found, grantId, messageId, World, type TestDevice } from "./world.ts";

const sealed = () => bytes(2 * 1024 + 1120 + 16);

function introduce(sender: TestDevice, handle: string, content = sealed()) {
  const route = { kind: "handle", handle } as const;
  return sender.wire.call("introduction.send", { messageId: messageId(), route, sealed: content });
}

const introductions = (person: TestDevice): MailboxEntry[] =>
  person.wire.peer
    .delivered()
    .map(({ entry }) => entry)
    .filter(({ kind }) => kind === "introduction");

function withHandle(world: World, handle: string): TestDevice {
  const person = world.person();
  person.wire.reply("handle.set", { handle });
  return person;
}

describe("finding", () => {
  test("[S24] present, blocked and absent handles are answered by the same kind of thing", () => {
    const world = new World();
    const [ann, ben] = [withHandle(world, "ann"), world.person()];
    const present = ben.wire.reply("handle.find", { handle: "ann" });
    expect(present).toMatchObject({ accountId: ann.accountId, genesis: ann.identity.genesis });
    ann.wire.reply("block.put", { accountId: ben.accountId });
    expect(ben.wire.reply("handle.find", { handle: "ann" })).toEqual(present);
    const absent = ben.wire.reply("handle.find", { handle: "nobody" });
    expect(ben.wire.reply("handle.find", { handle: "nobody" })).toEqual(absent);
    expect(ben.wire.reply("handle.find", { handle: "nobody2" })).not.toEqual(absent);
    for (const { accountId, genesis, introductionKey } of [present, absent]) {
      const chain = verifyChain({ sha256, verifyEd25519 }, [genesis]);
      expect(chain.ok && chain.value).toMatchObject({
        accountId,
        introductionKeyHash: sha256(introductionKey),
      });
    }
    expect(absent.genesis).toHaveLength(present.genesis.length);
  });

  test("[S24] a decoy's introduction key is one that a sender can seal to", () => {
    const world = new World();
    const ann = world.person();
    const { introductionKey } = ann.wire.reply("handle.find", { handle: "nobody" });
    const vector = introductionKey.subarray(0, 1152);
    for (let at = 0; at < vector.length; at += 3) {
      const [a, b, c] = [vector[at]!, vector[at + 1]!, vector[at + 2]!];
      expect(a | ((b & 15) << 8)).toBeLessThan(3329);
      expect((b >> 4) | (c << 4)).toBeLessThan(3329);
    }
    const spki = Buffer.concat([
      Buffer.from("302a300506032b656e032100", "hex"),
      introductionKey.subarray(1184),
    ]);
    expect(createPublicKey({ key: spki, format: "der", type: "spki" }).asymmetricKeyType).toBe("x25519");
  });

  test("[S24] only the exact spelling finds", () => {
    const world = new World();
    const [ann, ben] = [withHandle(world, "ann-lee"), world.person()];
    expect(ben.wire.reply("handle.find", { handle: "annlee" }).accountId).not.toBe(ann.accountId);
    expect(ben.wire.reply("handle.find", { handle: "ann-lee" }).accountId).toBe(ann.accountId);
  });

  test("[S12] a decoy stays one, whoever asks about it", () => {
    const world = new World();
    const [ann, ben] = [withHandle(world, "ann"), world.person()];
    const { accountId } = ben.wire.reply("handle.find", { handle: "nobody" });
    for (const id of [accountId, ann.accountId]) {
      expect(ben.wire.outcome("chain.get", { accountId: id, permission: undefined })).toBe("unknown_account");
    }
  });
});

describe("holding", () => {
  test("[S25] handles that look alike are one, and reserved ones are nobody's", () => {
    const world = new World();
    const [ann, ben] = [withHandle(world, "ann-lee"), world.person()];
    const set = (person: TestDevice, handle: string) => person.wire.outcome("handle.set", { handle });
    expect(["annlee", "ann_1ee", "annl-ee"].map((handle) => set(ben, handle))).toEqual([
      "handle_taken",
      "handle_taken",
      "handle_taken",
    ]);
    expect(set(ben, "supp0rt")).toBe("handle_reserved");
    expect(set(ann, "annlee")).toBe("reply");
    expect(set(ann, "ann")).toBe("reply");
    world.clock.advance(10 * 60_000);
    expect(set(ben, "ann-lee")).toBe("handle_taken");
    expect(set(ann, "ann-lee")).toBe("reply");
    expect(set(ben, "ann")).toBe("handle_taken");
    ann.wire.reply("handle.set", { handle: undefined });
    expect(set(ben, "ann-lee")).toBe("handle_taken");
  });

  test("[S52] questions about handles at registration are limited by address", () => {
    const world = new World();
    withHandle(world, "ann");
    const wire = world.connect("192.0.2.7");
    const ask = () => {
      const { genesis, introductionKey } = createIdentity();
      const request = { genesis, introductionKey, handle: "ann", registrationCode: undefined };
      return wire.outcome("account.register", request);
    };
    const answers = Array.from({ length: 22 }, ask);
    expect(answers.filter((answer) => answer === "handle_taken")).toHaveLength(20);
    expect(answers.at(-1)).toBe("handle_rate_limited");
  });
});

describe("introductions", () => {
  test("[S26] kept or dropped, the answer is the same", () => {
    const world = new World();
    const [ann, ben, eve] = [withHandle(world, "ann"), world.person(), world.person()];
    ann.wire.reply("block.put", { accountId: eve.accountId });
    const content = sealed();
    const done = { kind: "reply", reply: {} };
    expect(introduce(ben, "ann", content)).toEqual(done);
    expect(introduce(eve, "ann")).toEqual(done);
    expect(introduce(ben, "nobody")).toEqual(done);
    expect(introduce(ann, "ann")).toEqual(done);
    expect(introductions(ann)).toMatchObject([{ sealed: content }]);
  });

  test("[S26] repeated with its id it arrives once", () => {
    const world = new World();
    const [ann, ben] = [withHandle(world, "ann"), world.person()];
    const request = {
      messageId: messageId(),
      route: { kind: "handle", handle: "ann" },
      sealed: sealed(),
    } as const;
    ben.wire.reply("introduction.send", request);
    ben.wire.reply("introduction.send", request);
    expect(introductions(ann)).toHaveLength(1);
  });

  test("[S26] a public link leads to its owner, a contact invite and a wrong key lead nowhere", () => {
    const world = new World();
    const [ann, ben] = [world.person(), world.person()];
    const { accountId } = ann;
    const send = (kind: "public" | "contact", shown?: Uint8Array) => {
      const [accessKey, inviteId] = [bytes(32), grantId()];
      ann.wire.reply("invite.put", { inviteId, kind, claimHash: sha256(accessKey), expiresAtMs: undefined });
      const route = { kind: "publicLink", accountId, inviteId, accessKey: shown ?? accessKey } as const;
      ben.wire.reply("introduction.send", { messageId: messageId(), route, sealed: sealed() });
    };
    send("contact");
    send("public", bytes(32));
    expect(introductions(ann)).toHaveLength(0);
    send("public");
    expect(introductions(ann)).toHaveLength(1);
  });

  test("[S26] one sender has few places, and room is made at the expense of who has most", () => {
    const world = new World({ settings: { introductionsMax: 4, introductionsPerSenderMax: 3 } });
    const ann = withHandle(world, "ann");
    const [eve, ben, cat, dan] = [world.person(), world.person(), world.person(), world.person()];
    ann.leave();
    for (let count = 0; count < 5; count++) introduce(eve, "ann");
    introduce(ben, "ann");
    introduce(cat, "ann");
    introduce(dan, "ann");
    ann.open();
    expect(ann.mail().map(({ kind }) => kind)).toEqual([
      "gap",
      "gap",
      "introduction",
      "introduction",
      "introduction",
      "introduction",
    ]);
    expect(ann.wire.peer.delivered()[0]?.entry).toMatchObject({ kind: "gap", reason: "strangers" });
    ann.wire.ack(6);
    world.run();
    introduce(world.person(), "ann");
    expect(introductions(ann)).toHaveLength(5);
  });

  test("[S26] whoever takes introductions at once gets as many of one sender at once as could wait, then one after another", () => {
    const world = new World();
    const [ann, ben, eve] = [withHandle(world, "ann"), withHandle(world, "ben"), world.person()];
    const introduceAndTake = (sender: TestDevice): void => {
      introduce(sender, "ann");
      ann.wire.ack(introductions(ann).length);
      world.run();
    };
    for (let count = 0; count < 5; count++) introduceAndTake(eve);
    expect(introductions(ann)).toHaveLength(3);
    introduce(eve, "ben");
    expect(introductions(ben)).toHaveLength(1);
    introduceAndTake(world.person());
    expect(introductions(ann)).toHaveLength(4);
    world.clock.advance(8 * 60 * 60 * 1000);
    for (let count = 0; count < 2; count++) introduceAndTake(eve);
    expect(introductions(ann)).toHaveLength(5);
  });

  test("[S160] an introduction that a full mailbox has no room for detaches nobody", () => {
    const world = new World({ settings: { mailboxEntriesMax: 2 } });
    const [ann, ben, eve] = [withHandle(world, "ann"), world.person(), world.person()];
    const id = found(ben, ann);
    ann.leave();
    introduce(eve, "ann");
    introduce(eve, "ann");
    ann.open();
    expect(ann.wire.peer.delivered()).toMatchObject([
      { entry: { kind: "welcome" } },
      { entry: { kind: "introduction" } },
      { entry: { kind: "gap", reason: "strangers" } },
    ]);
    ann.wire.ack(3);
    world.run();
    ben.wire.reply("conversation.send", ben.sendRequest({ conversationId: id, epoch: 1 }));
    expect(ann.mail().at(-1)?.kind).toBe("message");
  });
});
