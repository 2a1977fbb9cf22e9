import { uploadBlob } from "./blob.ts";
import { syncBlocks } from "./blocking.ts";
import { refreshChains } from "./chains.ts";
import type { Engine } from "./engine.ts";
import { submit } from "./founding.ts";
import { replenishKeyPackages } from "./key-packages.ts";
import { pinNoticeKeys } from "./notice-keys.ts";
import { decodePending } from "./pending.ts";

// What a device does for itself when it comes online and when something asks for it: nothing here is
// urgent, everything here may be interrupted and is done again.

export interface Upkeep {
  wake(): void;
  /** Wakes it, and resolves when there is nothing left to do or the server can't be reached. */
  done(): Promise<void>;
}

const GATHER_MS = 50;
/** Twice as long as a server keeps what it couldn't deliver. */
const INTRODUCTION_SEEN_MS = 60 * 24 * 60 * 60 * 1000;

export function createUpkeep(engine: Engine): Upkeep {
  let scheduled = false;
  let running = false;
  let again = false;
  let waiting: (() => void)[] = [];

  const run = async (): Promise<void> => {
    try {
      await round();
    } finally {
      if (!running && !scheduled) {
        const told = waiting;
        waiting = [];
        for (const resolve of told) resolve();
      }
    }
  };
  const round = async (): Promise<void> => {
    scheduled = false;
    again = running;
    if (running || engine.session.state !== "online") return;
    if (engine.store.account.account()?.state !== "ready") return;
    running = true;
    try {
      await pinNoticeKeys(engine);
      await replenishKeyPackages(engine);
      await resumeFoundings(engine);
      await syncBlocks(engine);
      await refreshChains(engine);
      await uploadBlob(engine);
      prune(engine);
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
  return {
    wake,
    done: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        wake();
      }),
  };
}

function prune({ store, clock }: Engine): void {
  const nowMs = clock.nowMs();
  store.transaction(() => {
    store.evidence.deleteExpired(nowMs);
    store.contacts.deleteSeenIntroductionsBefore(nowMs - INTRODUCTION_SEEN_MS);
  });
}

/** Conversations that were written here and may or may not have reached the server. */
async function resumeFoundings(engine: Engine): Promise<void> {
  for (const conversation of engine.store.conversations.list()) {
    if (conversation.state !== "founding" || conversation.pending === undefined) continue;
    const pending = decodePending(conversation.pending);
    if (pending.kind === "founding") await submit(engine, conversation, pending);
  }
}
