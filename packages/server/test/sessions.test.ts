import { describe, expect, test } from "vitest";
import { bytes, SigningKey } from "./wire.ts";
import { found, World } from "./world.ts";

const minute = 60_000;

describe("opening", () => {
  test("[S13] a nonce is good once, for a minute, on its own connection", () => {
    const world = new World();
    const ann = world.person();
    const [wire, other] = [world.connect(), world.connect()];
    const foreign = ann.openRequest(wire);
    expect(other.outcome("session.open", foreign)).toBe("bad_proof");
    const late = ann.openRequest(wire);
    world.clock.advance(minute);
    expect(wire.outcome("session.open", late)).toBe("bad_proof");
    const request = ann.openRequest(wire);
    expect(wire.outcome("session.open", request)).toBe("reply");
    expect(wire.outcome("session.open", request)).toBe("bad_proof");
  });

  test("[S13] forged nonces, other keys, other devices and other servers open nothing", () => {
    const world = new World();
    const [ann, eve] = [world.person(), world.person()];
    const wire = world.connect();
    const nonce = bytes(32);
    const forged = { nonce, signature: eve.key.sign(nonce) };
    expect(wire.outcome("session.open", { ...ann.openRequest(wire), proof: forged })).toBe("bad_proof");
    const claim = { purpose: "session", ...ann.address } as const;
    const proof = wire.proof(claim, eve.key);
    expect(wire.outcome("session.open", { ...ann.openRequest(wire), proof })).toBe("bad_proof");
    const { deviceId } = new SigningKey();
    expect(wire.outcome("session.open", { ...ann.openRequest(wire), deviceId })).toBe("bad_proof");
    const find = wire.proof({ purpose: "find", rootKey: ann.key.publicKey }, ann.key);
    expect(wire.outcome("session.open", { ...ann.openRequest(wire), proof: find })).toBe("bad_proof");
  });

  test("[S13] a proof that names another account or device opens nothing, though the right key signed it", () => {
    const world = new World();
    const [ann, eve] = [world.person(), world.person()];
    const wire = world.connect();
    const { accountId, deviceId } = ann.address;
    for (const claimed of [
      { accountId: eve.address.accountId, deviceId },
      { accountId, deviceId: eve.address.deviceId },
    ]) {
      const proof = wire.proof({ purpose: "session", ...claimed }, ann.key);
      expect(wire.outcome("session.open", { ...ann.openRequest(wire), proof })).toBe("bad_proof");
    }
    const proof = wire.proof({ purpose: "session", accountId, deviceId }, ann.key);
    expect(wire.outcome("session.open", { ...ann.openRequest(wire), proof })).toBe("reply");
  });

  test("[S17] the count of sealed messages shows a store that was put back", () => {
    const world = new World();
    const [ann, ben] = [world.person(), world.person()];
    const conversationId = found(ann, ben);
    for (let count = 0; count < 4; count++) ann.send({ conversationId, epoch: 1 });
    ann.sealedCount = 2;
    expect(ann.wire.reply("session.open", ann.openRequest(ann.wire)).sealedCount).toBe(4);
    ann.sealedCount = 9;
    expect(ann.wire.reply("session.open", ann.openRequest(ann.wire)).sealedCount).toBe(4);
    expect(ann.wire.reply("session.open", ann.openRequest(ann.wire)).sealedCount).toBe(9);
  });
});

describe("tokens", () => {
  test("[S15] a token brings its device back for a quarter of an hour", () => {
    const world = new World();
    const ann = world.person();
    const opened = ann.wire.reply("session.open", ann.openRequest(ann.wire));
    expect(opened.expiresAtMs).toBe(world.clock.nowMs() - 50 + 15 * minute);
    const wire = world.connect();
    const resume = { token: opened.token, sealedCount: 0 };
    expect(wire.outcome("session.resume", { ...resume, token: bytes(32) })).toBe("token_expired");
    expect(wire.reply("session.resume", resume).expiresAtMs).toBe(opened.expiresAtMs);
    expect(wire.outcome("keyPackage.count", {})).toBe("reply");
    world.clock.advance(15 * minute);
    expect(world.connect().outcome("session.resume", resume)).toBe("token_expired");
  });

  test("[S15] a newer token and a revocation end it", () => {
    const world = new World();
    const ann = world.person();
    const open = () => ann.wire.reply("session.open", ann.openRequest(ann.wire)).token;
    const [older, newer] = [open(), open()];
    expect(world.connect().outcome("session.resume", { token: older, sealedCount: 0 })).toBe("token_expired");
    expect(ann.wire.outcome("session.revoke", {})).toBe("reply");
    expect(ann.wire.refusal("keyPackage.count", {})).toBe("unauthenticated");
    expect(world.connect().outcome("session.resume", { token: newer, sealedCount: 0 })).toBe("token_expired");
  });
});

describe("connections", () => {
  test("[S16] a newer connection of a device takes the older one's place", () => {
    const world = new World();
    const [ann, ben] = [world.person(), world.person()];
    const conversationId = found(ann, ben);
    const before = ben.wire;
    ben.open();
    expect(before.peer.frames.at(-1)).toMatchObject({ kind: "goAway", reason: "replaced" });
    expect(before.peer.isClosed).toBe(true);
    const delivered = before.peer.delivered().length;
    ann.send({ conversationId, epoch: 1 });
    expect(before.peer.delivered()).toHaveLength(delivered);
    expect(ben.mail().map(({ seq }) => seq)).toEqual([1, 2]);
    before.input.closed();
    ann.send({ conversationId, epoch: 1 });
    expect(ben.mail().map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  test("[S16] a connection that opens a second session leaves the first device", () => {
    const world = new World();
    const [ann, ben, cat] = [world.person(), world.person(), world.person()];
    const conversationId = found(ann, ben);
    cat.open(ben.wire);
    ann.send({ conversationId, epoch: 1 });
    expect(ben.mail().map(({ seq }) => seq)).toEqual([1]);
    expect(world.core.stats.sessions).toBe(2);
  });

  test("[S13] connections that open no session are closed after a while", () => {
    const world = new World();
    const ann = world.person();
    const idle = world.connect();
    world.clock.advance(11 * minute);
    expect(idle.peer.isClosed).toBe(true);
    expect(ann.wire.peer.isClosed).toBe(false);
  });
});
