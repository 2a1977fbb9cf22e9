import { ok, type Result } from "@bridle/protocol";
import type { ApiRefusal } from "../api/methods.ts";
import { refuse, type Engine } from "./engine.ts";

// Deleting the account. The wish is stored before the server is asked: where its answer is lost, the next
// session tells what became of it. It opens, and nothing was deleted; or the server doesn't know us any more.

export async function deleteAccount(engine: Engine): Promise<Result<Record<string, never>, ApiRefusal>> {
  setLeaving(engine, true);
  const done = await engine.session.call("account.delete", {});
  if (!done.ok) {
    const { kind } = done.error;
    if (kind !== "disconnected" && kind !== "internal") setLeaving(engine, false);
    return refuse("server_unreachable", kind);
  }
  await empty(engine);
  return ok({});
}

/** A session opened: the account is there. */
export function stayed(engine: Engine): void {
  if (engine.store.account.isLeaving()) setLeaving(engine, false);
}

/** The server doesn't take this device's proof: after a wish to delete the account that is its end. */
export function unproven(engine: Engine): void {
  if (engine.store.account.isLeaving()) engine.background.run(() => empty(engine));
}

function setLeaving({ store }: Engine, isLeaving: boolean): void {
  store.transaction(() => store.account.setLeaving(isLeaving));
}

async function empty(engine: Engine): Promise<void> {
  await engine.lane.run(async () => {
    engine.store.transaction(() => engine.store.wipe());
    engine.groups.clear();
  });
  engine.session.restart();
}
