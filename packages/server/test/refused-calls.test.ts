import { AccountId, calls } from "@bridle/protocol";
import { describe, expect, test } from "vitest";
import { SignalRecorder } from "./signal-recorder.ts";
import { bytes } from "./wire.ts";
import { found, grantId, messageId, World, type TestDevice } from "./world.ts";

function strangers(): { world: World; signals: SignalRecorder; ann: TestDevice; ben: TestDevice } {
  const signals = new SignalRecorder();
  const world = new World({ signals });
  const [ann, ben] = [world.person(), world.person()];
  signals.forget();
  return { world, signals, ann, ben };
}

const nobody = AccountId.fromBytes(bytes(32))!;

describe("calls before there are calls", () => {
  test("[S108] without a grant a call is refused and noticed; with one there is nothing to notice", () => {
    const { signals, ann, ben } = strangers();
    const offer = {
      callId: bytes(16),
      accountId: ben.accountId,
      permission: { grantId: grantId(), accessKey: bytes(32) },
      media: "voice",
      sealed: bytes(900),
    } as const;
    expect(ann.wire.outcome("call.offer", offer)).toBe("no_grant");
    expect(signals.signals).toMatchObject([
      {
        kind: "callRefused",
        source: ann.accountId,
        target: ben.accountId,
        detail: "call: voice",
        sizeBucket: 1024,
      },
    ]);
    signals.forget();
    const permission = ben.permit(ann.accountId);
    expect(ann.wire.outcome("call.offer", { ...offer, permission })).toBe("not_available");
    expect(ann.wire.outcome("call.offer", { ...offer, permission, accountId: nobody })).toBe("no_grant");
    expect(signals.signals).toHaveLength(1);
    expect(signals.signals[0]).not.toHaveProperty("target");
  });

  test("[S108] a relay serves nobody yet, not even people of one conversation", () => {
    const { signals, ann, ben } = strangers();
    found(ann, ben);
    signals.forget();
    const call = { callId: bytes(16), accountId: ben.accountId };
    expect(ann.wire.outcome("relay.allocate", call)).toBe("no_call");
    expect(ann.wire.outcome("relay.forward", { ...call, packet: bytes(1200) })).toBe("no_call");
    expect(signals.signals).toMatchObject([
      { kind: "relayRefused", target: ben.accountId, detail: "relay: allocate" },
      { kind: "relayRefused", target: ben.accountId, detail: "relay: forward", sizeBucket: 2048 },
    ]);
    expect(ben.wire.peer.delivered().every(({ entry }) => entry.kind === "welcome")).toBe(true);
  });

  test("[S108] no field of a call or a relay can carry an address", () => {
    for (const name of ["call.offer", "relay.allocate", "relay.forward"] as const) {
      expect(JSON.stringify(calls[name].request.shape)).not.toMatch(/"text"|host|port|url/i);
    }
  });

  test("[S108] sync into somebody else's account is noticed; within one's own it isn't", () => {
    const { signals, ann, ben } = strangers();
    const sealed = bytes(50);
    const own = { ...ann.address, messageId: messageId(), sealed };
    expect(ann.wire.outcome("sync.send", own)).toBe("not_available");
    const gone = { ...own, deviceId: ben.key.deviceId };
    expect(ann.wire.outcome("sync.send", gone)).toBe("unknown_device");
    expect(signals.signals).toEqual([]);
    const foreign = { ...ben.address, messageId: messageId(), sealed };
    expect(ann.wire.outcome("sync.send", foreign)).toBe("unknown_device");
    expect(signals.signals).toMatchObject([
      { kind: "syncRefused", source: ann.accountId, target: ben.accountId },
    ]);
  });
});

describe("what people tell", () => {
  test("[S109] a report names whom it is about, and answers alike for somebody who isn't there", () => {
    const { signals, ann, ben } = strangers();
    const report = { accountId: ben.accountId, reason: "threats" } as const;
    const answers = [report, { ...report, accountId: nobody }, { ...report, accountId: ann.accountId }].map(
      (request) => ann.wire.call("report.send", request),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(signals.signals).toMatchObject([
      { kind: "report", source: ben.accountId, target: ann.accountId, detail: "threats" },
    ]);
  });

  test("[S109] distress has somebody it happened to and nobody who did it", () => {
    const { signals, ann } = strangers();
    ann.wire.reply("distress.send", { what: "crash" });
    expect(signals.signals).toMatchObject([{ kind: "distress", target: ann.accountId, detail: "crash" }]);
    expect(signals.signals[0]).not.toHaveProperty("source");
  });

  test("[S109] [S50] one account's reports are bounded", () => {
    const { world, signals, ann, ben } = strangers();
    const report = { accountId: ben.accountId, reason: "spam" } as const;
    const answers = Array.from({ length: 50 }, () => ann.wire.call("report.send", report).kind);
    expect(answers.filter((kind) => kind === "reply")).toHaveLength(10);
    expect(signals.of("report")).toHaveLength(10);
    world.clock.advance(60_000);
    expect(ann.wire.call("report.send", report).kind).toBe("reply");
  });
});

test("[S110] whoever asks is told what is noticed and how long it is kept", () => {
  const { world } = strangers();
  const profile = world.connect().reply("detection.profile", {});
  expect(profile.signals).toContain("introduction");
  expect(profile).toMatchObject({ sealed: false, signalLifetimeMs: 14 * 24 * 60 * 60 * 1000 });
});
