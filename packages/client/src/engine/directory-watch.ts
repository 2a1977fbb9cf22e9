import { isFoundLying } from "./directory/held.ts";
import type { DirectoryWatch, Engine } from "./engine.ts";
import { createLane } from "./lane.ts";

// Looks at the server's key directory on its own account and for its contacts: at every wake, once an
// hour, and before somebody's keys are used for the first time ([E40]). What it checks with is loaded when
// it is first needed; nothing here is on the way of a message.

const GATHER_MS = 200;
const HOUR_MS = 60 * 60 * 1000;
/** What isn't in the directory yet, or couldn't be asked, is looked up again soon. */
const SOON_MS = 30 * 1000;
/** Meeting somebody doesn't wait longer for a directory that doesn't answer. */
const FIRST_MS = 5_000;

/** The checks; `undefined` where the app's own server doesn't hand them out now. Tried again with the next look. */
function load(): Promise<typeof import("./directory/look.ts") | undefined> {
  return import("./directory/look.ts").catch(() => undefined);
}

export function createDirectoryWatch(engine: () => Engine): DirectoryWatch {
  const lane = createLane();
  let scheduled = false;
  let alarm = 0;

  const look = async (every: boolean): Promise<void> => {
    let settled = false;
    try {
      const checks = await load();
      settled = checks !== undefined && (await lane.run(() => checks.lookAround(engine(), every)));
    } finally {
      // The newest of these alarms counts; the others find that they are old.
      const mine = ++alarm;
      engine().background.later(settled ? HOUR_MS : SOON_MS, async () => {
        if (mine === alarm) await look(false);
      });
    }
  };
  const wake = (): void => {
    if (scheduled) return;
    scheduled = true;
    engine().background.later(GATHER_MS, () => {
      scheduled = false;
      return look(false);
    });
  };
  return {
    wake,
    check: () => look(true),
    async first(person) {
      const checks = await load();
      // Without an answer, what was found before still counts.
      const known = (): boolean => !isFoundLying(engine(), person.accountId);
      if (checks === undefined) return known();
      const looked = lane.run(() => checks.lookFirst(engine(), person));
      const { promise: late, resolve } = Promise.withResolvers<boolean>();
      const cancel = engine().clock.schedule(FIRST_MS, () => resolve(known()));
      return Promise.race([looked, late]).finally(cancel);
    },
  };
}
