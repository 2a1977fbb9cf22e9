import { uploadBlob } from "./blob.ts";
import { syncBlocks } from "./blocking.ts";
import { refreshChains } from "./chains.ts";
import type { Engine } from "./engine.ts";
import { submit } from "./founding.ts";
import { replenishKeyPackages } from "./key-packages.ts";
import { decodePending } from "./pending.ts";

// What a device does for itself when it comes online and when something asks for it: nothing here is
// urgent, everything here may be interrupted and is done again.

export interface Upkeep {
  wake(): void;
}

const GATHER_MS = 50;

export function createUpkeep(engine: Engine): Upkeep {
  let scheduled = false;
  let running = false;
  let again = false;

  const run = async (): Promise<void> => {
    scheduled = false;
    again = running;
    if (running || engine.session.state !== "online") return;
    if (engine.store.account.account()?.state !== "ready") return;
    running = true;
    try {
      await replenishKeyPackages(engine);
      await resumeFoundings(engine);
      await syncBlocks(engine);
      await refreshChains(engine);
      await uploadBlob(engine);
      engine.store.transaction(() => engine.store.evidence.deleteExpired(engine.clock.nowMs()));
    } finally {
      running = false;
    }
    if (again) wake();
  };

  const wake = (): void => {
    if (scheduled) return;
    scheduled = true;
    engine.background.later(GATHER_MS, run);
  };
  return { wake };
}

/** Conversations that were written here and may or may not have reached the server. */
async function resumeFoundings(engine: Engine): Promise<void> {
  for (const conversation of engine.store.conversations.list()) {
    if (conversation.state !== "founding" || conversation.pending === undefined) continue;
    const pending = decodePending(conversation.pending);
    if (pending.kind === "founding") await submit(engine, conversation, pending);
  }
}
