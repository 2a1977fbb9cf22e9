import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Finding, Signal } from "@bridle/desk";
import { AccountId } from "@bridle/protocol";
import { afterAll, describe, expect, test } from "vitest";
import { createDeskKey } from "../src/adapters/signals/desk-key.ts";
import { periodKeyFile, periodKeyInMemory, writeDeskKey } from "../src/adapters/signals/key-files.ts";
import { memorySignalStore } from "../src/adapters/signals/memory-signal-store.ts";
import { openTargets } from "../src/adapters/signals/open-targets.ts";
import { openSqliteSignalStore } from "../src/adapters/signals/sqlite-signal-store.ts";
import { targetSealer } from "../src/adapters/signals/target-sealer.ts";
import { StoreFault } from "../src/ports/store.ts";
import { Repeats } from "../src/signals/repeats.ts";
import { DeskRig } from "./desk-rig.ts";
import { VirtualClock } from "./virtual-clock.ts";
import { bytes } from "./wire.ts";

const folder = mkdtempSync(join(tmpdir(), "bridle-desk-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
const ana = { name: "Ana", passphrase: "a long enough sentence" };
const bo = { name: "Bo", passphrase: "another long sentence" };
const cheap = { memoryKib: 64, passes: 1, lanes: 1 };
const someone = (): AccountId => AccountId.fromBytes(bytes(32))!;

function signal(clock: VirtualClock, of: Partial<Signal> = {}): Signal {
  return {
    kind: "introduction",
    atMs: clock.nowMs(),
    platform: "main",
    source: someone(),
    network: "unknown",
    links: [],
    ...of,
  };
}

describe("from the domain to the detector", () => {
  test("[S162] what came is counted by hour and kind, also after a new start, and no longer than it is kept", async () => {
    const [store, periodKeys] = [memorySignalStore(), periodKeyInMemory()];
    const rig = new DeskRig({ store, periodKeys });
    const startMs = Math.floor(rig.clock.nowMs() / HOUR_MS) * HOUR_MS;
    for (const kind of ["introduction", "report", "introduction"] as const) {
      rig.shell.take(signal(rig.clock, { kind }));
    }
    await rig.settle();
    rig.clock.advance(HOUR_MS);
    rig.shell.take(signal(rig.clock));
    await rig.settle();
    const range = { sinceMs: startMs, bucketMs: HOUR_MS };
    const counts = [
      { fromMs: startMs, kind: "introduction", count: 2 },
      { fromMs: startMs, kind: "report", count: 1 },
      { fromMs: startMs + HOUR_MS, kind: "introduction", count: 1 },
    ];
    expect(rig.shell.tally.counts(range)).toEqual(counts);
    const { tally } = new DeskRig({ store, periodKeys, clock: rig.clock }).shell;
    expect(tally.counts(range)).toEqual(counts);
    expect(tally.counts({ ...range, sinceMs: startMs + HOUR_MS })).toEqual(counts.slice(2));
    const wide = tally.counts({ sinceMs: 0, bucketMs: 1_000_000 * HOUR_MS });
    expect(wide.map(({ count }) => count)).toEqual([3, 1]);
    rig.clock.advance(15 * DAY_MS);
    expect(rig.shell.tally.counts(range)).toEqual([]);
  });

  test("[S117] what the detector sees is what is stored: coarse in time, under a pseudonym", async () => {
    const rig = new DeskRig();
    const [source, target] = [someone(), someone()];
    rig.shell.take(signal(rig.clock, { source, target }));
    expect(rig.observer.observed).toEqual([]);
    await rig.settle();
    const [seen] = rig.observer.observed;
    expect(rig.store.read(0, 9).map((stored) => stored.signal)).toEqual([seen]);
    expect(seen?.atMs).toBe(Math.floor(rig.clock.nowMs() / 300_000) * 300_000);
    expect(seen?.target).toMatch(/^[0-9a-f]{32}$/);
    expect(JSON.stringify(seen)).not.toContain(target);
  });

  test("[S117] after a crash before the detector heard, a new start feeds it in the same order", async () => {
    const store = memorySignalStore();
    const periodKeys = periodKeyInMemory();
    const dying = new DeskRig({
      store,
      periodKeys,
      detector: {
        observe() {
          throw new RangeError("the process died here");
        },
      },
    });
    const targets = Array.from({ length: 1_200 }, someone);
    for (const target of targets) dying.shell.take(signal(dying.clock, { target }));
    await dying.settle();
    expect(dying.events).toContainEqual({ event: "detector_failed", code: "RangeError" });
    const again = new DeskRig({ store, periodKeys, clock: dying.clock });
    again.shell.take(signal(again.clock, { kind: "report" }));
    await again.settle();
    const stored = store.read(0, 9_999).map((row) => row.signal);
    expect(stored).toHaveLength(1_201);
    expect(again.observer.observed).toEqual(stored);
  });

  test("[S117] findings of the stored past are told after a start, as they stand and once", async () => {
    const store = memorySignalStore();
    const finding: Finding = {
      id: "f",
      rule: { id: "r", version: 1 },
      platform: "main",
      subject: { kind: "account", account: someone() },
      strength: "weak",
      atMs: 0,
      signals: [],
      exposures: [],
      couldBe: [],
    };
    const detector = { observe: () => [finding] };
    const first = new DeskRig({ store, detector });
    for (let time = 0; time < 3; time++) first.shell.take(signal(first.clock));
    await first.settle();
    expect(first.found).toEqual([finding, finding, finding]);
    const second = new DeskRig({ store, detector, clock: first.clock });
    await second.settle();
    expect(second.found).toEqual([finding]);
  });

  test("[S100] [S107] only who answers an introduction is told to have let somebody in, and once", async () => {
    const rig = new DeskRig();
    const [ann, ben, cleo] = [someone(), someone(), someone()];
    const accepted = (source: AccountId, target: AccountId): Signal =>
      signal(rig.clock, { kind: "introductionAccepted", source, target });
    rig.shell.take(accepted(ann, ben));
    rig.shell.take(signal(rig.clock, { source: ann, target: ben }));
    await rig.settle();
    rig.shell.take(accepted(ann, cleo));
    rig.shell.take(accepted(ben, ann));
    rig.shell.take(accepted(ann, ben));
    rig.shell.take(accepted(ann, ben));
    await rig.settle();
    const kinds = rig.store.read(0, 9).map((stored) => stored.signal.kind);
    expect(kinds).toEqual(["introduction", "introductionAccepted"]);
  });
});

describe("floods and failures", () => {
  test("[S118] the same thing over and over is written a few times, and a new target always", async () => {
    const rig = new DeskRig();
    const [source, target] = [someone(), someone()];
    for (let time = 0; time < 5_000; time++) rig.shell.take(signal(rig.clock, { source, target }));
    for (let time = 0; time < 500; time++) rig.shell.take(signal(rig.clock, { source, target: someone() }));
    for (let time = 0; time < 5_000; time++) {
      const { source: _none, ...nobody } = signal(rig.clock, { kind: "schemaViolation" });
      rig.shell.take({ ...nobody, detail: `detail ${time}` });
    }
    await rig.settle();
    expect(rig.store.size()).toBe(16 + 500 + 200);
    expect(rig.stats.signalsRepeated).toBe(5_000 - 16 + 4_800);
  });

  test("[S112] what there is no room for goes, the oldest first, and is counted", async () => {
    const rig = new DeskRig({ store: openSqliteSignalStore(":memory:"), rowsMax: 1_000 });
    for (let time = 0; time < 6_000; time++) rig.shell.take(signal(rig.clock, { target: someone() }));
    await rig.settle();
    expect(rig.stats.signalsCrowdedOut).toBe(0);
    const [newest] = rig.store.read(5_999, 1);
    rig.clock.advance(61_000);
    expect(rig.store.size()).toBe(1_000);
    expect(rig.stats.signalsCrowdedOut).toBe(5_000);
    expect(rig.store.read(0, 1_000).at(-1)).toEqual(newest);
  });

  test("[S118] one account has a share of each day; the next day it has another", () => {
    const clock = new VirtualClock();
    const repeats = new Repeats();
    const source = someone();
    const admitted = (): number =>
      Array.from({ length: 25_000 }, (_, index) =>
        repeats.admits(signal(clock, { source, detail: `${index}` })),
      ).filter(Boolean).length;
    expect(admitted()).toBe(20_000);
    clock.advance(10 * 60_000);
    expect(admitted()).toBe(0);
    expect(repeats.admits(signal(clock))).toBe(true);
    clock.advance(DAY_MS);
    expect(admitted()).toBe(20_000);
  });

  test("[S118] when too many wait the rest is counted and lost, and the next ones are taken again", async () => {
    const rig = new DeskRig();
    for (let time = 0; time < 12_000; time++) rig.shell.take(signal(rig.clock, { target: someone() }));
    expect(rig.stats.signalsDropped).toBe(2_000);
    await rig.settle();
    rig.shell.take(signal(rig.clock));
    await rig.settle();
    expect(rig.stats.signals).toBe(10_001);
  });

  test("[S118] a store that fails keeps signals waiting, and they are stored when it can again", async () => {
    const store = memorySignalStore();
    let full = true;
    const rig = new DeskRig({
      store: {
        ...store,
        add(signals) {
          if (full) throw new StoreFault("full", new Error("no room"));
          store.add(signals);
        },
      },
    });
    rig.shell.take(signal(rig.clock));
    await rig.settle();
    expect(rig.observer.observed).toEqual([]);
    expect(rig.events).toEqual([{ event: "signals_store_failed" }]);
    full = false;
    rig.clock.advance(1_100);
    expect(rig.observer.observed).toHaveLength(1);
  });

  test("[S118] [S113] what was taken before the end is stored; afterwards nothing is taken", () => {
    const rig = new DeskRig();
    rig.shell.take(signal(rig.clock));
    rig.shell.stop();
    rig.shell.take(signal(rig.clock));
    expect(rig.store.size()).toBe(1);
  });

  test("[S112] signals go after 14 days", async () => {
    const rig = new DeskRig();
    rig.shell.take(signal(rig.clock));
    await rig.settle();
    rig.clock.advance(13 * DAY_MS);
    expect(rig.store.size()).toBe(1);
    rig.clock.advance(DAY_MS + 10 * 60_000);
    expect(rig.store.size()).toBe(0);
  });
});

describe("pseudonyms", () => {
  test("[S116] equal within a period, after a restart too; different after it, when the key is gone", async () => {
    const clock = new VirtualClock();
    const store = memorySignalStore();
    const periodKeys = periodKeyInMemory();
    const target = someone();
    // To the beginning of a period.
    clock.advance(14 * DAY_MS - (clock.nowMs() % (14 * DAY_MS)) + 60_000);
    for (let start = 0; start < 2; start++) {
      const rig = new DeskRig({ clock, store, periodKeys });
      rig.shell.take(signal(clock, { target }));
      await rig.settle();
      rig.shell.stop();
    }
    const before = periodKeys.read();
    clock.advance(13 * DAY_MS);
    const rig = new DeskRig({ clock, store, periodKeys });
    rig.shell.take(signal(clock, { target }));
    await rig.settle();
    clock.advance(DAY_MS);
    rig.shell.take(signal(clock, { target }));
    await rig.settle();
    const pseudonyms = store.read(0, 9).map((stored) => stored.signal.target);
    expect(new Set(pseudonyms).size).toBe(2);
    expect(pseudonyms.at(-1)).not.toBe(pseudonyms[0]);
    expect(periodKeys.read()?.key).not.toEqual(before?.key);
  });

  test("[S116] the key goes on its day even when nothing happens", () => {
    const periodKeys = periodKeyInMemory();
    const rig = new DeskRig({ periodKeys });
    rig.shell.tag("deviceKey", bytes(32));
    const before = periodKeys.read();
    rig.clock.advance(15 * DAY_MS);
    expect(periodKeys.read()?.period).toBeGreaterThan(before?.period ?? Number.POSITIVE_INFINITY);
  });
});

describe("targets", () => {
  test("[S114] [S115] two people open every target; a stolen folder and one of them open none", async () => {
    const dataDir = mkdtempSync(join(folder, "stolen-"));
    const key = await createDeskKey([ana, bo], cheap);
    writeDeskKey(dataDir, key);
    const store = openSqliteSignalStore(join(dataDir, "desk.sqlite"));
    const rig = new DeskRig({
      store,
      periodKeys: periodKeyFile(dataDir),
      sealer: targetSealer(key.publicKey),
    });
    const targets = Array.from({ length: 50 }, someone);
    for (const target of [...targets, ...targets]) rig.shell.take(signal(rig.clock, { target }));
    await rig.settle();
    const pseudonyms = [...new Set(store.read(0, 999).flatMap((stored) => stored.signal.target ?? []))];
    const opened = await openTargets({ store, key }, pseudonyms, [ana, bo]);
    if (!opened.ok) throw new Error(opened.error);
    expect(new Set(opened.value.values())).toEqual(new Set(targets));
    expect(opened.value.size).toBe(50);
    const alone = await openTargets({ store, key }, pseudonyms, [ana]);
    expect(alone).toMatchObject({ ok: false, error: "two_people_needed" });
    expect(await openTargets({ store, key: undefined }, pseudonyms, [ana, bo])).toMatchObject({
      ok: false,
      error: "no_desk_key",
    });
    rig.shell.stop();
    store.close();
    const stolen = filesUnder(dataDir);
    for (const target of targets) {
      expect(stolen.includes(Buffer.from(AccountId.toBytes(target)))).toBe(false);
      expect(stolen.includes(target)).toBe(false);
    }
    expect(stolen.length).toBeGreaterThan(20_000);
  });

  test("[S114] one batch key after another: an ended one seals nothing any more", async () => {
    const key = await createDeskKey([ana, bo], cheap);
    const rig = new DeskRig({ sealer: targetSealer(key.publicKey) });
    for (let minute = 0; minute < 3; minute++) {
      rig.shell.take(signal(rig.clock, { target: someone() }));
      await rig.settle();
      rig.clock.advance(60_000);
    }
    const batches = rig.store.read(0, 9).map((stored) => stored.sealed?.batch);
    expect(new Set(batches).size).toBe(3);
  });

  test("[S114] without a desk's key targets are counted and never known", async () => {
    const rig = new DeskRig();
    rig.shell.take(signal(rig.clock, { target: someone() }));
    await rig.settle();
    const [stored] = rig.store.read(0, 9);
    expect(stored?.signal.target).toBeDefined();
    expect(stored?.sealed).toBeUndefined();
  });

  test("[S118] where no batch key can be made the signal is kept without its target", async () => {
    const rig = new DeskRig({ sealer: { openBatch: () => Promise.reject(new Error("no randomness")) } });
    rig.shell.take(signal(rig.clock, { target: someone() }));
    await rig.settle();
    expect(rig.store.read(0, 9).map((stored) => stored.sealed)).toEqual([undefined]);
  });
});

function filesUnder(path: string): Buffer {
  return Buffer.concat(
    readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name))),
  );
}
