import { decode, encode, serverFrame, toHex } from "@bridle/protocol";
import { describe, expect, test } from "vitest";
import { createMemoryStore } from "../src/adapters/memory/store.ts";
import { deliverFrame } from "../src/shell/frames-out.ts";
import { found, World, type TestDevice } from "./world.ts";

const minute = 60_000;

function pair(options: ConstructorParameters<typeof World>[0] = {}) {
  const world = new World(options);
  const [ann, ben] = [world.person(), world.person()];
  return { world, ann, ben, id: found(ann, ben) };
}

function send(device: TestDevice, count: number, said: Parameters<TestDevice["send"]>[0]): void {
  const answers = Array.from({ length: count }, () =>
    device.wire.start("conversation.send", device.sendRequest(said)),
  );
  device.world.run();
  for (const answer of answers) if (answer()?.kind !== "reply") throw new Error("not accepted");
}

const seqs = (device: TestDevice): number[] => device.mail().map(({ seq }) => seq);
const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

describe("delivery", () => {
  test("[S41] what waited comes first, in order, then caughtUp, then what arrives", () => {
    const { ann, ben, id } = pair();
    ben.wire.ack(1);
    ben.leave();
    send(ann, 3, { conversationId: id, epoch: 1 });
    ben.open();
    const kinds = () => ben.wire.peer.frames.flatMap((frame) => (frame.kind === "reply" ? [] : [frame.kind]));
    expect(kinds()).toEqual(["deliver", "deliver", "deliver", "caughtUp"]);
    expect(ben.wire.peer.frames.at(-1)).toEqual({ kind: "caughtUp", seq: 4 });
    send(ann, 1, { conversationId: id, epoch: 1 });
    expect(seqs(ben)).toEqual([2, 3, 4, 5]);
    expect(kinds().filter((kind) => kind === "caughtUp")).toHaveLength(1);
  });

  test("[S41] what wasn't acknowledged comes again after a new connection, what was doesn't", () => {
    const { ann, ben, id, world } = pair();
    send(ann, 3, { conversationId: id, epoch: 1 });
    ben.wire.ack(2);
    world.run();
    ben.leave();
    expect(seqs(ben.open())).toEqual([3, 4]);
  });

  test("[S42] no more than 256 entries are in flight, and each ack brings as many more", () => {
    const { ann, ben, id } = pair();
    send(ann, 400, { conversationId: id, epoch: 1 });
    expect(seqs(ben)).toEqual(upTo(256));
    ben.wire.ack(100);
    expect(seqs(ben)).toEqual(upTo(356));
    ben.wire.ack(356);
    expect(seqs(ben)).toEqual(upTo(401));
  });

  test("[S42] no more than a mebibyte is in flight", () => {
    const { ann, ben, id } = pair();
    send(ann, 40, { conversationId: id, epoch: 1, size: 60_000 });
    const bytesSent = ben.wire.peer.raw.reduce((sum, frame) => sum + frame.length, 0);
    expect(bytesSent).toBeLessThan(1.2 * 1024 * 1024);
    expect(seqs(ben).length).toBeGreaterThan(10);
    ben.wire.ack(seqs(ben).at(-1)!);
    ben.wire.ack(seqs(ben).at(-1)!);
    ben.wire.ack(seqs(ben).at(-1)!);
    expect(seqs(ben)).toEqual(upTo(41));
  });

  test("[S42] nothing is read for a peer that doesn't take what it was sent, until it does", () => {
    const { ann, ben, id, world } = pair();
    ben.wire.peer.buffered = 100_000;
    const reads: number[] = [];
    const read = world.store.mailboxes.read.bind(world.store.mailboxes);
    world.store.mailboxes.read = (device, after, bounds) => {
      reads.push(after);
      return read(device, after, bounds);
    };
    send(ann, 50, { conversationId: id, epoch: 1 });
    expect(seqs(ben)).toEqual([1]);
    expect(reads).toEqual([]);
    ben.wire.peer.buffered = 0;
    ben.wire.input.drained();
    expect(seqs(ben)).toEqual(upTo(51));
  });

  test("[S43] who acknowledges nothing while more waits is sent away and loses nothing", () => {
    const { ann, ben, id, world } = pair();
    world.clock.advance(2 * minute);
    send(ann, 300, { conversationId: id, epoch: 1 });
    world.clock.advance(minute / 2);
    expect(ben.wire.peer.isClosed).toBe(false);
    world.clock.advance(minute);
    expect(ben.wire.peer.frames.at(-1)).toMatchObject({ kind: "goAway", reason: "slow_consumer" });
    expect(ben.wire.peer.isClosed).toBe(true);
    ben.leave();
    expect(seqs(ben.open())).toEqual(upTo(256));
    expect(ann.wire.peer.isClosed).toBe(false);
  });

  test("[S43] a quiet device with a little unacknowledged mail stays connected", () => {
    const { ann, ben, id, world } = pair();
    send(ann, 3, { conversationId: id, epoch: 1 });
    world.clock.advance(10 * minute);
    expect(ben.wire.peer.isClosed).toBe(false);
  });

  test("[S44] an ack of what never was means all there is; one of less than before means nothing", () => {
    const { ann, ben, id, world } = pair();
    send(ann, 3, { conversationId: id, epoch: 1 });
    ben.wire.ack(Number.MAX_SAFE_INTEGER);
    ben.wire.ack(1);
    world.run();
    expect(world.store.mailboxes.waitingRoughly()).toBe(0);
    send(ann, 1, { conversationId: id, epoch: 1 });
    expect(seqs(ben)).toEqual(upTo(5));
    ben.leave();
    expect(seqs(ben.open())).toEqual([5]);
  });

  test("[S44] many large acks at once are taken in pieces, each commit a bounded one, until all is freed", () => {
    const store = createMemoryStore();
    const { mailboxes } = store;
    const [ack, commit] = [mailboxes.ack.bind(mailboxes), store.commit.bind(store)];
    const perCommit: number[] = [];
    let freed = 0;
    mailboxes.ack = (device, seq) => {
      freed += seq - mailboxes.head(device).ackedSeq;
      ack(device, seq);
    };
    store.commit = () => {
      perCommit.push(freed);
      freed = 0;
      commit();
    };
    const world = new World({ store });
    const ann = world.person();
    const others = Array.from({ length: 12 }, () => world.person());
    for (const ben of others) {
      const id = found(ann, ben);
      ben.leave();
      send(ann, 400, { conversationId: id, epoch: 1 });
    }
    for (const ben of others) ben.open().wire.ack(401);
    world.run();
    expect(perCommit.reduce((sum, count) => sum + count, 0)).toBe(12 * 401);
    // What one commit frees: the bound, and an ack that began below it.
    expect(Math.max(...perCommit)).toBeLessThanOrEqual(2_000 + 401);
  });

  test("[S44] a device may acknowledge what an earlier connection brought it", () => {
    const { ann, ben, id, world } = pair();
    send(ann, 300, { conversationId: id, epoch: 1 });
    ben.leave();
    ben.open();
    expect(seqs(ben)).toEqual(upTo(256));
    ben.wire.ack(290);
    expect(seqs(ben).slice(256)).toEqual([291, 292, 293, 294, 295, 296, 297, 298, 299, 300, 301]);
    world.run();
  });

  test("[S41] the frame put together by hand is the codec's", () => {
    for (const seq of [1, 77, 2 ** 32 + 5, Number.MAX_SAFE_INTEGER]) {
      const { ann, ben, id } = pair();
      send(ann, 1, { conversationId: id, epoch: 1 });
      const { entry } = ben.wire.peer.delivered().at(-1)!;
      const whole = encode(serverFrame, { kind: "deliver", seq, entry });
      const [head, body] = [whole.subarray(9, 30), whole.subarray(30)];
      expect(toHex(deliverFrame(seq, head, body))).toBe(toHex(whole));
      expect(decode(serverFrame, deliverFrame(seq, undefined, whole.subarray(9)))).toMatchObject({
        ok: true,
      });
    }
  });
});

describe("the end of mail", () => {
  test("[S45] what is older than the lifetime gives way to a gap", () => {
    const { ann, ben, id, world } = pair({ settings: { mailboxLifetimeMs: 60 * minute } });
    ben.leave();
    send(ann, 2, { conversationId: id, epoch: 1 });
    world.clock.advance(50 * minute);
    send(ann, 1, { conversationId: id, epoch: 1 });
    world.clock.advance(11 * minute);
    ben.open();
    expect(ben.wire.peer.delivered()).toMatchObject([
      { seq: 3, entry: { kind: "gap", from: 1, to: 3, reason: "expired" } },
      { seq: 4, entry: { kind: "message" } },
    ]);
    ben.wire.ack(4);
    world.run();
    ben.leave();
    expect(seqs(ben.open())).toEqual([]);
  });

  test("[S47] a clock that is set forward expires nothing", () => {
    const { ann, ben, id, world } = pair({ settings: { mailboxLifetimeMs: 60 * minute } });
    ben.leave();
    send(ann, 1, { conversationId: id, epoch: 1 });
    world.clock.wallOffsetMs += 365 * 24 * 60 * minute;
    world.clock.advance(5 * minute);
    expect(
      ben
        .open()
        .mail()
        .map(({ kind }) => kind),
    ).toEqual(["welcome", "message"]);
    expect(world.events.filter(({ event }) => event === "clock_jumped")).toHaveLength(1);
  });

  test("[S46] a full mailbox holds up nobody: its device is detached with a gap, and comes back", () => {
    const { ann, ben, id, world } = pair({ settings: { mailboxEntriesMax: 4 } });
    ben.leave();
    send(ann, 6, { conversationId: id, epoch: 1 });
    ben.open();
    expect(ben.wire.peer.delivered()).toMatchObject([
      { seq: 1, entry: { kind: "welcome" } },
      { seq: 2, entry: { kind: "message", order: 2 } },
      { seq: 3, entry: { kind: "message", order: 3 } },
      { seq: 4, entry: { kind: "message", order: 4 } },
      { seq: 7, entry: { kind: "gap", from: 5, to: 7, reason: "quota" } },
    ]);
    ben.wire.ack(7);
    world.run();
    send(ann, 1, { conversationId: id, epoch: 1 });
    expect(seqs(ben)).toEqual([1, 2, 3, 4, 7]);
    ben.wire.reply("conversation.rejoin", ben.rejoinRequest({ conversationId: id, epoch: 1 }));
    send(ann, 1, { conversationId: id, epoch: 2 });
    expect(seqs(ben)).toEqual([1, 2, 3, 4, 7, 8]);
  });

  test("[S46] a mailbox is full by its bytes, too", () => {
    const { ann, ben, id } = pair({ settings: { mailboxBytesMax: 4_000 } });
    ben.leave();
    send(ann, 40, { conversationId: id, epoch: 1 });
    ben.open();
    const last = ben.wire.peer.delivered().at(-1);
    expect(last).toMatchObject({ seq: 41, entry: { kind: "gap", to: 41, reason: "quota" } });
  });

  test("[S40] a mailbox goes on counting through acks, gaps and returns", () => {
    const { ann, ben, id, world } = pair();
    for (let round = 0; round < 5; round++) {
      send(ann, 2, { conversationId: id, epoch: 1 });
      ben.wire.ack(2 * round + 3);
      world.run();
      ben.leave();
      ben.open();
    }
    send(ann, 1, { conversationId: id, epoch: 1 });
    expect(seqs(ben)).toEqual([12]);
  });
});
