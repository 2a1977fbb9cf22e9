import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { limits, receiptHolds, type MailboxEntry } from "@bridle/protocol";
import { afterAll, describe, expect, test } from "vitest";
import { createMemoryStore } from "../src/adapters/memory/store.ts";
import { openSqliteStore } from "../src/adapters/sqlite/store.ts";
import { StoreFault, type Store } from "../src/ports/store.ts";
import { bytes, sha256, verifyEd25519 } from "./wire.ts";
import { createRequest, conversationId, found, messageId, World, type TestDevice } from "./world.ts";

const folder = mkdtempSync(join(tmpdir(), "bridle-durability-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A store whose next commits fail in a chosen way. */
function failing(store: Store): Store & { failWith: StoreFault | undefined; low: boolean } {
  const wrapped = {
    ...store,
    failWith: undefined as StoreFault | undefined,
    low: false,
    commit() {
      const fault = wrapped.failWith;
      if (fault !== undefined) throw fault;
      store.commit();
    },
    spaceLow: () => wrapped.low,
  };
  return wrapped;
}

function messages(device: TestDevice): Extract<MailboxEntry, { kind: "message" }>[] {
  return device.wire.peer
    .delivered()
    .map(({ entry }) => entry)
    .filter((entry) => entry.kind === "message");
}

describe("acceptance", () => {
  test("[S1] neither reply nor delivery leaves before the commit has returned", () => {
    let committing = false;
    const store = createMemoryStore();
    const world = new World({
      store: {
        ...store,
        commit() {
          committing = true;
          store.commit();
          committing = false;
        },
      },
    });
    const [ann, ben] = [world.person(), world.person()];
    const id = found(ann, ben);
    for (const device of [ann, ben]) {
      const { peer } = device.wire;
      const send = peer.send.bind(peer);
      peer.send = (frame) => {
        expect(committing).toBe(false);
        send(frame);
      };
    }
    const before = ben.wire.peer.frames.length;
    const answer = ann.wire.start("conversation.send", ann.sendRequest({ conversationId: id, epoch: 1 }));
    expect(answer()).toBeUndefined();
    expect(ben.wire.peer.frames.length).toBe(before);
    world.run();
    expect(answer()?.kind).toBe("reply");
    expect(messages(ben)).toHaveLength(1);
  });

  test("[S6] when a commit breaks, nobody hears of acceptance, it isn't tried again, and the server stops", () => {
    const store = failing(createMemoryStore());
    const world = new World({ store });
    const [ann, ben] = [world.person(), world.person()];
    const id = found(ann, ben);
    let commits = 0;
    const broken = new StoreFault("broken", new Error("EIO"));
    Object.defineProperty(store, "failWith", {
      get() {
        commits++;
        return broken;
      },
    });
    const answer = ann.send({ conversationId: id, epoch: 1 });
    expect(answer).toMatchObject({ kind: "refusal", refusal: { kind: "internal" } });
    expect(messages(ben)).toHaveLength(0);
    expect(world.isBroken).toBe(true);
    expect(ann.wire.peer.isClosed).toBe(true);
    const tried = commits;
    world.clock.advance(60_000);
    expect(commits).toBe(tried);
    expect(world.events.map(({ event }) => event)).toContain("store_broken");
  });

  test("[S3] with little room left, what adds is refused; acks and deletions go on; room brings all back", () => {
    const store = failing(createMemoryStore());
    const world = new World({ store });
    const [ann, ben] = [world.person(), world.person()];
    const id = found(ann, ben);
    store.low = true;
    expect(ann.send({ conversationId: id, epoch: 1 })).toMatchObject({ outcome: "storage_full" });
    expect(ann.wire.refusal("blob.put", { version: 1, sealed: new Uint8Array(9) })).toBe("overloaded");
    ben.wire.ack(1);
    expect(ben.wire.outcome("conversation.attach", { conversationId: id, attached: true })).toBe("reply");
    world.run();
    store.low = false;
    expect(ann.send({ conversationId: id, epoch: 1 })).toMatchObject({ kind: "reply", reply: { order: 2 } });
    ben.leave();
    ben.open();
    expect(ben.mail()).toEqual([{ seq: 2, kind: "message" }]);
  });

  test("[S3] a disk that turns out full refuses what adds, and the rest of the batch gets its turn", () => {
    const store = failing(createMemoryStore());
    const world = new World({ store });
    const [ann, ben] = [world.person(), world.person()];
    const id = found(ann, ben);
    let fails = 1;
    Object.defineProperty(store, "failWith", {
      get: () => (fails-- > 0 ? new StoreFault("full", new Error("ENOSPC")) : undefined),
    });
    const send = ann.wire.start("conversation.send", ann.sendRequest({ conversationId: id, epoch: 1 }));
    const detach = ben.wire.start("conversation.attach", { conversationId: id, attached: false });
    ben.wire.ack(1);
    world.run();
    expect(send()).toMatchObject({ outcome: "storage_full" });
    expect(detach()).toMatchObject({ kind: "reply" });
    expect(world.isBroken).toBe(false);
    ben.leave();
    expect(ben.open().mail()).toEqual([]);
  });

  test("[S26] [S3] an introduction that a full disk took back costs its sender no turn", () => {
    const store = failing(createMemoryStore());
    const world = new World({ store, settings: { introductionsPerSenderMax: 1 } });
    const [ann, eve] = [world.person(), world.person()];
    ann.wire.reply("handle.set", { handle: "ann" });
    const introduce = () =>
      eve.wire.start("introduction.send", {
        messageId: messageId(),
        route: { kind: "handle", handle: "ann" },
        sealed: bytes(limits.introductionSealed),
      });
    let fails = 1;
    Object.defineProperty(store, "failWith", {
      get: () => (fails-- > 0 ? new StoreFault("full", new Error("ENOSPC")) : undefined),
    });
    const first = introduce();
    world.run();
    expect(first()).toMatchObject({ refusal: { kind: "overloaded" } });
    const introductions = () => ann.mail().filter(({ kind }) => kind === "introduction");
    for (let count = 0; count < 2; count++) {
      const next = introduce();
      world.run();
      expect(next()).toMatchObject({ kind: "reply" });
    }
    expect(introductions()).toHaveLength(1);
  });

  test("[S161] upkeep that finds the disk full waits for room, and the server goes on", () => {
    const store = failing(createMemoryStore());
    const world = new World({ store, settings: { mailboxLifetimeMs: 60_000 } });
    const [ann, ben] = [world.person(), world.person()];
    const id = found(ann, ben);
    ben.leave();
    ann.send({ conversationId: id, epoch: 1 });
    store.failWith = new StoreFault("full", new Error("ENOSPC"));
    world.clock.advance(10 * 60_000);
    expect(world.isBroken).toBe(false);
    store.failWith = undefined;
    world.clock.advance(10 * 60_000);
    ben.open();
    expect(ben.mail()).toEqual([{ seq: 2, kind: "gap" }]);
  });

  test("[S3] a real store that can't grow refuses sends, loses nothing and recovers", () => {
    const store = openSqliteStore(join(folder, "full.db"), { reserveBytes: 0 });
    const world = new World({ store });
    const [ann, ben] = [world.person(), world.person()];
    const id = found(ann, ben);
    store.limitPages(0);
    let accepted = 0;
    let refused = 0;
    for (let count = 0; count < 60; count++) {
      const answer = ann.send({ conversationId: id, epoch: 1, size: 8_000 });
      if (answer.kind === "reply") accepted++;
      else refused++;
    }
    expect(refused).toBeGreaterThan(0);
    expect(world.isBroken).toBe(false);
    expect(messages(ben)).toHaveLength(accepted);
    ben.wire.ack(accepted + 1);
    world.run();
    store.limitPages(undefined);
    expect(ann.send({ conversationId: id, epoch: 1, size: 8_000 })).toMatchObject({
      kind: "reply",
      reply: { order: accepted + 2 },
    });
    store.close();
  });
});

describe("batches", () => {
  test("[S2] a refused call and a failing one leave the rest of their batch as it would have been", () => {
    const store = createMemoryStore();
    const world = new World({ store });
    const [ann, ben, eve] = [world.person(), world.person(), world.person()];
    const id = found(ann, ben);
    const setLastResort = store.keyPackages.setLastResort.bind(store.keyPackages);
    store.keyPackages.setLastResort = () => {
      throw new TypeError("a bug");
    };
    const first = ann.wire.start("conversation.send", ann.sendRequest({ conversationId: id, epoch: 1 }));
    const refused = eve.wire.start("conversation.send", eve.sendRequest({ conversationId: id, epoch: 1 }));
    const packages = [new Uint8Array(10)];
    const failed = eve.wire.start("keyPackage.publish", { packages, lastResort: new Uint8Array(10) });
    const second = ben.wire.start("conversation.send", ben.sendRequest({ conversationId: id, epoch: 1 }));
    world.run();
    expect(first()).toMatchObject({ reply: { order: 2 } });
    expect(refused()).toMatchObject({ outcome: "not_a_member" });
    expect(failed()).toMatchObject({ refusal: { kind: "internal" } });
    expect(second()).toMatchObject({ reply: { order: 3 } });
    store.keyPackages.setLastResort = setLastResort;
    expect(eve.wire.reply("keyPackage.count", {})).toEqual({ count: 0, lastResort: false });
    expect(world.events).toContainEqual({
      event: "call_failed",
      reason: "keyPackage.publish",
      code: "TypeError",
    });
  });

  test("[S8] every message carries a receipt that holds, under one signature for all of its batch", () => {
    const world = new World();
    const [ann, ben] = [world.person(), world.person()];
    const id = found(ann, ben);
    const answers = Array.from({ length: 5 }, () =>
      ann.wire.start("conversation.send", ann.sendRequest({ conversationId: id, epoch: 1 })),
    );
    world.run();
    expect(answers.map((answer) => answer()?.kind)).toEqual(Array.from({ length: 5 }, () => "reply"));
    const got = messages(ben);
    expect(new Set(got.map(({ receipt }) => receipt.signature.toString())).size).toBe(1);
    for (const { conversationId, order, atMs, body, receipt } of got) {
      const commitment = ann.commitments.get(sha256(body).toString())!;
      const leaf = { conversationId, order, atMs, commitment, ciphertextHash: sha256(body) };
      expect(receiptHolds({ sha256, verifyEd25519 }, world.crypto.frankingKey, { leaf, receipt })).toBe(true);
      const moved = { leaf: { ...leaf, order: order + 1 }, receipt };
      expect(receiptHolds({ sha256, verifyEd25519 }, world.crypto.frankingKey, moved)).toBe(false);
    }
  });
});

describe("once", () => {
  test("[S7] a repeated message gets its first answer and arrives once", () => {
    const world = new World();
    const [ann, ben] = [world.person(), world.person()];
    const id = found(ann, ben);
    const [message, said] = [messageId(), { conversationId: id, epoch: 1 }];
    const first = ann.send(said, message);
    world.clock.advance(5_000);
    expect(ann.send(said, message)).toEqual(first);
    const twice = [1, 2].map(() => ann.wire.start("conversation.send", ann.sendRequest(said, message)));
    world.run();
    expect(twice.map((answer) => answer())).toEqual([first, first]);
    expect(messages(ben)).toHaveLength(1);
  });

  test("[S7] ids of different devices have nothing to do with each other", () => {
    const world = new World();
    const [ann, ben] = [world.person(), world.person()];
    const id = found(ann, ben);
    const message = messageId();
    expect(ann.send({ conversationId: id, epoch: 1 }, message)).toMatchObject({ reply: { order: 2 } });
    expect(ben.send({ conversationId: id, epoch: 1 }, message)).toMatchObject({ reply: { order: 3 } });
  });

  test("[S7] founding, committing and introducing again change nothing", () => {
    const world = new World();
    const [ann, ben] = [world.person(), world.person()];
    const request = createRequest(ann, conversationId(), [ben]);
    const first = ann.wire.reply("conversation.create", request);
    expect(ann.wire.reply("conversation.create", request)).toEqual(first);
    const commit = ann.commitRequest({ conversationId: request.conversationId, epoch: 1 });
    const committed = ann.wire.reply("conversation.commit", commit);
    expect(ann.wire.reply("conversation.commit", commit)).toEqual(committed);
    expect(ben.mail().map(({ kind }) => kind)).toEqual(["welcome", "commit"]);
  });

  test("[S7] an answer is forgotten when the mailbox lifetime is over", () => {
    const lifetimeMs = 60 * 60 * 1000;
    const world = new World({ settings: { mailboxLifetimeMs: lifetimeMs } });
    const [ann, ben] = [world.person(), world.person()];
    const id = found(ann, ben);
    const message = messageId();
    ann.send({ conversationId: id, epoch: 1 }, message);
    world.clock.advance(lifetimeMs - 60_000);
    expect(ann.send({ conversationId: id, epoch: 1 }, message)).toMatchObject({ reply: { order: 2 } });
    world.clock.advance(2 * 60_000);
    expect(ann.send({ conversationId: id, epoch: 1 }, message)).toMatchObject({ reply: { order: 3 } });
  });
});

describe("recovery", () => {
  test("[S5] a store that was opened again goes on exactly where it was", () => {
    const file = join(folder, "again.db");
    const before = new World({ store: openSqliteStore(file) });
    const [ann, ben] = [before.person(), before.person()];
    const id = found(ann, ben);
    const message = messageId();
    const sent = ann.send({ conversationId: id, epoch: 1 }, message);
    for (let count = 0; count < 3; count++) ann.send({ conversationId: id, epoch: 1 });
    ben.wire.ack(2);
    before.run();
    // No close: what isn't in the file by now was never promised.
    const after = new World({ store: openSqliteStore(file), clock: before.clock });
    const [annAgain, benAgain] = [ann.movedTo(after), ben.movedTo(after)];
    benAgain.open();
    expect(benAgain.mail().map(({ seq }) => seq)).toEqual([3, 4, 5]);
    annAgain.open();
    expect(annAgain.send({ conversationId: id, epoch: 1 }, message)).toEqual(sent);
    expect(annAgain.send({ conversationId: id, epoch: 1 })).toMatchObject({ reply: { order: 6 } });
    expect(benAgain.mail().at(-1)).toEqual({ seq: 6, kind: "message" });
    const opened = benAgain.wire.reply("session.open", benAgain.openRequest(benAgain.wire));
    expect(opened).toMatchObject({ ackedSeq: 2 });
  });
});
