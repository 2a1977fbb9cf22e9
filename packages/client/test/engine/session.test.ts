import { encode, serverFrame, calls, decode, clientFrame, callName } from "@bridle/protocol";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { SocketEvents } from "../../src/ports/transport.ts";
import { createSession, type SessionOwner } from "../../src/wire/session.ts";

/** Time that moves when the test says so. */
class VirtualClock {
  #nowMs = 0;
  #timers: { readonly atMs: number; readonly run: () => void }[] = [];

  nowMs = (): number => this.#nowMs;
  schedule = (delayMs: number, run: () => void): (() => void) => {
    const timer = { atMs: this.#nowMs + delayMs, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  };
  /** Runs what is due next. */
  step(): boolean {
    const next = this.#timers.toSorted((a, b) => a.atMs - b.atMs)[0];
    if (next === undefined) return false;
    this.#timers = this.#timers.filter((other) => other !== next);
    this.#nowMs = next.atMs;
    next.run();
    return true;
  }
}

const owner: SessionOwner = {
  signer: () => undefined,
  admitServer: () => true,
  state: () => {},
  online: () => {},
  push: () => {},
  unproven: () => {},
  refused: () => {},
};

test("[E16] the first try again comes within a second, and later ones at most five seconds apart", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 20, maxLength: 20 }),
      (randoms) => {
        const clock = new VirtualClock();
        const tries: number[] = [];
        const left = [...randoms];
        const transport = {
          connect(_url: string, events: SocketEvents) {
            tries.push(clock.nowMs());
            clock.schedule(0, () => events.closed());
            return { send: () => {}, bufferedBytes: 0, close: () => {} };
          },
        };
        const session = createSession(
          { transport, clock, random: () => left.pop() ?? 0.5 },
          { url: "ws://x", build: "t" },
          owner,
        );
        session.start();
        for (let steps = 0; steps < 30; steps++) clock.step();
        session.stop();
        const gaps = tries.slice(1).map((at, index) => at - (tries[index] ?? 0));
        expect(gaps.length).toBeGreaterThan(5);
        expect(gaps[0]).toBeLessThan(1_000);
        expect(Math.max(...gaps)).toBeLessThanOrEqual(5_000);
        expect(Math.min(...gaps)).toBeGreaterThan(0);
      },
    ),
  );
});

test("a session that was stopped leaves no timer behind", async () => {
  const clock = new VirtualClock();
  const answer = encode(calls["server.info"].reply, {
    protocolVersion: 1,
    registration: "open",
    frankingKey: new Uint8Array(32),
    serverId: new Uint8Array(32),
    nowMs: 0,
  });
  const transport = {
    connect(_url: string, events: SocketEvents) {
      queueMicrotask(() => events.opened());
      return {
        send(bytes: Uint8Array) {
          const frame = decode(clientFrame, bytes);
          if (!frame.ok || frame.value.kind !== "call" || callName(frame.value.tag) !== "server.info") return;
          events.frame(
            encode(serverFrame, { kind: "reply", id: frame.value.id, status: "reply", body: answer }),
          );
        },
        bufferedBytes: 0,
        close: () => events.closed(),
      };
    },
  };
  const session = createSession(
    { transport, clock, random: () => 0.5 },
    { url: "ws://x", build: "t" },
    owner,
  );
  session.start();
  await session.online();
  session.stop();
  expect(clock.step()).toBe(false);
});
