import { toHex, type MessageId } from "@bridle/protocol";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMemoryStore } from "../src/adapters/memory/store.ts";
import { openSqliteStore } from "../src/adapters/sqlite/store.ts";
import type { Store } from "../src/ports/store.ts";
import { found, messageId, World, type TestDevice } from "./world.ts";

// Two devices send, acknowledge, lose connections and resend, in any order; the receiver keeps what it
// was given as a client does: by number, and each number once.

type Step =
  | { readonly kind: "send"; readonly from: 0 | 1 }
  | { readonly kind: "resend"; readonly from: 0 | 1; readonly which: number }
  | { readonly kind: "ack"; readonly who: 0 | 1; readonly part: number }
  | { readonly kind: "leave" | "open"; readonly who: 0 | 1 }
  | { readonly kind: "run" };

const who = fc.constantFrom<0 | 1>(0, 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("send" as const), from: who }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("resend" as const), from: who, which: fc.nat(20) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("ack" as const), who, part: fc.nat(100) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("leave" as const, "open" as const), who }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("run" as const) }) },
);

class Client {
  readonly device: TestDevice;
  connected = true;
  /** Body by mailbox number: what this client has on its disk. */
  readonly kept = new Map<number, string>();
  readonly sent: { readonly id: MessageId; readonly body: string }[] = [];

  constructor(device: TestDevice) {
    this.device = device;
  }

  take(): void {
    if (!this.connected) return;
    let before = 0;
    for (const { seq, entry } of this.device.wire.peer.delivered()) {
      if (seq <= before) throw new Error("out of order");
      before = seq;
      const body = entry.kind === "message" ? toHex(entry.body) : entry.kind;
      if ((this.kept.get(seq) ?? body) !== body) throw new Error("another entry under the same number");
      this.kept.set(seq, body);
    }
  }
}

function act(step: Step, clients: readonly [Client, Client], conversationId: ReturnType<typeof found>): void {
  if (step.kind === "run") return clients[0].device.world.run();
  const client = clients["who" in step ? step.who : step.from];
  if (step.kind === "open" && !client.connected) {
    client.device.open();
    client.connected = true;
  }
  if (!client.connected) return;
  if (step.kind === "send") {
    const id = messageId();
    const request = client.device.sendRequest({ conversationId, epoch: 1 }, id);
    client.sent.push({ id, body: toHex(request.message) });
    client.device.wire.start("conversation.send", request);
  } else if (step.kind === "resend" && client.sent.length > 0) {
    const { id } = client.sent[step.which % client.sent.length]!;
    client.device.wire.start(
      "conversation.send",
      client.device.sendRequest({ conversationId, epoch: 1 }, id),
    );
  } else if (step.kind === "ack") {
    client.take();
    const newest = Math.max(0, ...client.kept.keys());
    client.device.wire.ack(Math.floor((newest * step.part) / 100));
  } else if (step.kind === "leave") {
    client.take();
    client.device.leave();
    client.connected = false;
  }
}

function holds(open: () => Store): void {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const world = new World({ store: open() });
      const clients = [new Client(world.person()), new Client(world.person())] as const;
      const id = found(clients[0].device, clients[1].device);
      for (const next of steps) act(next, clients, id);
      world.run();
      for (const client of clients) {
        if (!client.connected) client.device.open();
        client.connected = true;
        client.take();
      }
      const welcomes = [0, 1];
      clients.forEach((client, index) => {
        const numbers = [...client.kept.keys()].toSorted((a, b) => a - b);
        expect(numbers).toEqual(numbers.map((_, at) => at + 1));
        const bodies = numbers.slice(welcomes[index]).map((seq) => client.kept.get(seq));
        // Once each, in the order in which they were first sent.
        expect(bodies).toEqual(clients[1 - index]!.sent.map(({ body }) => body));
      });
      world.store.close();
    }),
    { numRuns: 60 },
  );
}

describe("mailboxes", () => {
  test("[S40] [S41] [S7] gap-free, in order, once in effect, whatever happens: in memory", () => {
    holds(createMemoryStore);
  });

  test("[S40] [S41] [S7] gap-free, in order, once in effect, whatever happens: SQLite", () => {
    holds(() => openSqliteStore(":memory:"));
  });
});
