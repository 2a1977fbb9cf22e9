import { calls, clientFrame, decodeRefusal, encode, type CallName } from "@bridle/protocol";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bytes } from "./wire.ts";
import { found, World, type Wire } from "./world.ts";

function raw(wire: Wire, tag: number, body: Uint8Array): void {
  wire.input.receive(encode(clientFrame, { kind: "call", id: 7, tag, body }));
}

/** The refusals that the server sent on a connection. */
function refusals(wire: Wire): { readonly kind: string; readonly detail: string }[] {
  return wire.peer.frames.flatMap((frame) =>
    frame.kind === "reply" && frame.status === "refusal" ? [decodeRefusal(frame.body)] : [],
  );
}

const names = Object.keys(calls) as CallName[];

describe("frames", () => {
  test("[S51] bytes that are no frame end their own connection, with the reason", () => {
    const world = new World();
    const [ann, ben] = [world.person(), world.person()];
    const id = found(ann, ben);
    for (const garbage of [new Uint8Array(0), Uint8Array.of(9), Uint8Array.of(2, 1), bytes(300)]) {
      const wire = world.connect();
      wire.input.receive(garbage);
      expect(refusals(wire)).toMatchObject([{ kind: "malformed" }]);
      expect(wire.peer.isClosed).toBe(true);
      wire.input.receive(garbage);
      expect(wire.peer.frames).toHaveLength(1);
    }
    expect(ann.send({ conversationId: id, epoch: 1 }).kind).toBe("reply");
  });

  test("[S51] unknown calls and bad requests are refused by name and place", () => {
    const world = new World();
    const ann = world.person();
    raw(ann.wire, 250, bytes(3));
    raw(ann.wire, calls["grant.put"].tag, bytes(3));
    raw(ann.wire, calls["grant.put"].tag, bytes(49));
    const seen = refusals(ann.wire);
    expect(seen).toMatchObject([{ kind: "unsupported" }, { kind: "malformed" }, { kind: "malformed" }]);
    expect(seen[0]?.detail).toBe("tag 250");
    expect(seen[1]?.detail).toBe("grant.put: truncated at 0");
    expect(seen[2]?.detail).toBe("grant.put: too_long at 48");
    expect(ann.wire.peer.isClosed).toBe(false);
  });

  test("[S51] who asks and never reads the answers is cut off", () => {
    const world = new World();
    const ann = world.person();
    ann.wire.peer.buffered = 9 * 1024 * 1024;
    expect(ann.wire.start("blob.get", {})()).toBeUndefined();
    expect(ann.wire.peer.isClosed).toBe(true);
  });

  test("[S51] every call but the open ones needs a session", () => {
    const world = new World();
    const wire = world.connect();
    const closed = names.filter((name) => calls[name].auth === "session");
    for (const name of closed) raw(wire, calls[name].tag, bytes(10));
    expect(refusals(wire)).toEqual(
      closed.map((detail) => ({ kind: "unauthenticated", detail, retryAfterMs: 0 })),
    );
    wire.ack(5);
    expect(wire.peer.isClosed).toBe(false);
  });

  test("[S51] no bytes bring the server down or get more than a refusal", () => {
    const world = new World();
    const [ann, ben] = [world.person(), world.person()];
    const id = found(ann, ben);
    const body = fc.uint8Array({ maxLength: 400 });
    const tag = fc.constantFrom(...names.map((name) => calls[name].tag), 0, 255);
    fc.assert(
      fc.property(tag, body, (tag, body) => {
        // One of their own each time: among the valid calls is the one that deletes the account.
        raw(world.person().wire, tag, body);
        world.run();
        expect(world.isBroken).toBe(false);
      }),
      { numRuns: 200 },
    );
    expect(world.events.filter(({ event }) => event === "call_failed")).toEqual([]);
    expect(ben.send({ conversationId: id, epoch: 1 }).kind).toBe("reply");
  });

  test("[S51] a valid call with any byte changed never fails inside", () => {
    const world = new World();
    const [ann, ben] = [world.person(), world.person()];
    const id = found(ann, ben);
    const send = encode(
      calls["conversation.send"].request,
      ann.sendRequest({ conversationId: id, epoch: 1 }),
    );
    const delivery = { add: [ben.address], remove: [ann.address] };
    const request = ann.rejoinRequest({ conversationId: id, epoch: 1, delivery });
    const rejoin = encode(calls["conversation.rejoin"].request, request);
    fc.assert(
      fc.property(fc.boolean(), fc.nat(), fc.integer({ min: 1, max: 255 }), (which, place, flip) => {
        const changed = Uint8Array.from(which ? send : rejoin);
        const at = place % changed.length;
        changed[at] = changed[at]! ^ flip;
        raw(ann.wire, calls[which ? "conversation.send" : "conversation.rejoin"].tag, changed);
        world.run();
        expect(world.isBroken).toBe(false);
      }),
      { numRuns: 500 },
    );
    expect(world.events.filter(({ event }) => event === "call_failed")).toEqual([]);
  });
});

describe("limits", () => {
  test("[S50] a call is refused when its bucket is empty, and allowed again when it says", () => {
    const world = new World();
    const ann = world.person();
    const { burst, perMinute } = calls["handle.find"].rate;
    const find = () => ann.wire.call("handle.find", { handle: "nobody" });
    for (let count = 0; count < burst; count++) expect(find().kind).toBe("reply");
    const refused = find();
    if (refused.kind !== "refusal") throw new Error("not refused");
    expect(refused.refusal).toMatchObject({ kind: "rate_limited", detail: "handle.find" });
    expect(refused.refusal.retryAfterMs).toBeLessThanOrEqual(60_000 / perMinute);
    world.clock.advance(refused.refusal.retryAfterMs);
    expect(find().kind).toBe("reply");
    ann.open();
    expect(find().kind).toBe("refusal");
  });

  test("[S50] addresses are counted apart, and this machine's isn't", () => {
    const world = new World();
    const { burst } = calls["account.find"].rate;
    const call = (address?: string) => {
      const proof = { nonce: bytes(32), signature: bytes(64) };
      return world.connect(address).call("account.find", { rootKey: bytes(32), proof }).kind;
    };
    const calledFrom = (address?: string) => Array.from({ length: burst + 1 }, () => call(address)).at(-1);
    expect(calledFrom("192.0.2.1")).toBe("refusal");
    expect(call("192.0.2.2")).toBe("outcome");
    expect(calledFrom(undefined)).toBe("outcome");
  });

  test("[S50] the defaults let one device send a thousand messages a second", () => {
    const world = new World();
    const [ann, ben] = [world.person(), world.person()];
    const id = found(ann, ben);
    ben.leave();
    for (let second = 0; second < 2; second++) {
      const answers = Array.from({ length: 1000 }, () =>
        ann.wire.start("conversation.send", ann.sendRequest({ conversationId: id, epoch: 1 })),
      );
      world.clock.advance(1000);
      expect(answers.every((answer) => answer()?.kind === "reply")).toBe(true);
    }
  });

  test("[S4] more than can be taken is refused before it is accepted, and what was taken is done", () => {
    const world = new World({ settings: { queuedCallsMax: 10, queuedBytesMax: 6_000 } });
    const [ann, ben] = [world.person(), world.person()];
    const id = found(ann, ben);
    const start = (count: number, size: number) =>
      Array.from({ length: count }, () =>
        ann.wire.start("conversation.send", ann.sendRequest({ conversationId: id, epoch: 1, size })),
      );
    const answers = start(15, 50);
    expect(answers.filter((answer) => answer() !== undefined)).toHaveLength(5);
    expect(answers.at(-1)?.()).toMatchObject({ refusal: { kind: "overloaded", retryAfterMs: 1_000 } });
    world.run();
    answers.push(...start(3, 3_000));
    world.run();
    const kinds = answers.map((answer) => answer()?.kind);
    expect(kinds.filter((kind) => kind === "reply")).toHaveLength(11);
    const orders = answers.flatMap((answer) => {
      const said = answer();
      return said?.kind === "reply" ? [said.reply.order] : [];
    });
    expect(orders).toEqual(Array.from({ length: orders.length }, (_, index) => index + 2));
  });
});
