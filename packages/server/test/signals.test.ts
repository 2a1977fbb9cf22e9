import { calls, clientFrame, encode, serverFrame, utf8Encode } from "@bridle/protocol";
import { describe, expect, test } from "vitest";
import type { NetworkClasses } from "../src/ports/network-classes.ts";
import { SignalRecorder } from "./signal-recorder.ts";
import { bytes, change, createIdentity, SigningKey } from "./wire.ts";
import {
  conversationId,
  createRequest,
  found,
  grantId,
  messageId,
  World,
  type TestDevice,
  type Wire,
} from "./world.ts";

interface Watched {
  readonly world: World;
  readonly signals: SignalRecorder;
}

function watched(): Watched {
  const signals = new SignalRecorder();
  return { world: new World({ signals }), signals };
}

/** Two people on a server that has told its first signals about them. */
function strangers(): Watched & { readonly ann: TestDevice; readonly ben: TestDevice } {
  const { world, signals } = watched();
  const [ann, ben] = [world.person(), world.person()];
  signals.forget();
  return { world, signals, ann, ben };
}

function introduce(from: TestDevice, handle: string): void {
  const sealed = bytes(calls["introduction.send"].request.maxBytes).subarray(0, 3184);
  from.wire.reply("introduction.send", {
    messageId: messageId(),
    route: { kind: "handle", handle },
    sealed,
  });
}

describe("first contact", () => {
  test("[S100] a registration tells the account and what links it to others of one hand", () => {
    const { world, signals } = watched();
    const identity = createIdentity();
    const wire = world.connect("198.51.100.7");
    const { genesis, introductionKey } = identity;
    const request = { genesis, introductionKey, handle: undefined, registrationCode: undefined };
    wire.reply("account.register", request);
    wire.reply("account.register", request);
    expect(signals.signals).toHaveLength(1);
    const [registered] = signals.signals;
    expect(registered).toMatchObject({ kind: "registered", source: identity.accountId, network: "unknown" });
    expect(registered?.links.map(({ kind }) => kind)).toEqual([
      "deviceKey",
      "deviceKey",
      "registrationBatch",
    ]);
  });

  test("[S101] accounts link by network, minute and trace together, and never by the address alone", () => {
    const { world, signals } = watched();
    const register = (wire: Wire): void => {
      const { genesis, introductionKey } = createIdentity();
      wire.reply("account.register", {
        genesis,
        introductionKey,
        handle: undefined,
        registrationCode: undefined,
      });
    };
    register(world.connect("198.51.100.7"));
    register(world.connect("198.51.100.200"));
    register(world.connect("198.51.101.7"));
    const asksFirst = world.connect("198.51.100.7");
    asksFirst.reply("server.info", {});
    register(asksFirst);
    world.clock.advance(60_000);
    register(world.connect("198.51.100.7"));
    const batches = signals
      .of("registered")
      .map(({ links }) => links.find(({ kind }) => kind === "registrationBatch")?.tag.toString());
    expect(batches[0]).toBe(batches[1]);
    expect(new Set(batches).size).toBe(4);
  });

  test("[S100] the first sign-in with a build is told once", () => {
    const { world, signals, ann } = strangers();
    ann.leave();
    ann.open();
    expect(signals.signals).toEqual([]);
    const wire = world.connect();
    wire.reply("session.open", { ...ann.openRequest(wire), build: "other/2" });
    expect(signals.signals).toMatchObject([{ kind: "newBuild", source: ann.accountId }]);
  });

  test("[S102] a client that claims our build and doesn't behave so is told; ours and forks aren't", () => {
    const { world, signals, ann } = strangers();
    const open = (build: string, before: (wire: Wire) => void): void => {
      const wire = world.connect();
      before(wire);
      wire.reply("session.open", { ...ann.openRequest(wire), build });
    };
    open("bridle-web/0.1.0", (wire) => wire.reply("server.info", {}));
    open("fork/1", () => undefined);
    expect(signals.of("traceMismatch")).toEqual([]);
    open("bridle-web/0.1.0", (wire) => wire.call("session.resume", { token: bytes(32), sealedCount: 0 }));
    expect(signals.of("traceMismatch")).toMatchObject([
      { source: ann.accountId, links: [{ kind: "clientTrace" }] },
    ]);
  });

  test("[S120] a network that a feed names is told beside the arrival, and never alone", () => {
    const signals = new SignalRecorder();
    const networks: NetworkClasses = { of: () => ({ networkClass: "hosting", indicator: "feed:7" }) };
    const world = new World({ signals, networks });
    const ann = world.person();
    ann.wire.call("report.send", { accountId: world.person().accountId, reason: "spam" });
    const hits = signals.signals.map(({ kind, detail, network }) => `${kind} ${detail ?? "-"} ${network}`);
    const arrival = ["registered", "indicatorHit", "newBuild", "indicatorHit"].map(
      (kind) => `${kind} ${kind === "indicatorHit" ? "feed:7" : "-"} hosting`,
    );
    expect(hits).toEqual([...arrival, ...arrival, "report spam hosting"]);
  });

  test("[S100] looking up a handle tells whose it was, and nobody where it is nobody's", () => {
    const { signals, ann, ben } = strangers();
    ben.wire.reply("handle.set", { handle: "benjamin" });
    ann.wire.reply("handle.find", { handle: "benjamin" });
    ann.wire.reply("handle.find", { handle: "nobody-here" });
    ben.wire.reply("handle.find", { handle: "benjamin" });
    expect(signals.signals).toMatchObject([
      { kind: "handleLookup", source: ann.accountId, target: ben.accountId },
      { kind: "handleLookup", source: ann.accountId },
    ]);
    expect(signals.signals[1]).not.toHaveProperty("target");
  });

  test("[S100] an introduction is told once however often it is sent, and not to who isn't there", () => {
    const { signals, ann, ben } = strangers();
    ben.wire.reply("handle.set", { handle: "benjamin" });
    introduce(ann, "benjamin");
    introduce(ann, "nobody-here");
    expect(signals.signals).toMatchObject([
      { kind: "introduction", source: ann.accountId, target: ben.accountId },
    ]);
  });
});

describe("refusals", () => {
  test("[S103] whatever needs a grant and comes without one tells whom it would have reached", () => {
    const { signals, ann, ben } = strangers();
    const permission = { grantId: grantId(), accessKey: bytes(32) };
    const { accountId } = ben;
    ann.wire.call("keyPackage.fetch", { accountId, permission });
    ann.wire.call("invite.claim", { accountId, inviteId: grantId(), accessKey: bytes(32) });
    expect(signals.signals).toMatchObject([
      { kind: "keyPackageRefused", source: ann.accountId, target: ben.accountId },
      { kind: "inviteRefused", source: ann.accountId, target: ben.accountId },
    ]);
  });

  test("[S103] everybody who was to be added without consent is told, not a sample", () => {
    const { world, signals, ann, ben } = strangers();
    const [cleo, willing] = [world.person(), world.person()];
    signals.forget();
    const request = createRequest(ann, conversationId(), [ben, cleo, willing]);
    const members = request.members.map((member, index) =>
      index === 2 ? member : { ...member, permission: { ...member.permission, accessKey: bytes(32) } },
    );
    expect(ann.wire.outcome("conversation.create", { ...request, members })).toBe("no_grant");
    expect(signals.signals).toMatchObject([
      { kind: "memberRefused", source: ann.accountId, target: ben.accountId },
      { kind: "memberRefused", source: ann.accountId, target: cleo.accountId },
    ]);
  });

  test("[S103] a commit that adds a stranger's device tells the stranger", () => {
    const { world, signals, ann, ben } = strangers();
    const id = found(ann, ben);
    const stranger = world.person();
    signals.forget();
    const request = ann.commitRequest({
      conversationId: id,
      epoch: 1,
      delivery: { add: [stranger.address], remove: [] },
    });
    expect(ann.wire.outcome("conversation.commit", request)).toBe("bad_message");
    expect(signals.signals).toMatchObject([
      { kind: "memberRefused", source: ann.accountId, target: stranger.accountId },
    ]);
  });

  test("[S103] a statement that nobody entitled signed tells whose chain it was for", () => {
    const { signals, ann, ben } = strangers();
    const key = new SigningKey();
    const { genesis } = ben.identity;
    const statement = change({ key, signer: key.deviceId }, { previous: genesis, position: 1, atMs: 0 }, []);
    const request = { accountId: ben.accountId, position: 1, statement };
    expect(ann.wire.outcome("chain.append", request)).toBe("bad_chain");
    expect(signals.signals).toMatchObject([{ kind: "linkRefused", target: ben.accountId }]);
  });

  test("[S104] bytes that the schema refuses tell the call and the reason, never what was in them", () => {
    const { world, signals, ann } = strangers();
    const { tag } = calls["handle.find"];
    const body = utf8Encode("a secret that nobody may keep");
    ann.wire.input.receive(encode(clientFrame, { kind: "call", id: 9, tag, body }));
    ann.wire.input.receive(encode(clientFrame, { kind: "call", id: 10, tag: 250, body }));
    world.connect().input.receive(Uint8Array.of(9, 9, 9));
    expect(signals.signals).toMatchObject([
      { kind: "schemaViolation", source: ann.accountId, sizeBucket: 32 },
      { kind: "schemaViolation", source: ann.accountId, detail: "frame: unknown call" },
      { kind: "schemaViolation", detail: "frame: unknown_tag", sizeBucket: 4 },
    ]);
    expect(signals.signals[0]?.detail).toMatch(/^handle\.find: [a-z_0-9]+$/);
    expect(signals.signals[2]).not.toHaveProperty("source");
  });

  test.each([
    ["caughtUp", encode(serverFrame, { kind: "caughtUp", seq: 1 })],
    ["goAway", encode(serverFrame, { kind: "goAway", reason: "shutdown", retryAfterMs: 1 })],
    ["deliver", encode(serverFrame, { kind: "deliver", seq: 1, entry: gap() })],
    ["reply", encode(serverFrame, { kind: "reply", id: 1, status: "reply", body: bytes(3) })],
  ])("[S105] what only a server may say is told apart: %s", (kind, frame) => {
    const { signals, ann } = strangers();
    ann.wire.input.receive(frame);
    expect(signals.signals).toMatchObject([
      { kind: "serverField", source: ann.accountId, detail: `frame: ${kind}` },
    ]);
  });

  test("[S106] a signal leaves nothing in the transaction, and a repeated batch tells it once", () => {
    const { world, signals, ann, ben } = strangers();
    const permission = { grantId: grantId(), accessKey: bytes(32) };
    const refused = ann.wire.start("keyPackage.fetch", { accountId: ben.accountId, permission });
    const failing = ben.wire.start("grant.put", { grantId: grantId(), holderHash: bytes(32) });
    world.store.consents.putGrant = () => {
      throw new TypeError("a bug");
    };
    world.run();
    expect(failing()).toMatchObject({ kind: "refusal", refusal: { kind: "internal" } });
    expect(refused()).toMatchObject({ kind: "outcome", outcome: "no_grant" });
    expect(signals.of("keyPackageRefused")).toHaveLength(1);
  });
});

describe("accepted conversations", () => {
  test("[S107] 20,000 messages between contacts tell nothing", () => {
    const { world, signals, ann, ben } = strangers();
    const id = found(ann, ben);
    signals.forget();
    for (let round = 0; round < 200; round++) {
      const answers = Array.from({ length: 50 }, () => [
        ann.wire.start("conversation.send", ann.sendRequest({ conversationId: id, epoch: 1 })),
        ben.wire.start("conversation.send", ben.sendRequest({ conversationId: id, epoch: 1 })),
      ]).flat();
      world.run();
      for (const answer of answers) if (answer()?.kind !== "reply") throw new Error("not taken");
      ann.wire.peer.frames.length = 0;
      ben.wire.peer.frames.length = 0;
      ann.wire.peer.raw.length = 0;
      ben.wire.peer.raw.length = 0;
    }
    expect(signals.signals).toEqual([]);
  });
});

function gap(): { kind: "gap"; from: number; to: number; reason: "expired" } {
  return { kind: "gap", from: 1, to: 1, reason: "expired" };
}
