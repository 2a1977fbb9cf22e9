import { describe, expect, test } from "vitest";
import { openSqliteStore } from "../src/adapters/sqlite/store.ts";
import { StoreFault, type Store } from "../src/ports/store.ts";
import { bytes } from "./wire.ts";
import { grantId, World, type TestDevice } from "./world.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

function attempt(from: TestDevice, to: TestDevice, times = 1): void {
  for (let time = 0; time < times; time++) {
    const permission = { grantId: grantId(), accessKey: bytes(32) };
    const { accountId } = to;
    expect(from.wire.outcome("keyPackage.fetch", { accountId, permission })).toBe("no_grant");
  }
}

function lines(device: TestDevice): { day: number; attempts: string }[] {
  return device.wire.peer
    .delivered()
    .flatMap(({ entry }) =>
      entry.kind === "refusals" ? [{ day: entry.day, attempts: entry.attempts }] : [],
    );
}

/** A world at the beginning of a day. */
function morning(options: { store?: Store } = {}): World {
  const world = new World(options);
  world.clock.wallOffsetMs += DAY_MS - (world.clock.nowMs() % DAY_MS);
  return world;
}

describe("the quiet line", () => {
  test.each([
    [1, "one"],
    [2, "few"],
    [5, "few"],
    [6, "many"],
    [50, "many"],
  ])("[S125] %i attempts of a day are one line, %s, when the day is over", (times, attempts) => {
    const world = morning();
    const [stranger, ben] = [world.person(), world.person()];
    const day = Math.floor(world.clock.nowMs() / DAY_MS);
    attempt(stranger, ben, times);
    world.clock.advance(DAY_MS - 60_000);
    expect(lines(ben)).toEqual([]);
    world.clock.advance(3 * 60_000);
    expect(lines(ben)).toEqual([{ day, attempts }]);
    world.clock.advance(DAY_MS);
    expect(lines(ben)).toHaveLength(1);
    expect(lines(stranger)).toEqual([]);
  });

  test("[S125] a restart loses no more than the last seconds, and no line comes twice", () => {
    const file = openSqliteStore(":memory:");
    const world = morning({ store: file });
    const [stranger, ben] = [world.person(), world.person()];
    attempt(stranger, ben, 3);
    world.clock.advance(11_000);
    world.core.stop();
    const second = new World({ store: file, clock: world.clock });
    const moved = ben.movedTo(second).open();
    second.clock.advance(DAY_MS);
    expect(lines(moved)).toMatchObject([{ attempts: "few" }]);
    second.core.stop();
    const third = new World({ store: file, clock: world.clock });
    third.clock.advance(DAY_MS);
    expect(third.store.refusals.before(Number.MAX_SAFE_INTEGER, 9)).toEqual([]);
  });

  test("[S125] with the disk full lines wait, and messages go first", () => {
    const store = openSqliteStore(":memory:");
    let full = false;
    const { refusals } = store;
    const world = morning({
      store: {
        ...store,
        refusals: {
          ...refusals,
          add(refused) {
            if (full) throw new StoreFault("full", new Error("no room"));
            refusals.add(refused);
          },
        },
      },
    });
    const [stranger, ben] = [world.person(), world.person()];
    full = true;
    attempt(stranger, ben);
    world.clock.advance(30_000);
    expect(world.isBroken).toBe(false);
    full = false;
    world.clock.advance(DAY_MS);
    expect(lines(ben)).toMatchObject([{ attempts: "one" }]);
  });

  test("[S125] whoever is gone gets none, and nothing is left of them", () => {
    const world = morning();
    const [stranger, ben] = [world.person(), world.person()];
    attempt(stranger, ben);
    world.clock.advance(11_000);
    ben.wire.reply("account.delete", {});
    expect(world.store.refusals.before(Number.MAX_SAFE_INTEGER, 9)).toEqual([]);
  });
});
