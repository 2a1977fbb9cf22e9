// What signals cost: `npm run bench:signals`. One: the CPU time of a stranger's event on its way from the
// domain's notice to the store, keyed and sealed, with the detector's share apart. Two: a million messages
// between contacts, through the domain and the batches of a server in memory, leave no row and cost the
// same with a desk as without one. Options: --signals N --messages N.

import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { parseArgs } from "node:util";
import { Detector, shippedRules, type Signal } from "@bridle/desk";
import { AccountId } from "@bridle/protocol";
import { createMemoryStore } from "../packages/server/src/adapters/memory/store.ts";
import { createDeskKey } from "../packages/server/src/adapters/signals/desk-key.ts";
import { periodKeyFile } from "../packages/server/src/adapters/signals/key-files.ts";
import { openSqliteSignalStore } from "../packages/server/src/adapters/signals/sqlite-signal-store.ts";
import { targetSealer } from "../packages/server/src/adapters/signals/target-sealer.ts";
import type { SignalStore } from "../packages/server/src/ports/signal-store.ts";
import { DeskRig } from "../packages/server/test/desk-rig.ts";
import { found, World, type TestDevice } from "../packages/server/test/world.ts";

const { values } = parseArgs({
  options: { signals: { type: "string" }, messages: { type: "string" } },
});
const signalCount = Number(values.signals ?? 100_000);
const messageCount = Number(values.messages ?? 1_000_000);

const folder = mkdtempSync(join(tmpdir(), "bridle-bench-signals-"));
try {
  await strangers();
  messagesBetweenContacts();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function cpuMicroseconds(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** Each from one of a thousand accounts, to a new target. */
async function strangers(): Promise<void> {
  const people = ["Ana", "Bo"].map((name) => ({ name, passphrase: "a sentence for a bench" }));
  const key = await createDeskKey(people, { memoryKib: 64, passes: 1, lanes: 1 });
  const store = openSqliteSignalStore(join(folder, "desk.sqlite"));
  const rig = new DeskRig({
    store,
    sealer: targetSealer(key.publicKey),
    periodKeys: periodKeyFile(folder),
    detector: new Detector({ rules: shippedRules }),
  });
  const sources = Array.from({ length: 1_000 }, anAccount);
  const signals = Array.from({ length: signalCount }, (_, index) =>
    strangerSignal(rig, sources[index % 1_000]),
  );
  await rig.settle();
  const before = cpuMicroseconds();
  for (let at = 0; at < signals.length; at += 500) {
    for (const signal of signals.slice(at, at + 500)) rig.shell.take(signal);
    while (rig.shell.waiting > 0) {
      await turn();
      rig.clock.advance(1_000);
    }
  }
  const each = (cpuMicroseconds() - before) / signalCount;
  report("stranger's event, CPU, taken to stored, sealed and observed", `${each.toFixed(1)} µs`);
  report("of that the detector", `${detectorAlone(store).toFixed(1)} µs`);
  report("rows stored", String(store.size()));
  report("dropped", String(rig.stats.signalsDropped));
  rig.shell.stop();
  store.close();
}

/** The same signals once more, as the store gives them, into a detector that nothing else interrupts. */
function detectorAlone(store: SignalStore): number {
  const detector = new Detector({ rules: shippedRules });
  let spent = 0;
  for (let after = 0; ;) {
    const stored = store.read(after, 5_000);
    const last = stored.at(-1);
    if (last === undefined) return spent / signalCount;
    after = last.id;
    const before = cpuMicroseconds();
    for (const { signal } of stored) detector.observe(signal);
    spent += cpuMicroseconds() - before;
  }
}

function strangerSignal(rig: DeskRig, source: AccountId | undefined): Signal {
  return {
    kind: "introduction",
    atMs: rig.clock.nowMs(),
    platform: "main",
    ...(source === undefined ? {} : { source }),
    target: anAccount(),
    build: "bridle-web/0.1.0",
    network: "unknown",
    links: [],
  };
}

function anAccount(): AccountId {
  const account = AccountId.fromBytes(new Uint8Array(randomBytes(32)));
  if (account === undefined) throw new Error("an account id has 32 bytes");
  return account;
}

function messagesBetweenContacts(): void {
  const rig = new DeskRig();
  const sizes = [
    new World({ store: createMemoryStore() }),
    new World({ store: createMemoryStore(), signals: rig.shell }),
  ];
  for (const [index, world] of sizes.entries()) {
    const pair = [world.person(), world.person()] as const;
    const id = found(pair[0], pair[1]);
    rig.clock.advance(2_000);
    const rowsBefore = rig.store.size();
    const before = cpuMicroseconds();
    for (let sent = 0; sent < messageCount; sent += 200) sendRound(world, pair, id);
    const each = (cpuMicroseconds() - before) / messageCount;
    rig.clock.advance(2_000);
    report(
      `message between contacts, CPU, ${index === 0 ? "no desk" : "with a desk"}`,
      `${each.toFixed(2)} µs`,
    );
    if (index === 1) report(`rows for ${messageCount} messages`, String(rig.store.size() - rowsBefore));
  }
}

function sendRound(
  world: World,
  pair: readonly [TestDevice, TestDevice],
  id: ReturnType<typeof found>,
): void {
  for (let turns = 0; turns < 100; turns++) {
    for (const device of pair) {
      device.wire.start("conversation.send", device.sendRequest({ conversationId: id, epoch: 1 }));
    }
  }
  world.run();
  for (const device of pair) {
    const { peer } = device.wire;
    const last = peer.frames.findLast((frame) => frame.kind === "deliver");
    if (last?.kind === "deliver") device.wire.ack(last.seq);
    peer.frames.length = 0;
    peer.raw.length = 0;
    device.commitments.clear();
  }
}

function report(what: string, value: string): void {
  console.log(`${what.padEnd(64)} ${value}`);
}
