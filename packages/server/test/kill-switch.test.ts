import type { Control, Refused } from "@bridle/desk";
import { toHex } from "@bridle/protocol";
import { describe, expect, test } from "vitest";
import { SignalRecorder } from "./signal-recorder.ts";
import { bytes, createIdentity } from "./wire.ts";
import { createRequest, conversationId, found, messageId, World, type TestDevice } from "./world.ts";

const HOUR_MS = 60 * 60 * 1000;

function setUp(): { world: World; signals: SignalRecorder; ann: TestDevice; ben: TestDevice } {
  const signals = new SignalRecorder();
  const world = new World({ signals });
  return { world, signals, ann: world.person(), ben: world.person() };
}

function refuse(
  world: World,
  refused: Refused,
  more: Partial<Pick<Control, "basis" | "by" | "platform" | "reason" | "sinceMs" | "untilMs">> = {},
): Control {
  return {
    ...refused,
    id: toHex(bytes(16)),
    basis: "safety",
    reason: "attackUnderway",
    sinceMs: world.clock.nowMs(),
    by: ["Ana", "Bo"],
    ...more,
  };
}

describe("classes", () => {
  test("[S121] a class of messages is refused at once, with reason and end; the others go on", () => {
    const { world, ann, ben } = setUp();
    const id = found(ann, ben);
    const untilMs = world.clock.nowMs() + 5_000;
    world.core.enforce("desk", [refuse(world, { kind: "refuseClass", value: "message" }, { untilMs })]);
    expect(ann.send({ conversationId: id, epoch: 1 })).toEqual({
      kind: "refusal",
      refusal: { kind: "refused_by_operator", detail: "attackUnderway", retryAfterMs: 5_000 },
    });
    expect(
      ann.wire.call("conversation.commit", ann.commitRequest({ conversationId: id, epoch: 1 })).kind,
    ).toBe("reply");
    world.clock.advance(5_000);
    expect(ann.send({ conversationId: id, epoch: 2 }).kind).toBe("reply");
  });

  test("[S121] content of a class is refused by its size", () => {
    const { world, ann, ben } = setUp();
    const id = found(ann, ben);
    world.core.enforce("desk", [
      refuse(world, { kind: "refuseSize", value: { class: "message", overBytes: 2_000 } }),
    ]);
    const sent = [500, 3_000].map((size) => ann.send({ conversationId: id, epoch: 1, size }));
    expect(sent.map(({ kind }) => kind)).toEqual(["reply", "refusal"]);
    expect(sent[1]).toMatchObject({ refusal: { kind: "refused_by_operator", retryAfterMs: 0 } });
  });

  test("[S121] one person's word ends after an hour; what one place lifts the other still refuses", () => {
    const { world, ann, ben } = setUp();
    const alone = refuse(world, { kind: "refuseClass", value: "welcome" }, { by: ["Ana"] });
    world.core.enforce("desk", [alone]);
    world.core.enforce("machine", [refuse(world, { kind: "refuseClass", value: "introduction" })]);
    const create = (): string | undefined =>
      ann.wire.refusal("conversation.create", createRequest(ann, conversationId(), [ben]));
    expect(create()).toBe("refused_by_operator");
    world.core.enforce("machine", []);
    expect(create()).toBe("refused_by_operator");
    world.clock.advance(HOUR_MS);
    expect(ann.open() && create()).toBeUndefined();
  });

  test("[S121] being refused so is no signal, and whoever is refused isn't named in the log", () => {
    const { world, signals, ann, ben } = setUp();
    signals.forget();
    world.core.enforce("desk", [refuse(world, { kind: "refuseClass", value: "introduction" })]);
    ann.wire.call("introduction.send", {
      messageId: messageId(),
      route: { kind: "handle", handle: "somebody" },
      sealed: bytes(3_184),
    });
    expect(signals.signals).toEqual([]);
    expect(world.events).toContainEqual({ event: "controls_enforced", count: 1 });
    expect(JSON.stringify(world.events)).not.toContain(ben.accountId);
  });
});

describe("builds, accounts, registrations", () => {
  test("[S122] sessions of a refused build end at once, and it opens none; others do", () => {
    const { world, ann, ben } = setUp();
    const wire = world.connect();
    wire.reply("session.open", { ...ben.openRequest(wire), build: "bad/1.2" });
    world.core.enforce("desk", [refuse(world, { kind: "refuseBuild", value: "bad/*" })]);
    expect(wire.peer.isClosed).toBe(true);
    expect(wire.peer.frames.at(-1)).toMatchObject({ kind: "goAway", reason: "revoked" });
    expect(ann.wire.peer.isClosed).toBe(false);
    const again = world.connect();
    expect(again.outcome("session.open", { ...ben.openRequest(again), build: "bad/1.3" })).toBe(
      "build_refused",
    );
    expect(again.call("session.open", { ...ben.openRequest(again), build: "good/1" }).kind).toBe("reply");
  });

  test("[S122] a suspended account is told so when it has proven itself, and nobody else learns of it", () => {
    const { world, ann, ben } = setUp();
    const before = ann.wire;
    const opened = world.connect();
    const { token } = opened.reply("session.open", ann.openRequest(opened));
    const suspended: Refused = { kind: "suspendAccount", value: ann.accountId };
    world.core.enforce("desk", [refuse(world, suspended, { reason: "termsBroken" })]);
    expect([before.peer.isClosed, opened.peer.isClosed]).toEqual([true, true]);
    const again = world.connect();
    expect(again.outcome("session.resume", { token, sealedCount: 0 })).toBe("token_expired");
    expect(again.outcome("session.open", ann.openRequest(again))).toBe("account_suspended");
    const forged = { ...ann.openRequest(again), proof: ben.openRequest(again).proof };
    expect(again.outcome("session.open", forged)).toBe("bad_proof");
    world.core.enforce("desk", []);
    expect(again.call("session.open", ann.openRequest(again)).kind).toBe("reply");
  });

  test("[S122] a control that begins later ends sessions when it begins", () => {
    const { world, ann } = setUp();
    const sinceMs = world.clock.nowMs() + 60_000;
    const suspended: Refused = { kind: "suspendAccount", value: ann.accountId };
    world.core.enforce("desk", [refuse(world, suspended, { sinceMs })]);
    expect(ann.wire.peer.isClosed).toBe(false);
    world.clock.advance(75_000);
    expect(ann.wire.peer.isClosed).toBe(true);
  });

  test("[S122] registration is refused for everybody, or by the kind of network", () => {
    const signals = new SignalRecorder();
    const world = new World({
      signals,
      networks: { of: (address) => ({ networkClass: address === undefined ? "local" : "hosting" }) },
    });
    const register = (address?: string): string | undefined => {
      const { genesis, introductionKey } = createIdentity();
      const request = { genesis, introductionKey, handle: undefined, registrationCode: undefined };
      return world.connect(address).refusal("account.register", request);
    };
    world.core.enforce("desk", [refuse(world, { kind: "refuseRegistration", value: "hosting" })]);
    expect([register("198.51.100.1"), register()]).toEqual(["refused_by_operator", undefined]);
    world.core.enforce("desk", [refuse(world, { kind: "refuseRegistration", value: "everyone" })]);
    expect(register()).toBe("refused_by_operator");
  });
});

describe("platforms", () => {
  test("[S123] an account belongs to the service that it came to, wherever it signs in", () => {
    const { world, signals } = setUp();
    signals.forget();
    const identity = createIdentity();
    const { genesis, introductionKey } = identity;
    const wire = world.connect(undefined, "clinic");
    wire.reply("account.register", {
      genesis,
      introductionKey,
      handle: undefined,
      registrationCode: undefined,
    });
    expect(signals.signals).toMatchObject([{ kind: "registered", platform: "clinic" }]);
    const device = world.device(identity).open(world.connect());
    device.wire.reply("distress.send", { what: "crash" });
    expect(signals.of("distress")).toMatchObject([{ platform: "clinic" }]);
  });

  test("[S123] a control of one service leaves the others alone", () => {
    const { world, ann, ben } = setUp();
    const id = found(ann, ben);
    const elsewhere = refuse(world, { kind: "refuseClass", value: "message" }, { platform: "clinic" });
    world.core.enforce("desk", [elsewhere]);
    expect(ann.send({ conversationId: id, epoch: 1 }).kind).toBe("reply");
    world.core.enforce("desk", [{ ...elsewhere, platform: "main" }]);
    expect(ann.send({ conversationId: id, epoch: 1 }).kind).toBe("refusal");
  });
});
